import { describe, expect, it } from "vitest";
import { expiryFinding } from "./credential-expiry";

const now = new Date("2026-03-01T12:00:00Z");
const at = (days: number) => new Date(now.getTime() + days * 86_400_000);

describe("the end of a credential", () => {
  it.each([
    [31, "ok", "until 2026-04-01"],
    [30, "ok", "until 2026-03-31"],
    [29, "warning", "in 29 days"],
    [1, "warning", "in one day"],
    [0.5, "warning", "in less than a day"],
    [-0.5, "error", "ended on 2026-03-01"],
  ])("%s days away is %s", (days, level, words) => {
    const [finding] = expiryFinding("secret", at(days), now);
    expect(finding?.level).toBe(level);
    expect(finding?.title).toContain(words);
    expect(finding?.title).toContain("client secret");
    expect(finding?.remedy !== undefined).toBe(level !== "ok");
  });

  it("says nothing where it is not known, and names a certificate", () => {
    expect(expiryFinding("secret", null, now)).toEqual([]);
    expect(expiryFinding("certificate", at(3), now)[0]?.title).toContain("certificate ends in 3 days");
  });
});
