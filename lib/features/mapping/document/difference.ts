import {
  isSamePart,
  type MappingDocument,
  type MappingRow,
  type RowField,
  rowFields,
  type UnitRow,
  type UnitRowField,
  unitRowFields,
} from "./document";

export interface Changed<Row, Field> {
  readonly before: Row;
  readonly after: Row;
  /** In the order of the document's definition. */
  readonly fields: readonly Field[];
}

export interface PartDifference<Row, Field> {
  readonly added: readonly Row[];
  readonly removed: readonly Row[];
  readonly changed: readonly Changed<Row, Field>[];
}

/** What makes one document of another. */
export interface DocumentDifference extends PartDifference<MappingRow, RowField> {
  /** Null: the same. */
  readonly rowFilter: { readonly before: string | null; readonly after: string | null } | null;
  readonly unitRows: PartDifference<UnitRow, UnitRowField>;
}

function compare<Row extends { readonly id: string }, Field extends keyof Row>(
  before: readonly Row[],
  after: readonly Row[],
  fields: readonly Field[],
): PartDifference<Row, Field> {
  const formerly = new Map(before.map((row) => [row.id, row]));
  const now = new Set(after.map(({ id }) => id));
  return {
    added: after.filter(({ id }) => !formerly.has(id)),
    removed: before.filter(({ id }) => !now.has(id)),
    changed: after.flatMap((row) => {
      const former = formerly.get(row.id);
      if (!former) return [];
      const differing = fields.filter((field) => !isSamePart(former[field], row[field]));
      return differing.length === 0 ? [] : [{ before: former, after: row, fields: differing }];
    }),
  };
}

/** What was added, removed and changed between two documents. */
export function differenceOf(before: MappingDocument, after: MappingDocument): DocumentDifference {
  return {
    ...compare(before.rows, after.rows, rowFields),
    rowFilter: before.rowFilter === after.rowFilter ? null : { before: before.rowFilter, after: after.rowFilter },
    unitRows: compare(before.unitRows, after.unitRows, unitRowFields),
  };
}

/** Whether a difference says that nothing differs. */
export function isEmptyDifference({ rowFilter, unitRows, ...rows }: DocumentDifference): boolean {
  const isEmpty = (part: PartDifference<unknown, unknown>) =>
    part.added.length + part.removed.length + part.changed.length === 0;
  return rowFilter === null && isEmpty(rows) && isEmpty(unitRows);
}

function apply<Row extends { readonly id: string }>(rows: readonly Row[], part: PartDifference<Row, unknown>): Row[] {
  const removed = new Set(part.removed.map(({ id }) => id));
  const changed = new Map(part.changed.map(({ after }) => [after.id, after]));
  return [...rows.filter(({ id }) => !removed.has(id)).map((row) => changed.get(row.id) ?? row), ...part.added];
}

/** The document that a difference makes of the one it was taken from. */
export function applyDifference(document: MappingDocument, difference: DocumentDifference): MappingDocument {
  return {
    rowFilter: difference.rowFilter === null ? document.rowFilter : difference.rowFilter.after,
    rows: apply(document.rows, difference),
    unitRows: apply(document.unitRows, difference.unitRows),
  };
}
