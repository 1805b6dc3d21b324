export interface RejectionRow {
  readonly id: string;
  readonly identity: string;
  readonly code: string;
  readonly title: string;
  readonly remedy: string;
  readonly fieldName: string | null;
  readonly message: string;
  readonly origin: "LOCAL" | "GRAPH";
  readonly attempts: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  /** When it is tried again by itself; null: with every run. */
  readonly nextRetryAt: Date | null;
  /** Whether that time is still to come. */
  readonly isWaiting: boolean;
}

/** Rows that one run could not sync, for one cause. */
export interface RunRejectionGroup {
  readonly code: string;
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
  readonly rows: number;
  /** Columns at fault, the most frequent first; `mappingId` is null where the column is mapped no more. */
  readonly fields: readonly { readonly name: string; readonly rows: number; readonly mappingId: string | null }[];
  /** Some of the rows, with their items where they have one; empty for those who may not see values. */
  readonly samples: readonly { readonly identity: string; readonly itemId: number | null; readonly message: string }[];
  /** Whether operations of the run ended so; rows that our own checks refuse come to none. */
  readonly hasOperations: boolean;
  /** How many are rejected still, and were met by no later run. */
  readonly open: number;
  /** Of those, how many wait for their time to be tried again. */
  readonly waiting: number;
  /** When the first of those is tried again, in ISO 8601; null: all with the next run. */
  readonly nextRetryAt: string | null;
}

/** What one run could not sync, the most frequent cause first. */
export interface RunRejections {
  /** The list that the rows were meant for. */
  readonly listId: string;
  readonly groups: readonly RunRejectionGroup[];
}

/** Open rejections of one code in one sync; says nothing of what the rows hold. */
interface RejectionCause {
  readonly code: string;
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
  readonly rows: number;
  readonly oldestAt: Date;
  /** Rows that wait for their time to be tried again. */
  readonly waiting: number;
  /** When the first of those is tried again; null: all with the next run. */
  readonly nextRetryAt: Date | null;
}

export interface SyncRejectionCause extends RejectionCause {
  readonly definitionId: string;
  readonly definitionName: string;
  /** Whether this person may see the rows behind the count. */
  readonly maySeeRows: boolean;
}

/** A cause in one sync, with its newest row. */
export interface RejectionGroup extends RejectionCause {
  /** Column at fault of the newest one, where known. */
  readonly sampleField: string | null;
  readonly sampleIdentity: string;
  readonly sampleMessage: string;
}
