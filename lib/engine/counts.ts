import type { OperationKind, PlannedOperation } from "./operation";

/** Live counts of a run; all are totals since the run began. */
export interface RunCounts {
  readonly rowsRead: number;
  readonly rowsUnchanged: number;
  readonly rowsRejected: number;
  /** Rows outside the row filter; they are read, and count as seen. */
  readonly rowsFiltered: number;
  /** Rows that a stale reading would have overwritten; they are left as they are. */
  readonly rowsStale: number;
  readonly plannedCreates: number;
  readonly plannedUpdates: number;
  readonly plannedDeletes: number;
  readonly plannedMarks: number;
  /** Changes of the ledger only: nothing is written to the list for them. */
  readonly plannedRecords: number;
}

/** A run before its first page. */
export const noCounts: RunCounts = {
  rowsRead: 0,
  rowsUnchanged: 0,
  rowsRejected: 0,
  rowsFiltered: 0,
  rowsStale: 0,
  plannedCreates: 0,
  plannedUpdates: 0,
  plannedDeletes: 0,
  plannedMarks: 0,
  plannedRecords: 0,
};

/** Which count an operation belongs to. */
export const countOf = {
  CREATE: "plannedCreates",
  UPDATE: "plannedUpdates",
  DELETE: "plannedDeletes",
  MARK: "plannedMarks",
  RECORD: "plannedRecords",
} as const satisfies Record<OperationKind, keyof RunCounts>;

/** Counts with those of some operations added. */
export function countOperations(counts: RunCounts, operations: readonly PlannedOperation[]): RunCounts {
  const sum = { ...counts };
  for (const { kind } of operations) sum[countOf[kind]]++;
  return sum;
}
