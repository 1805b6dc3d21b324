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
}

/** A cause in one sync, with its newest row. */
export interface RejectionGroup extends RejectionCause {
  /** Column at fault of the newest one, where known. */
  readonly sampleField: string | null;
  readonly sampleIdentity: string;
  readonly sampleMessage: string;
}
