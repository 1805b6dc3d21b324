/** A metastore that found itself in another database and waits for an administrator's word. */
export interface OpenMove {
  readonly movedAt: Date;
  /** Syncs that were enabled then. */
  readonly pausedSyncs: number;
}
