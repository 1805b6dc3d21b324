import { describe, expect, it } from "vitest";
import { timeOfCursor } from "./count-rows";

const timeZone = "Europe/Zurich";
const time = (valueKind: string, value: string | null) =>
  timeOfCursor(value, { valueKind, timeZone })?.toISOString() ?? null;

describe("the greatest value of a cursor column, as a time", () => {
  it.each([
    ["instant", "2026-03-04T05:06:07.123456Z", "2026-03-04T05:06:07.123Z"],
    ["local-datetime", "2026-07-04T05:06:07.5", "2026-07-04T03:06:07.500Z"],
    ["date", "2026-01-04", "2026-01-03T23:00:00.000Z"],
  ])("%s %s is %s", (kind, value, expected) => {
    expect(time(kind, value)).toBe(expected);
  });

  it.each([
    ["instant", null],
    ["instant", "infinity"],
    ["instant", "0044-03-15T00:00:00Z BC"],
    ["instant", "10000-01-01T00:00:00Z"],
    // MySQL's zero dates, whole and in part.
    ["local-datetime", "0000-00-00T00:00:00"],
    ["local-datetime", "0000-00-00 00:00:00"],
    ["date", "0000-00-00"],
    ["date", "2026-00-00"],
    ["date", "2026-02-31"],
    ["instant", "0000-00-00T00:00:00Z"],
  ])("%s %s is none", (kind, value) => {
    expect(time(kind, value)).toBeNull();
  });
});
