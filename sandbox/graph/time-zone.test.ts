import { describe, expect, it } from "vitest";
import { localDay, midnightUtc, offsetAt } from "./time-zone";

describe("midnightUtc", () => {
  it.each([
    ["2026-01-03", "America/Los_Angeles", "2026-01-03T08:00:00.000Z"],
    ["2026-07-03", "Europe/Berlin", "2026-07-02T22:00:00.000Z"],
    ["2026-07-03", "Asia/Kathmandu", "2026-07-02T18:15:00.000Z"],
    // The days on which Berlin's clocks change.
    ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
    ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z"],
    ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z"],
    ["2026-10-26", "Europe/Berlin", "2026-10-25T23:00:00.000Z"],
    ["2026-01-01", "Etc/UTC", "2026-01-01T00:00:00.000Z"],
  ])("%s in %s is %s", (day, zone, expected) => {
    const midnight = midnightUtc(day, zone);
    expect(midnight.toISOString()).toBe(expected);
    expect(localDay(midnight, zone)).toBe(day);
  });
});

it("offsetAt is positive in the east", () => {
  expect(offsetAt(new Date("2026-01-01T00:00:00.750Z"), "Asia/Kathmandu")).toBe(345 * 60_000);
});
