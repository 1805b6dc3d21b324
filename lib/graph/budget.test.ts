import { describe, expect, it } from "vitest";
import { estimate, readRateWindow, secondsPerUnit, smallestLimits } from "./budget";

describe("the rate of a bucket", () => {
  it("stays below the limit of any minute, bursts included", () => {
    for (const limit of [1_250, 2_500, 6_250]) {
      const steady = 60 / secondsPerUnit(limit);
      expect(steady).toBeGreaterThanOrEqual(0.95 * limit);
      expect(steady + 0.04 * limit).toBeLessThan(limit);
    }
  });
});

describe("the headers of a busy minute", () => {
  it("are read when all three are numbers", () => {
    const headers = { "ratelimit-limit": "1250", "ratelimit-remaining": "200", "ratelimit-reset": "12" };
    expect(readRateWindow(headers)).toEqual({ limit: 1_250, remaining: 200, resetMs: 12_000 });
    expect(readRateWindow({ ...headers, "ratelimit-reset": "soon" })).toBeNull();
    expect(readRateWindow({ ...headers, "ratelimit-limit": "0" })).toBeNull();
    expect(readRateWindow({ "ratelimit-limit": "1250" })).toBeNull();
  });
});

describe("an estimate", () => {
  const planned = { creates: 100_000, updates: 0, deletes: 0, itemReads: 0, pages: 0 };

  it("charges two units a write and one a read of an item (Graph contract 14, table a)", () => {
    const all = { creates: 3, updates: 2, deletes: 1, itemReads: 5, pages: 4 };
    expect(estimate(all, smallestLimits).units).toBe(12 + 8 + 5);
  });

  it("tells the minutes of a load, and that 100,000 rows fit into a day", () => {
    const { units, minutes, days } = estimate(planned, smallestLimits);
    expect(units).toBe(200_000);
    expect(minutes).toBeCloseTo(167.5, 0);
    expect(days).toBeCloseTo(0.185, 2);
  });
});
