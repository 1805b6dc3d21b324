import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTimeKind, timePosition } from "./cursor-position";

const clock = "2026-05-01T12:00:00.123456";

function positionAfter(
  values: readonly string[],
  { kind = "instant" as const, before = null, overlapMs = 0 }: Partial<PositionOptions> = {},
): string | null {
  const tracker = timePosition(kind, before, clock, overlapMs);
  for (const value of values) tracker.notice(value);
  return tracker.position();
}

interface PositionOptions {
  readonly kind: "instant" | "local-datetime" | "date";
  readonly before: string | null;
  readonly overlapMs: number;
}

describe("timePosition", () => {
  it.each<[string, readonly string[], Partial<PositionOptions>, string | null]>([
    ["nothing was read and nothing before", [], {}, null],
    ["nothing was read", [], { before: "2026-01-01T00:00:00Z" }, "2026-01-01T00:00:00Z"],
    [
      "the greatest value",
      ["2026-01-02T00:00:00Z", "2026-01-03T00:00:01.5Z", "2026-01-01T00:00:00Z"],
      {},
      "2026-01-03T00:00:00.5Z",
    ],
    [
      "fractions to 100 ns",
      ["2026-01-02T00:00:00.1234567Z", "2026-01-02T00:00:00.123456Z"],
      {},
      "2026-01-01T23:59:59.1234567Z",
    ],
    ["a value in the future stops at the clock", ["2099-01-01T00:00:00Z"], {}, "2026-05-01T11:59:59.123456Z"],
    ["infinity counts as the clock", ["infinity"], {}, "2026-05-01T11:59:59.123456Z"],
    ["years of five digits count as the clock", ["12026-01-01T00:00:00Z"], {}, "2026-05-01T11:59:59.123456Z"],
    [
      "-infinity, zero dates and years before Christ count for nothing",
      ["-infinity", "0044-03-15T12:00:00Z BC", "0000-00-00T00:00:00"],
      {},
      null,
    ],
    ["less the overlap", ["2026-01-02T00:00:00Z"], { overlapMs: 600_000 }, "2026-01-01T23:50:00Z"],
    [
      "an overlap that is no whole number of ticks is rounded up",
      ["2026-01-02T00:00:00Z"],
      { overlapMs: 1_000.5 },
      "2026-01-01T23:59:58.999Z",
    ],
    ["never before the year 1", ["0001-01-01T00:00:00Z"], { overlapMs: 600_000 }, "0001-01-01T00:00:00Z"],
    [
      "never back",
      ["2026-01-02T00:00:00Z"],
      { before: "2026-01-01T23:59:00Z", overlapMs: 600_000 },
      "2026-01-01T23:59:00Z",
    ],
    ["without zone", ["2026-01-02T03:04:05.6"], { kind: "local-datetime" }, "2026-01-02T03:04:04.6"],
    ["days are whole", ["2026-01-02"], { kind: "date" }, "2026-01-01"],
    ["a day in the future is today", ["2099-01-01"], { kind: "date" }, "2026-05-01"],
  ])("%s", (_, values, options, expected) => {
    expect(positionAfter(values, options)).toBe(expected);
  });

  const instants = fc
    .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true })
    .map((date) => date.toISOString());
  const overlaps = fc.integer({ min: 0, max: 86_400_000 });
  const past = new Date(`${clock.slice(0, 23)}Z`).getTime();

  it("is never after any bound, in any order of reading", () => {
    fc.assert(
      fc.property(fc.array(instants, { minLength: 1 }), overlaps, (values, overlapMs) => {
        const position = positionAfter(values, { overlapMs });
        expect(positionAfter(values.toReversed(), { overlapMs })).toBe(position);
        const at = new Date(position ?? "").getTime();
        const greatest = Math.max(...values.map((value) => new Date(value).getTime()));
        const first = new Date("0001-01-01T00:00:00Z").getTime();
        const bound = Math.min(greatest, past) - Math.max(1_000, overlapMs);
        expect(at).toBeLessThanOrEqual(Math.max(first, bound));
        expect(at).toBeGreaterThan(bound - 2);
      }),
    );
  });

  it("never goes back over any sequence of readings, and reads on from its own text", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(instants, overlaps), { minLength: 1, maxLength: 10 }), (readings) => {
        let position: string | null = null;
        for (const [value, overlapMs] of readings) {
          const next = positionAfter([value], { before: position, overlapMs });
          if (position !== null) {
            expect(new Date(next ?? "").getTime()).toBeGreaterThanOrEqual(new Date(position).getTime());
          }
          position = next;
        }
      }),
    );
  });

  it("gives a day that any of its own times lies in or after", () => {
    fc.assert(
      fc.property(instants, (value) => {
        const day = positionAfter([value.slice(0, 10)], { kind: "date" });
        expect(`${day}` <= value.slice(0, 10)).toBe(true);
        expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
      }),
    );
  });
});

describe("isTimeKind", () => {
  it("is true of kinds that hold a point in time, and of no other", () => {
    expect((["instant", "local-datetime", "date", "time", "text", "bytes"] as const).filter(isTimeKind)).toEqual([
      "instant",
      "local-datetime",
      "date",
    ]);
  });
});
