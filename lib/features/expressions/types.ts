/** A place in an expression's text with what is to be said about it. Offsets count UTF-16 units, `end` exclusive. */
export interface ExpressionNote {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** What to do; null where it is a warning that may be meant. */
  readonly remedy: string | null;
}

/** An expression as it was checked against the table. */
export interface CheckedExpression {
  readonly problems: readonly ExpressionNote[];
  readonly warnings: readonly ExpressionNote[];
  /** The result in words; null where there is a problem. */
  readonly result: string | null;
  readonly columnsUsed: readonly string[];
}

/** One real row through an expression. */
export interface PreviewedRow {
  /** Cells of `columnsUsed`, as the database has them. */
  readonly cells: readonly (string | null)[];
  /** The exact text of the result; null where it is nothing, or failed. */
  readonly result: string | null;
  /** What the list column gets, or `true` and `false` of a filter; null where it is nothing or failed. */
  readonly value: string | null;
  /** Why there is none. */
  readonly error: string | null;
}

export interface ExpressionPreview extends CheckedExpression {
  readonly rows: readonly PreviewedRow[];
  /** The instance that answered; null where the expression has a problem and no row was read. */
  readonly instanceLabel: string | null;
}

/** A column that expressions may name. */
export interface ExpressionName {
  /** As it is written in an expression: `name` or `row["a name"]`. */
  readonly written: string;
  readonly kind: string;
  readonly isNullable: boolean;
}

/** One function of the reference. */
export interface FunctionEntryText {
  readonly name: string;
  readonly group: string;
  readonly form: string;
  readonly says: string;
  readonly examples: readonly { readonly expression: string; readonly result: string | null }[];
}
