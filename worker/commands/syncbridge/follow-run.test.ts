import { describe, expect, it } from "vitest";
import type { LiveRun, OperationRow, RunRow } from "@/lib/features/runs/types";
import { exitCodes } from "./exit-codes";
import { planCode, planText, progressText, runCode, runText } from "./follow-run";

const run: RunRow = {
  ...{
    id: "r",
    definitionId: "d",
    definitionName: "Products",
    phase: "DONE",
    outcome: "SUCCEEDED",
    requestedBy: "test",
  },
  ...{ startedAt: "2026-01-01T10:00:00Z", decidedAt: "2026-01-01T10:00:05Z", endedAt: "2026-01-01T10:01:20Z" },
  ...{ waitingUntil: null, isCancelRequested: false, rowsRead: 1_200, rowsExpected: 1_200, rowsUnchanged: 1_000 },
  ...{ rowsRejected: 0, plannedCreates: 200, plannedUpdates: 0, itemsProcessed: 200, itemsCreated: 200 },
  ...{
    itemsUpdated: 0,
    itemsAdopted: 0,
    itemsFailed: 0,
    unitsSpent: 410,
    throttledMs: 0,
    errorCode: null,
    errorMessage: null,
    halt: null,
    approvedAt: null,
    itemsDeleted: 0,
    itemsMarked: 0,
  },
} as RunRow;

const live = (change: Partial<RunRow>, progress: Partial<LiveRun["progress"]> = {}): LiveRun => ({
  run: { ...run, ...change },
  progress: { share: null, perSecond: null, secondsLeft: null, ...progress },
  halt: null,
  events: [],
});

describe("a run at the command line", () => {
  it("is told on one line while it goes on", () => {
    expect(progressText(live({ phase: "QUEUED", outcome: null }))).toBe("Waiting for a worker");
    const reading = live({ phase: "DECIDING", outcome: null, rowsRead: 600 }, { share: 0.5, secondsLeft: 80 });
    expect(progressText(reading)).toBe("Reading and comparing: 600 rows, 50 %, 1 min 20 s left");
    const waiting = live({ phase: "WAITING", outcome: null, waitingUntil: "2026-01-01T10:02:30.000000Z" });
    expect(progressText(waiting)).toBe("Waiting: 200 items, until 10:02:30 UTC");
  });

  it("is told in a few lines when it has ended", () => {
    expect(runText(live({}))).toBe(
      "Products: succeeded after 1 min 20 s; 1,200 read, 1,000 unchanged, 200 created; 410 units.",
    );
    const failed = live({ outcome: "FAILED", errorCode: "graph-login", errorMessage: "Entra ID said no." });
    expect(runText(failed)).toContain("\n  graph-login  Entra ID said no.");
  });

  it("that was dry says what it planned, and what a guard would say", () => {
    const nothing = { plannedMarks: 0, plannedRecords: 0, rowsFiltered: 0, itemsCreated: 0 };
    const dry = live({ purpose: "PLAN", ...nothing, plannedDeletes: 3 });
    const told = { kind: "DELETE", identity: "id=1", itemId: 7, changes: [] } as unknown as OperationRow;
    expect(planText(dry, [told])).toBe(
      "Products: of 1,200 rows read 200 to create, 3 to delete; nothing was written.\n  delete  id=1 (item 7)  ",
    );
    expect(planCode(dry.run)).toBe(exitCodes.pending);
    expect(planCode({ ...dry.run, plannedCreates: 0, plannedDeletes: 0 })).toBe(exitCodes.done);
    const halt = { sentences: ["Too many."], approver: "Steward" } as const;
    expect(planCode({ ...dry.run, halt })).toBe(exitCodes.halted);
    expect(planCode({ ...dry.run, outcome: "FAILED" })).toBe(exitCodes.failed);
    expect(runText(live({ outcome: "HALTED", halt }))).toContain(
      "\n  guard  Too many.\n  A steward may let it go on: syncbridge approve r",
    );
  });

  it("ends the command by how it ended", () => {
    expect(runCode({ ...run })).toBe(exitCodes.done);
    expect(runCode({ ...run, outcome: "PARTIAL", rowsRejected: 1 })).toBe(exitCodes.pending);
    expect(runCode({ ...run, outcome: null, phase: "APPLYING" })).toBe(exitCodes.pending);
    expect(runCode({ ...run, outcome: "HALTED" })).toBe(exitCodes.halted);
    expect(runCode({ ...run, outcome: null, phase: "HALTED" })).toBe(exitCodes.halted);
    for (const outcome of ["FAILED", "CANCELLED", "INTERRUPTED"] as const)
      expect(runCode({ ...run, outcome })).toBe(exitCodes.failed);
  });
});
