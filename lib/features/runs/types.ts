/** A run as it stands; counts are totals since it began. Times are ISO 8601, so that the same shape travels to the browser. */
export interface RunRow {
  readonly id: string;
  readonly definitionId: string;
  readonly definitionName: string;
  readonly phase: "QUEUED" | "DECIDING" | "HALTED" | "APPLYING" | "WAITING" | "DONE";
  readonly outcome: "SUCCEEDED" | "PARTIAL" | "FAILED" | "HALTED" | "CANCELLED" | "INTERRUPTED" | null;
  /** PLAN is a dry run. */
  readonly purpose: "SYNC" | "PLAN" | "REPAIR" | "UNDO" | "RECONCILE" | "TEST";
  /** False for a reading by cursor, which sees no deletes. */
  readonly isFullScan: boolean;
  readonly requestedBy: string;
  /** A worker starts what a schedule asks for; null where nobody can tell any more. */
  readonly requestedByKind: "person" | "worker" | "command-line" | null;
  readonly startedAt: string;
  readonly decidedAt: string | null;
  readonly endedAt: string | null;
  readonly waitingUntil: string | null;
  readonly isCancelRequested: boolean;
  readonly cancelledBy: string | null;
  readonly rowsRead: number;
  readonly rowsExpected: number | null;
  readonly rowsUnchanged: number;
  readonly rowsRejected: number;
  /** Rows outside the row filter. */
  readonly rowsFiltered: number;
  /** Rows left as they are, because the reading was older than the list or not comparable with it. */
  readonly rowsStale: number;
  readonly plannedCreates: number;
  readonly plannedUpdates: number;
  readonly plannedDeletes: number;
  readonly plannedMarks: number;
  /** Changes of the ledger only. */
  readonly plannedRecords: number;
  readonly itemsProcessed: number;
  readonly itemsCreated: number;
  readonly itemsUpdated: number;
  readonly itemsAdopted: number;
  readonly itemsDeleted: number;
  readonly itemsMarked: number;
  readonly itemsFailed: number;
  readonly unitsSpent: number;
  readonly throttledMs: number;
  /** Of a dry run: what carrying it out would cost, at least. */
  readonly estimatedUnits: number | null;
  readonly estimatedMinutes: number | null;
  /** Guards that stopped the run, or would stop what a dry run planned. */
  readonly halt: RunHalt | null;
  readonly approvedBy: string | null;
  readonly approvedAt: string | null;
  /** False when they were removed for their age. */
  readonly areOperationsKept: boolean;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

/** Why a plan was not carried out, and who may let it. */
export interface RunHalt {
  /** One for each guard, in whole sentences. */
  readonly sentences: readonly string[];
  readonly approver: "Steward" | "Admin";
}

/** One line of a run's story. */
export interface EventRow {
  readonly id: string;
  readonly at: string;
  readonly severity: "INFO" | "WARN" | "ERROR";
  readonly type: string;
  readonly message: string;
}

/** Where a run stands and how it goes on, derived from counts that were measured. */
export interface RunProgress {
  /** 0 to 1; null while the total is not known. */
  readonly share: number | null;
  /** Rows or items a second in the present phase; null before anything can be said. */
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

/** The pace of a run between two moments, as measured. Times are ISO 8601. */
export interface TimelineSpan {
  readonly from: string;
  readonly to: string;
  readonly rowsPerMinute: number;
  readonly itemsPerMinute: number;
  readonly unitsPerMinute: number;
  /** How long it waited in between, because Graph asked for it or the budget was spent. */
  readonly waitedMs: number;
}

/** A stretch in which a run waited. */
export interface TimelineWait {
  readonly from: string;
  readonly to: string;
  /** How much of it Graph or the budget asked for; 0 where the run was interrupted and tried again. */
  readonly toldMs: number;
}

/** The course of a run; empty where too little was measured. */
export interface RunTimeline {
  readonly spans: readonly TimelineSpan[];
  readonly waits: readonly TimelineWait[];
}

/** One limit that a plan passes. */
export interface GuardFindingRow {
  /** Name of the guard, as in the definition's limits. */
  readonly guard: string;
  readonly found: number;
  readonly limit: number;
  /** What `found` is a part of. */
  readonly of: number;
  /** What was found, in a sentence. */
  readonly sentence: string;
  /** Identities of some rows; empty for those who may not see values. */
  readonly samples: readonly string[];
}

/** The guards one by one, and whether the plan can still be let through. */
export interface HaltDetails {
  readonly findings: readonly GuardFindingRow[];
  /** The least role that may let it go on. */
  readonly approver: "Steward" | "Admin";
  /** Why nobody can approve it any more, in words; null while it can be approved. */
  readonly closed: string | null;
}

/** What the run page shows and refreshes while the run goes on. */
export interface LiveRun {
  readonly run: RunRow;
  readonly progress: RunProgress;
  readonly halt: HaltDetails | null;
  readonly events: readonly EventRow[];
}

export interface FieldChange {
  readonly column: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A field that an operation leaves as it is. */
export interface FieldValue {
  readonly column: string;
  readonly value: string | null;
}

export interface OperationRow {
  readonly id: string;
  readonly seq: number;
  readonly kind: "CREATE" | "UPDATE" | "DELETE" | "RECORD" | "ADOPT" | "MARK";
  readonly state: "PENDING" | "SENT" | "DONE" | "REJECTED" | "HELD" | "DROPPED";
  readonly identity: string;
  readonly itemId: number | null;
  /** Why a delete, a mark or a note is wanted, where a row left. */
  readonly cause: string | null;
  readonly attempts: number;
  /** How it ended, or the code of what stood in its way; null while nothing is known. */
  readonly outcomeCode: string | null;
  readonly errorMessage: string | null;
  /** Fields that the operation changes, with what they held before where that is known. */
  readonly changes: readonly FieldChange[];
  readonly unchanged: readonly FieldValue[];
}
