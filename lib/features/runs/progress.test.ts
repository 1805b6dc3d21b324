import { describe, expect, it } from "vitest";
import { runStateOf } from "./labels";
import { progressOf } from "./progress";
import type { RunRow } from "./types";

const run: RunRow = {
  id: "run",
  definitionId: "definition",
  definitionName: "Countries",
  phase: "QUEUED",
  outcome: null,
  requestedBy: "Stella",
  requestedByKind: "person",
  cancelledBy: null,
  startedAt: "2026-01-01T00:00:00.000Z",
  decidedAt: null,
  endedAt: null,
  waitingUntil: null,
  isCancelRequested: false,
  rowsRead: 0,
  rowsExpected: null,
  rowsUnchanged: 0,
  rowsRejected: 0,
  plannedCreates: 0,
  plannedUpdates: 0,
  plannedDeletes: 0,
  plannedMarks: 0,
  plannedRecords: 0,
  rowsFiltered: 0,
  rowsStale: 0,
  purpose: "SYNC",
  isFullScan: true,
  itemsDeleted: 0,
  itemsMarked: 0,
  estimatedUnits: null,
  estimatedMinutes: null,
  halt: null,
  approvedBy: null,
  approvedAt: null,
  itemsProcessed: 0,
  itemsCreated: 0,
  itemsUpdated: 0,
  itemsAdopted: 0,
  itemsFailed: 0,
  unitsSpent: 0,
  throttledMs: 0,
  areOperationsKept: true,
  errorCode: null,
  errorMessage: null,
};

describe("progress of a run", () => {
  it("counts rows while reading", () => {
    const reading = { ...run, phase: "DECIDING", rowsRead: 200, rowsExpected: 1_000 } as const;
    expect(progressOf(reading, "2026-01-01T00:00:02Z")).toEqual({ share: 0.2, perSecond: 100, secondsLeft: 8 });
  });

  it("counts items while writing, without the time it was told to wait", () => {
    const writing = {
      ...run,
      phase: "APPLYING",
      decidedAt: "2026-01-01T00:00:10Z",
      plannedCreates: 90,
      plannedUpdates: 10,
      itemsProcessed: 50,
      throttledMs: 5_000,
    } as const;
    expect(progressOf(writing, "2026-01-01T00:00:20Z")).toEqual({ share: 0.5, perSecond: 10, secondsLeft: 5 });
  });

  it("says nothing where nothing is known", () => {
    expect(progressOf(run, "2026-01-01T00:00:09Z")).toEqual({ share: null, perSecond: null, secondsLeft: null });
    expect(progressOf({ ...run, phase: "DECIDING", rowsRead: 10, rowsExpected: 5 }, "2026-01-01T00:00:01Z")).toEqual({
      share: null,
      perSecond: 10,
      secondsLeft: null,
    });
    expect(progressOf({ ...run, phase: "DONE", outcome: "FAILED" }, "2026-01-01T00:00:01Z").secondsLeft).toBeNull();
  });

  it("has one word for every outcome", () => {
    expect(runStateOf({ phase: "WAITING", outcome: null })).toBe("waiting");
    expect(runStateOf({ phase: "DONE", outcome: "HALTED" })).toBe("failed");
    expect(runStateOf({ phase: "HALTED", outcome: "HALTED" })).toBe("halted");
    expect(runStateOf({ phase: "APPLYING", outcome: null })).toBe("running");
  });
});
