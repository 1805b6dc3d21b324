import { describe, expect, it } from "vitest";
import { type RunSample, timelineOf } from "./timeline";

const start = Date.parse("2026-11-29T12:00:00Z");
const sample = (second: number, counts: Partial<RunSample> = {}): RunSample => ({
  at: start + second * 1_000,
  rowsRead: 0,
  itemsProcessed: 0,
  unitsSpent: 0,
  throttledMs: 0,
  isWaiting: false,
  ...counts,
});

describe("the time line of a run", () => {
  it("is empty before two moments were measured", () => {
    expect(timelineOf([])).toEqual({ spans: [], waits: [] });
    expect(timelineOf([sample(0)])).toEqual({ spans: [], waits: [] });
  });

  it("tells the pace between what was measured", () => {
    const { spans } = timelineOf([
      sample(0),
      sample(30, { rowsRead: 100, unitsSpent: 10 }),
      sample(60, { rowsRead: 100, itemsProcessed: 40, unitsSpent: 90 }),
    ]);
    expect(spans).toEqual([
      {
        from: "2026-11-29T12:00:00.000Z",
        to: "2026-11-29T12:00:30.000Z",
        rowsPerMinute: 200,
        itemsPerMinute: 0,
        unitsPerMinute: 20,
        waitedMs: 0,
      },
      expect.objectContaining({ rowsPerMinute: 0, itemsPerMinute: 80, unitsPerMinute: 160 }),
    ]);
  });

  it("joins moments of a long run and loses none of what was done", () => {
    const samples = Array.from({ length: 401 }, (_, second) => sample(second, { itemsProcessed: second * 7 }));
    const { spans } = timelineOf(samples);
    expect(spans.length).toBeLessThanOrEqual(61);
    const minutes = ({ from, to }: { from: string; to: string }) => (Date.parse(to) - Date.parse(from)) / 60_000;
    expect(spans.reduce((sum, span) => sum + span.itemsPerMinute * minutes(span), 0)).toBeCloseTo(2_800, 6);
  });

  it("tells where the run slept because it was told to, as one wait", () => {
    const { waits, spans } = timelineOf([
      sample(0),
      sample(5, { itemsProcessed: 10, isWaiting: true }),
      sample(45, { itemsProcessed: 10, throttledMs: 40_000 }),
      sample(50, { itemsProcessed: 20, throttledMs: 40_000 }),
    ]);
    expect(waits).toEqual([{ from: "2026-11-29T12:00:05.000Z", to: "2026-11-29T12:00:45.000Z", toldMs: 40_000 }]);
    expect(spans.map(({ itemsPerMinute }) => itemsPerMinute)).toEqual([120, 0, 120]);
  });

  it("joins waits inside of calls, and passes over those that belong to the usual pace", () => {
    const { waits } = timelineOf([
      sample(0),
      sample(1, { throttledMs: 900 }),
      sample(2, { throttledMs: 1_900 }),
      sample(10, { throttledMs: 2_100 }),
      sample(20, { throttledMs: 2_900 }),
    ]);
    expect(waits).toEqual([{ from: "2026-11-29T12:00:00.000Z", to: "2026-11-29T12:00:02.000Z", toldMs: 1_900 }]);
  });

  it("tells a sleep that nobody asked for as such", () => {
    const { waits } = timelineOf([sample(0, { isWaiting: true }), sample(8), sample(9)]);
    expect(waits).toEqual([expect.objectContaining({ toldMs: 0 })]);
  });

  it("counts nothing back where a reading begins anew", () => {
    const { spans } = timelineOf([sample(0, { rowsRead: 500 }), sample(60, { rowsRead: 20 })]);
    expect(spans[0]?.rowsPerMinute).toBe(0);
  });
});
