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
}
