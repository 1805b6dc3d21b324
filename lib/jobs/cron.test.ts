import { describe, expect, it } from "vitest";
import { nextTime, nextTimes } from "./cron";

const at = (iso: string) => new Date(iso);
const times = (cron: string, timeZone: string, after: string, count = 1) =>
  nextTimes({ cron, timeZone }, at(after), count).map((time) => time.toISOString());

describe("the next time of a schedule", () => {
  it("is read in its zone, whatever the machine's is", () => {
    expect(times("0 3 * * *", "Europe/Zurich", "2026-01-10T12:00:00Z")).toEqual(["2026-01-11T02:00:00.000Z"]);
    expect(times("0 3 * * *", "Asia/Kathmandu", "2026-01-10T12:00:00Z")).toEqual(["2026-01-10T21:15:00.000Z"]);
    expect(times("0 3 * * *", "UTC", "2026-01-10T03:00:00Z")).toEqual(["2026-01-11T03:00:00.000Z"]);
  });

  it("keeps to the wall clock over clock changes, and is due once where an hour happens twice", () => {
    expect(times("30 2 * * *", "Europe/Zurich", "2026-10-24T12:00:00Z", 2)).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-10-26T01:30:00.000Z",
    ]);
    const skipped = times("30 2 * * *", "Europe/Zurich", "2026-03-28T12:00:00Z", 2);
    expect(skipped[0]?.startsWith("2026-03-29T01:")).toBe(true);
    expect(skipped[1]).toBe("2026-03-30T00:30:00.000Z");
  });

  it("may be written with names of months and days", () => {
    expect(times("0 3 * MAR THU", "UTC", "2026-01-10T12:00:00Z")).toEqual(["2026-03-05T03:00:00.000Z"]);
  });

  it("is the first after now, however many were missed", () => {
    const next = nextTime({ cron: "*/5 * * * *", timeZone: "UTC" }, at("2026-01-10T12:02:00Z"));
    expect(next.toISOString()).toBe("2026-01-10T12:05:00.000Z");
  });
});

describe("what is no schedule", () => {
  it.each([
    ["", "five fields"],
    ["0 3 * *", "five fields"],
    ["0 0 3 * * *", "five fields"],
    ["@daily", "five fields"],
    ["61 3 * * *", "cannot be read"],
    ["a b c d e", "cannot be read"],
    ["0 3 31 2 *", "never comes"],
    // Another time at each reading: what was shown is not what would happen.
    ["H H * * *", "by chance"],
    ["0 h(1-4) * * *", "by chance"],
  ])("%j is refused in words", (cron, words) => {
    const refusal = expect.objectContaining({
      code: "input-invalid",
      details: { field: "cron" },
      message: expect.stringContaining(words) as string,
    }) as Error;
    expect(() => times(cron, "UTC", "2026-01-10T12:00:00Z")).toThrow(refusal);
  });

  it.each(["Europe/Atlantis", "+05:45", "", "Mars"])("the zone %j is refused", (timeZone) => {
    const refusal = expect.objectContaining({ code: "input-invalid", details: { field: "timeZone" } }) as Error;
    expect(() => times("0 3 * * *", timeZone, "2026-01-10T12:00:00Z")).toThrow(refusal);
  });
});
