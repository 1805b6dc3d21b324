import type { MappingRow, RowField } from "./document";

export type ProblemCode =
  | "nothing-mapped"
  | "no-value"
  | "source-vanished"
  | "source-unknown"
  | "source-twice"
  | "target-vanished"
  | "target-unknown"
  | "target-twice"
  | "target-read-only"
  | "target-reserved"
  | "required-unmapped"
  | "key-unmapped"
  | "direction-impossible"
  | "no-way-back"
  | "type-impossible"
  | "needs-transform"
  | "expression"
  | "default"
  | "row-filter"
  | "too-many-references"
  | "unit-row-failed"
  | "unit-row-column";

/** One thing that is wrong with a document, and where. */
export interface MappingProblem {
  readonly code: ProblemCode;
  /** An error keeps the document from being published; a warning is to be known. */
  readonly severity: "error" | "warning";
  /** In a whole sentence. */
  readonly message: string;
  /** What to do; null where the message says it. */
  readonly remedy: string | null;
  /** Where to jump to: a row and its field, a column of either side without a row, an example. */
  readonly rowId: string | null;
  readonly field: RowField | "rowFilter" | null;
  readonly sourceColumnId: string | null;
  readonly targetColumnId: string | null;
  readonly unitRowId: string | null;
}

type Place = Omit<MappingProblem, "code" | "severity" | "message" | "remedy">;

export const nowhere: Place = { rowId: null, field: null, sourceColumnId: null, targetColumnId: null, unitRowId: null };

/** A field of a row, with both its columns. */
export function at(row: MappingRow, field: RowField): Place {
  const { id: rowId, sourceColumnId, targetColumnId } = row;
  return { ...nowhere, rowId, field, sourceColumnId, targetColumnId };
}

export function problem(
  code: ProblemCode,
  place: Place,
  message: string,
  remedy: string | null = null,
  severity: MappingProblem["severity"] = "error",
): MappingProblem {
  return { code, severity, message, remedy, ...place };
}
