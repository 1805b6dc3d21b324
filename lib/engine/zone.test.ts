import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instantOfLocal, isTimeZone, localDayOf } from "./zone";

describe("zones", () => {
  it("knows summer and winter", () => {
    expect(instantOfLocal("2026-01-15T12:00:00", "Europe/Berlin")).toBe("2026-01-15T11:00:00Z");
    expect(instantOfLocal("2026-07-15T12:00:00", "Europe/Berlin")).toBe("2026-07-15T10:00:00Z");
  });

  it("moves a time that the clock change skips forward by the gap", () => {
    expect(instantOfLocal("2026-03-29T02:30:00", "Europe/Berlin")).toBe("2026-03-29T01:30:00Z");
  });

  it("takes the first of a time that happens twice", () => {
    expect(instantOfLocal("2026-10-25T02:30:00", "Europe/Berlin")).toBe("2026-10-25T00:30:00Z");
  });

  it("holds offsets of quarter hours", () => {
    expect(instantOfLocal("2026-01-01T00:00:00", "Asia/Kathmandu")).toBe("2025-12-31T18:15:00Z");
    expect(localDayOf("2025-12-31T18:15:00Z", "Asia/Kathmandu")).toBe("2026-01-01");
    expect(localDayOf("2025-12-31T18:14:59Z", "Asia/Kathmandu")).toBe("2025-12-31");
  });

  it("a local midnight falls on its own day, in every zone", () => {
    const zones = [
      "UTC",
      "Europe/Berlin",
      "America/New_York",
      "Asia/Kathmandu",
      "Pacific/Auckland",
      "America/Sao_Paulo",
    ];
    const days = fc.date({
      min: new Date("1950-01-01T00:00:00Z"),
      max: new Date("2100-01-01T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(fc.constantFrom(...zones), days, (zone, date) => {
        const day = date.toISOString().slice(0, 10);
        expect(localDayOf(instantOfLocal(`${day}T12:00:00`, zone), zone)).toBe(day);
      }),
    );
  });

  it("recognises zone names", () => {
    expect(isTimeZone("Europe/Berlin")).toBe(true);
    expect(isTimeZone("Mars/Olympus")).toBe(false);
  });
});
