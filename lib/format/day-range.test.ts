import { expect, it } from "vitest";
import { readDayRange } from "./day-range";

it("takes days of UTC, the last one included", () => {
  expect(readDayRange({ from: "2026-11-28", to: "2026-11-29" })).toEqual({
    from: new Date("2026-11-28T00:00:00Z"),
    to: new Date("2026-11-30T00:00:00Z"),
  });
});

it("leaves out what is no day", () => {
  expect(readDayRange({ from: "yesterday", to: "2026-02-30" })).toEqual({ from: undefined, to: undefined });
  expect(readDayRange({})).toEqual({ from: undefined, to: undefined });
});
