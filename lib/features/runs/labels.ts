import type { OperationRow, RunRow } from "./types";

export type RunState = "queued" | "running" | "waiting" | "succeeded" | "partial" | "failed" | "halted" | "cancelled";

/** The one word for how a run stands. */
export function runStateOf(run: Pick<RunRow, "phase" | "outcome">): RunState {
  switch (run.outcome) {
    case "SUCCEEDED":
      return "succeeded";
    case "PARTIAL":
      return "partial";
    case "HALTED":
      return run.phase === "HALTED" ? "halted" : "failed";
    case "FAILED":
    case "INTERRUPTED":
      return "failed";
    case "CANCELLED":
      return "cancelled";
    case null:
      return run.phase === "QUEUED" ? "queued" : run.phase === "WAITING" ? "waiting" : "running";
  }
}

export const runStateLabels: Record<RunState, string> = {
  queued: "Queued",
  running: "Running",
  waiting: "Waiting",
  succeeded: "Succeeded",
  partial: "Partly done",
  failed: "Failed",
  halted: "Halted by a guard",
  cancelled: "Cancelled",
};

export const phaseLabels: Record<RunRow["phase"], string> = {
  QUEUED: "Waiting for a worker",
  DECIDING: "Reading and comparing",
  HALTED: "Halted",
  APPLYING: "Writing to the list",
  WAITING: "Waiting",
  DONE: "Done",
};

export const purposeLabels: Record<RunRow["purpose"], string> = {
  SYNC: "Sync",
  PLAN: "Dry run",
  REPAIR: "Repair",
  UNDO: "Undo",
  RECONCILE: "Reconcile",
  TEST: "Test row",
};

/** What the page of a run and its parts are called. */
export const runTitle = ({ purpose, definitionName }: Pick<RunRow, "purpose" | "definitionName">): string =>
  `${purpose === "PLAN" ? "Plan" : "Run"} of ${definitionName}`;

/** Who asked for a run; a worker does what a schedule asks. */
export const requesterLabels: Record<NonNullable<RunRow["requestedByKind"]>, string> = {
  person: "a person",
  worker: "a schedule",
  "command-line": "the command line",
};

export const operationStateLabels: Record<OperationRow["state"], string> = {
  PENDING: "To do",
  SENT: "Sent",
  DONE: "Done",
  REJECTED: "Rejected",
  HELD: "Held",
  DROPPED: "Dropped",
};

export const operationKindLabels: Record<OperationRow["kind"], string> = {
  CREATE: "Create",
  UPDATE: "Update",
  DELETE: "Delete",
  RECORD: "Ledger only",
  ADOPT: "Tie to its row",
  MARK: "Mark as gone",
};

/** Why a row's item is deleted, marked or kept as last seen. */
export const leaveCauseLabels: Readonly<Record<string, string>> = {
  "source-delete": "row left the table",
  "left-filter": "row left the filter",
};

/** What brought about an operation whose kind alone does not say it; null where that stands in its fields. */
export function operationReason({ kind, cause }: Pick<OperationRow, "kind" | "cause">): string | null {
  const left = cause === null ? null : (leaveCauseLabels[cause] ?? cause);
  if (kind !== "RECORD") return left;
  return left === null ? "its item is right already" : `${left}, its item is kept`;
}

/** What a guard watches, by its name in the definition's limits. */
export const guardLabels: Readonly<Record<string, string>> = {
  emptySource: "An empty reading",
  mostDeletes: "Many deletes",
  mostUpdates: "Many updates",
  mostAlike: "One value everywhere",
  mostVanished: "Items gone from the list",
};
