import { describe, expect, it } from "vitest";
import { describeMoment, formatDate, formatDateTime, formatRelative, toDate } from "./time";

const now = new Date("2026-11-22T17:14:05Z");
const before = (ms: number) => new Date(now.getTime() - ms);

describe("relative times", () => {
  it.each([
    [0, "just now"],
    [9_999, "just now"],
    [42_000, "42 s ago"],
    [60_000, "1 min ago"],
    [3_599_000, "59 min ago"],
    [7_200_000, "2 h ago"],
    [86_400_000, "1 d ago"],
    [59 * 86_400_000, "59 d ago"],
    [61 * 86_400_000, "2 mo ago"],
    [800 * 86_400_000, "2 y ago"],
    [-120_000, "in 2 min"],
  ])("%s ms before now reads %s", (ms, text) => expect(formatRelative(before(ms), now)).toBe(text));

  it("knows that nothing happened yet", () => expect(formatRelative(null, now)).toBe("–"));
});

describe("exact times", () => {
  it("stand in the named zone", () => {
    expect(formatDateTime(now, "Asia/Kathmandu")).toBe("22 Nov 2026, 22:59:05");
    expect(formatDate("2026-11-22T20:00:00Z", "Asia/Kathmandu")).toBe("23 Nov 2026");
  });
  it("write midnight as 00 and September by three letters", () =>
    expect(formatDateTime("2026-09-01T00:00:00Z", "UTC")).toBe("1 Sep 2026, 00:00:00"));
  it("say the viewer's zone and UTC", () =>
    expect(describeMoment(now, "America/New_York")).toBe(
      "22 Nov 2026, 12:14:05 America/New York\n22 Nov 2026, 17:14:05 UTC",
    ));
  it("say UTC once", () => expect(describeMoment(now, "UTC")).toBe("22 Nov 2026, 17:14:05 UTC"));
  it("refuse what is no moment", () => expect(() => toDate("yesterday")).toThrow(RangeError));
});
