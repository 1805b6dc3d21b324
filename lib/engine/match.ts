import { createHash } from "node:crypto";
import type { Definition, FieldMapping, FieldValues, SourceColumn, SourceRow } from "./types";
import { converterFor } from "./value";

/** The mapped fields that hold the key in the list, in the key's order, or the key columns that no list column holds as they are. */
export type KeyFields =
  | { readonly ok: true; readonly fields: readonly FieldMapping[] }
  | { readonly ok: false; readonly missing: readonly string[] };

/**
 * By which list columns rows and items can be told to be one (sync-semantics 5, first match). A computed column does not hold the key, nor does
 * one that refers to other items.
 */
export function keyFieldsOf(definition: Pick<Definition, "keyColumns" | "mappings">): KeyFields {
  const found = definition.keyColumns.map((key) => ({
    key,
    field: definition.mappings.find(
      (mapping) =>
        mapping.sourceColumn === key.name &&
        mapping.transform === null &&
        mapping.direction !== "PULL_ONLY" &&
        comparable.has(mapping.target.type),
    ),
  }));
  const missing = found.filter(({ field }) => field === undefined).map(({ key }) => key.name);
  if (missing.length > 0) return { ok: false, missing };
  return { ok: true, fields: found.flatMap(({ field }) => field ?? []) };
}

/** Column types whose canonical value of an item can equal that of a row. */
const comparable: ReadonlySet<string> = new Set(["text", "number", "boolean", "date", "date-time", "choice"]);

/** SHA-256 over the list's values of the key; null where one is empty, which matches nothing. */
function matchKeyOf(values: readonly FieldValues[keyof FieldValues][]): string | null {
  if (values.some((value) => value === null)) return null;
  return createHash("sha256").update(JSON.stringify(values)).digest("hex");
}

/** What an item is matched by. */
export function itemMatchKey(fields: readonly FieldMapping[], values: FieldValues): string | null {
  return matchKeyOf(fields.map((field) => values[field.id] ?? null));
}

/**
 * What rows are matched by: the values that their items would have in the key's columns. Only these are converted, so that a row that cannot
 * be synced for another reason still finds its item.
 */
export function rowMatcher(
  fields: readonly FieldMapping[],
  columns: readonly SourceColumn[],
  timeZone: string,
): (row: SourceRow) => string | null {
  const readers = fields.map((field) => {
    const position = columns.findIndex((column) => column.name === field.sourceColumn);
    const convert = converterFor(columns[position]?.kind ?? "unknown", field.target, timeZone);
    return (row: SourceRow) => {
      const conversion = convert(row[position] ?? null);
      return conversion.ok ? conversion.value : null;
    };
  });
  return (row) => matchKeyOf(readers.map((read) => read(row)));
}
