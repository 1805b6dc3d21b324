import type { CanonicalValue, Definition, FieldMapping, FieldValues, MappingId, TargetColumn } from "./types";

/** The mark's name in operations and bases, beside those of the mapped fields. */
export const markId = "left-at" as MappingId;

/** The mark column as a field of the list; the table knows nothing of it. */
export function markMapping(definition: Pick<Definition, "markField">): FieldMapping | null {
  if (definition.markField === null) return null;
  return {
    id: markId,
    sourceColumn: null,
    sourceKind: null,
    transform: null,
    nullPolicy: "CLEAR",
    defaultValue: null,
    target: definition.markField,
    direction: "PUSH_ONLY",
  };
}

/** All fields that a run writes to the list. */
export function listMappings(definition: Pick<Definition, "mappings" | "markField">): readonly FieldMapping[] {
  const mark = markMapping(definition);
  return mark ? [...definition.mappings, mark] : definition.mappings;
}

/** What the mark column takes for a row that was found gone at `at` (ISO 8601, UTC): the time as exactly as the column can hold it, or yes. */
export function markValue(column: Pick<TargetColumn, "type">, at: string): CanonicalValue {
  if (column.type === "boolean") return true;
  const instant = `${new Date(at).toISOString().slice(0, 19)}Z`;
  return column.type === "date" ? instant.slice(0, 10) : instant;
}

/** The mark's part of what an item that comes back shall hold; nothing where it carries none, or no column takes marks any more. */
export function clearedMark({ markField }: Pick<Definition, "markField">, base: FieldValues | null): FieldValues {
  return markField === null || (base?.[markId] ?? null) === null ? {} : { [markId]: null };
}
