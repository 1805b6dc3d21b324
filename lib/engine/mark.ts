import type { CanonicalValue, Definition, FieldMapping, FieldValues, MappingId, TargetColumn } from "./types";

/** The mark's name in operations and bases, beside those of the mapped fields. */
export const markId = "left-at" as MappingId;

/** The name of a mark that stands in a column which takes marks no more. `columnId`: `sharepoint_columns.id`. */
export const formerMarkId = (columnId: string) => `${markId}:${columnId}` as MappingId;

/** Whether a field is a mark, of whatever column. */
export const isMark = (id: string) => id === markId || id.startsWith(`${markId}:`);

type Marking = Pick<Definition, "markField" | "formerMarks">;

/** A mark as a field of the list; the table knows nothing of it. */
function markMapping(id: MappingId, target: TargetColumn): FieldMapping {
  return {
    id,
    sourceColumn: null,
    sourceKind: null,
    transform: null,
    nullPolicy: "CLEAR",
    defaultValue: null,
    target,
    direction: "PUSH_ONLY",
  };
}

/** All fields that a run writes to the list. */
export function listMappings(definition: Pick<Definition, "mappings"> & Marking): readonly FieldMapping[] {
  const { mappings, markField, formerMarks } = definition;
  return [
    ...mappings,
    ...(markField ? [markMapping(markId, markField)] : []),
    ...formerMarks.map(({ id, target }) => markMapping(id, target)),
  ];
}

/** What the mark column takes for a row that was found gone at `at` (ISO 8601, UTC): the time as exactly as the column can hold it, or yes. */
export function markValue(column: Pick<TargetColumn, "type">, at: string): CanonicalValue {
  if (column.type === "boolean") return true;
  const instant = `${new Date(at).toISOString().slice(0, 19)}Z`;
  return column.type === "date" ? instant.slice(0, 10) : instant;
}

/** The marks' part of what an item that comes back shall hold; nothing where it carries none that can be taken off. */
export function clearedMarks({ markField, formerMarks }: Marking, base: FieldValues | null): FieldValues {
  const ids = [...(markField === null ? [] : [markId]), ...formerMarks.map(({ id }) => id)];
  return Object.fromEntries(ids.flatMap((id) => ((base?.[id] ?? null) === null ? [] : [[id, null]])));
}

/** Names of all fields that a run writes: what an operation says of others, mapped when it was planned and no longer now, is nobody's concern. */
export function fieldsOf(definition: Pick<Definition, "mappings"> & Marking): ReadonlySet<string> {
  return new Set(listMappings(definition).map(({ id }) => id));
}
