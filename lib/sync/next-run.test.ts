import { describe, expect, it } from "vitest";
import { isFullScanDue, nextRunAt } from "./next-run";

const at = (iso: string) => new Date(iso);
const zurich = "Europe/Zurich";

describe("when a definition is due next", () => {
  const schedule = {
    scheduleCron: "*/15 * * * *",
    scheduleTimeZone: zurich,
    fullScanCron: "5 3 * * *",
    cursorStrategy: "UPDATED_AT",
  } as const;

  it.each([
    ["by its schedule", schedule, "2026-01-10T12:01:00Z", "2026-01-10T12:15:00.000Z"],
    ["by its full scan where that comes first", schedule, "2026-01-11T02:01:00Z", "2026-01-11T02:05:00.000Z"],
    ["by its full scan alone", { ...schedule, scheduleCron: null }, "2026-01-10T12:01:00Z", "2026-01-11T02:05:00.000Z"],
    [
      "by its schedule only where every run is a full scan",
      { ...schedule, cursorStrategy: "FULL_SCAN" as const },
      "2026-01-11T02:01:00Z",
      "2026-01-11T02:15:00.000Z",
    ],
    ["never without one", { ...schedule, scheduleCron: null, fullScanCron: null }, "2026-01-10T12:01:00Z", undefined],
  ])("%s", (_, each, after, expected) => {
    expect(nextRunAt(each, at(after))?.toISOString()).toBe(expected);
  });

  it("once in an hour that a clock change skips, and once in one that it repeats", () => {
    const nightly = { ...schedule, scheduleCron: "30 2 * * *", fullScanCron: null };
    const spring = nextRunAt(nightly, at("2026-03-28T12:00:00Z"));
    expect(spring?.toISOString()).toMatch(/^2026-03-29T01:/);
    expect(nextRunAt(nightly, spring ?? at(""))?.toISOString()).toBe("2026-03-30T00:30:00.000Z");
    const autumn = nextRunAt(nightly, at("2026-10-24T12:00:00Z"));
    expect(autumn?.toISOString()).toBe("2026-10-25T00:30:00.000Z");
    expect(nextRunAt(nightly, autumn ?? at(""))?.toISOString()).toBe("2026-10-26T01:30:00.000Z");
  });
});

describe("a full scan", () => {
  const nightly = { fullScanCron: "0 3 * * *", scheduleTimeZone: zurich };
  const daily = { ...nightly, fullScanCron: null };

  it.each([
    ["is due where there was none", daily, null, "2026-01-10T12:00:00Z", true],
    ["is due a day after the last", daily, "2026-01-09T12:00:00Z", "2026-01-10T12:00:00Z", true],
    ["is not due before", daily, "2026-01-09T12:00:01Z", "2026-01-10T12:00:00Z", false],
    ["is due once its own time has come", nightly, "2026-01-10T01:59:00Z", "2026-01-10T02:00:00Z", true],
    ["is not due when it was done since", nightly, "2026-01-10T02:00:01Z", "2026-01-10T23:00:00Z", false],
  ])("%s", (_, schedule, last, now, expected) => {
    expect(isFullScanDue(schedule, last === null ? null : at(last), at(now))).toBe(expected);
  });
});
