import { z } from "zod";

/** As the engine bounds it. */
const longestExpression = 5_000;

const expression = z
  .string()
  .max(longestExpression, `An expression has ${longestExpression} characters at most.`)
  .transform((text) => (text.trim() === "" ? null : text))
  .nullable();

export const direction = z.enum(["BIDIRECTIONAL", "PUSH_ONLY", "PULL_ONLY"]);

/** One mapped field: a source column, or an expression over the row, flowing into a list column. */
export const mappingRow = z.object({
  /** `field_mappings.id`; whoever adds a row makes it up. What both sides agreed on is kept by it, so that it never changes. */
  id: z.uuid(),
  /** Null for an expression without a column of its own. */
  sourceColumnId: z.uuid().nullable(),
  targetColumnId: z.uuid(),
  direction,
  /** Null: the column flows as it is. */
  transform: expression,
  /** The way back of a transform, for two-way fields. */
  inverse: expression,
  nullPolicy: z.enum(["CLEAR", "KEEP", "DEFAULT"]),
  /** Text form of the default; there with that policy only. */
  defaultValue: z.string().max(1_000).nullable(),
});
export type MappingRow = Readonly<z.output<typeof mappingRow>>;

/** What a row of these values has to become in these list columns. Run before each publishing; nobody's data, but a person's example. */
export const unitRow = z.object({
  id: z.uuid(),
  name: z.string().trim().min(1, "Give the example a name.").max(200),
  /** By source column; text in the exact form of its kind, null for NULL. Columns that are absent are NULL. */
  values: z.record(z.uuid(), z.string().max(20_000).nullable()),
  /** By list column: the text form of its value, null for none. Choices of a set are a JSON array. Columns that are absent are not looked at. */
  expected: z.record(z.uuid(), z.string().max(20_000).nullable()),
});
export type UnitRow = Readonly<z.output<typeof unitRow>>;

/** The whole mapping of a definition as one value: what a draft holds, and what each version was. The order of its rows says nothing. */
export const mappingDocument = z.object({
  /** Which rows take part; null: all. */
  rowFilter: expression,
  rows: z.array(mappingRow).max(1_000).readonly(),
  unitRows: z.array(unitRow).max(200).readonly(),
});
export type MappingDocument = Readonly<z.output<typeof mappingDocument>>;

/** The parts of a row that a person sets; all but its id. */
export const rowFields = [
  "sourceColumnId",
  "targetColumnId",
  "direction",
  "transform",
  "inverse",
  "nullPolicy",
  "defaultValue",
] as const satisfies readonly (keyof MappingRow)[];
export type RowField = (typeof rowFields)[number];

export const unitRowFields = ["name", "values", "expected"] as const satisfies readonly (keyof UnitRow)[];
export type UnitRowField = (typeof unitRowFields)[number];

/** A new row between two columns, before anything else was chosen for it. */
export function newRow(id: string, sourceColumnId: string | null, targetColumnId: string): MappingRow {
  const rule = { transform: null, inverse: null, nullPolicy: "CLEAR", defaultValue: null } as const;
  return { id, sourceColumnId, targetColumnId, direction: "PUSH_ONLY", ...rule };
}

/** Whether two values of a document's part are one; records are compared whatever the order of their keys. */
export function isSamePart(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  const [a, b] = [left as Readonly<Record<string, unknown>>, right as Readonly<Record<string, unknown>>];
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSamePart(a[key], b[key]))
  );
}

/** Whether two documents say the same, whatever the order of their rows. */
export function isSameDocument(left: MappingDocument, right: MappingDocument): boolean {
  const byId = (rows: readonly { readonly id: string }[]) => Object.fromEntries(rows.map((row) => [row.id, row]));
  return (
    left.rowFilter === right.rowFilter &&
    isSamePart(byId(left.rows), byId(right.rows)) &&
    isSamePart(byId(left.unitRows), byId(right.unitRows))
  );
}
