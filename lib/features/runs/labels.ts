import type { OperationRow, RunRow } from "./types";

export type RunState = "queued" | "running" | "waiting" | "succeeded" | "partial" | "failed" | "cancelled";

/** The one word for how a run stands. */
export function runStateOf(run: Pick<RunRow, "phase" | "outcome">): RunState {
  switch (run.outcome) {
    case "SUCCEEDED":
      return "succeeded";
    case "PARTIAL":
      return "partial";
    case "FAILED":
    case "HALTED":
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
  RECORD: "Note",
  MARK: "Mark as gone",
};
