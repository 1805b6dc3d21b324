/** What one should know before choosing a column as cursor. */
export type CursorWarning = "nullable" | "no-index" | "not-automatic" | "whole-days";

export interface CursorChoice {
  readonly id: string;
  readonly name: string;
  /** As the database writes it. */
  readonly type: string;
  readonly isRowVersion: boolean;
  readonly warnings: readonly CursorWarning[];
}

/** Where reading one instance goes on. */
export interface InstanceCursor {
  readonly instanceId: string;
  readonly label: string;
  /** Null: it has not been read by this cursor yet. */
  readonly position: string | null;
  readonly updatedAt: Date | null;
}

/** How a definition reads its table. */
export interface CursorDetails {
  readonly definitionId: string;
  /** Null: everything is read each time. */
  readonly column: CursorChoice | null;
  /** The chosen column is gone from the table, so that everything is read. */
  readonly isColumnGone: boolean;
  readonly choices: readonly CursorChoice[];
  /** Why no column can be chosen, in words; null when one can. */
  readonly refusal: string | null;
  /** The next run compares every row, because something was published. */
  readonly rescanRequired: boolean;
  readonly cursors: readonly InstanceCursor[];
  /** Rows that the last run left as they are, because its reading was older than the list or not comparable with it. */
  readonly staleRows: number;
}
