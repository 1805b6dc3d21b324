/** What a run's transactions need to know; all ids are uuids of the metastore. */
export interface RunScope {
  readonly runId: string;
  readonly definitionId: string;
  readonly listId: string;
  readonly keyStrategy: string;
  readonly mappingVersion: number;
  /** A dry run: it spools its plan and tells its story, and writes nothing else (sync-semantics 2.6). */
  readonly isPlan: boolean;
  /**
   * Fields that are mapped now. A mapping that was published since an operation was planned, or its entry was written, may know fewer: an item is not
   * compared in those. All where left out.
   */
  readonly fields?: ReadonlySet<string>;
  /** Instance that is read; known once the source is open. */
  instanceId: string | null;
  /** What a position of this reading will be a value of; null where it notes none. */
  cursorColumn: string | null;
}
