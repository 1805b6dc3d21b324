import type { ColumnFacts, DriftKind, DriftStatus, KeyFacts } from "./schema";

/** `breaking`: a definition cannot go on, or rows would be mistaken for others. `warning`: values may no longer fit. */
export type DriftSeverity = "breaking" | "warning" | "information";

/** What a finding touches of a definition. */
export interface DriftTouch {
  readonly definitionId: string;
  readonly definitionName: string;
  /** `table`: the definition reads the table, and the finding is about no column. */
  readonly as: "mapped" | "key" | "cursor" | "table";
  /** Internal name of the list column that the column is mapped to. */
  readonly listColumn: string | null;
}

export interface DriftFindingRow {
  readonly id: string;
  readonly kind: DriftKind;
  readonly status: DriftStatus;
  /** Computed from what it touches now. */
  readonly severity: DriftSeverity;
  readonly tableId: string;
  readonly schemaName: string;
  readonly tableName: string;
  readonly databaseId: string;
  readonly databaseName: string;
  readonly instanceLabel: string;
  readonly columnId: string | null;
  /** Of a rename the new name. */
  readonly columnName: string | null;
  /** Of a rename the former name. */
  readonly previousName: string | null;
  readonly before: ColumnFacts | null;
  readonly after: ColumnFacts | null;
  /** Of KEY_CHANGED. */
  readonly keysBefore: KeyFacts | null;
  readonly keysAfter: KeyFacts | null;
  readonly touches: readonly DriftTouch[];
  /** A proposed rename: it can be accepted or rejected, and nothing else. */
  readonly isProposal: boolean;
  readonly foundAt: Date;
  readonly settledAt: Date | null;
  /** A person, or "Introspection" when the difference went away by itself. */
  readonly settledBy: string | null;
}

/** Open findings of a table, database or definition. */
export interface DriftBadge {
  readonly id: string;
  readonly open: number;
  readonly breaking: number;
  readonly warnings: number;
}
