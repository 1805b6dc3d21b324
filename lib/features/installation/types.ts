/** A metastore that found itself in another database and waits for an administrator's word. */
export interface OpenMove {
  readonly movedAt: Date;
  /** Syncs that were enabled then. */
  readonly pausedSyncs: number;
}

/** What this installation is and runs on. */
export interface About {
  readonly version: string;
  readonly nodeVersion: string;
  readonly postgresVersion: string;
  /** Bytes that the metastore takes. */
  readonly metastoreBytes: number;
  /** Null until the first worker has left it. */
  readonly mark: string | null;
  readonly markedAt: Date | null;
  readonly lastMigration: string | null;
}
