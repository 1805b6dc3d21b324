import { sha256 } from "./digest";
import { compileExpression } from "./expression/compile";
import { isReference, type References } from "./references";
import { brokenMapping, columnsOfMapping, expressionFailed, type Transform, transformOf } from "./transform";
import type {
  CanonicalValue,
  ContentHash,
  Definition,
  FieldMapping,
  FieldValues,
  MappingId,
  SourceColumn,
  SourceRow,
} from "./types";
import { type Conversion, converterFor, type Refusal, sameValue } from "./value";

/** A row through the mapping: its values with their hash, or the first field that cannot be held. */
export type MappedRow =
  | {
      readonly ok: true;
      readonly contentHash: ContentHash;
      /**
       * What the item shall hold, given what both sides agreed on last (null: nothing yet). Fields that KEEP leaves alone are absent. So are fields
       * that tell of the run, unless something else of the row is written: a run's time alone is no reason to write.
       */
      values(base: FieldValues | null): FieldValues;
    }
  | (Refusal & { readonly field: string });

/** Fields that flow source → list; only these are read, hashed and sent. Ordered by id, so that the hash does not depend on display order. */
export function pushedMappings(mappings: readonly FieldMapping[]): readonly FieldMapping[] {
  return mappings
    .filter((mapping) => mapping.direction !== "PULL_ONLY")
    .toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

/** Columns that a run reads: keys first, then mapped ones and those that expressions name, each once. Throws `mapping-broken` (halt). */
export function columnsToRead(definition: Definition): readonly string[] {
  const { keyColumns, mappings, columns, rowFilter } = definition;
  const filter = rowFilter === null ? null : compileExpression(rowFilter, columns, { expects: "boolean" });
  return [
    ...new Set([
      ...keyColumns.map((key) => key.name),
      ...pushedMappings(mappings).flatMap((mapping) => columnsOfMapping(mapping, columns)),
      ...(filter?.ok ? filter.columnsUsed : []),
    ]),
  ];
}

/** One field of the mapping, compiled for the columns of a snapshot. */
export interface Field {
  readonly id: MappingId;
  /** Source column, or the list column of an expression without one: what a rejection names. */
  readonly name: string;
  readonly keepsNull: boolean;
  /** The expression of a field that tells of the run; null for all others. */
  readonly volatile: string | null;
  read(row: SourceRow): Conversion;
}

/** Compiles one field by itself, as {@link compileMapping} does with all of them. Throws `mapping-broken` (halt). */
export function compileField(
  mapping: FieldMapping,
  columns: readonly SourceColumn[],
  definition: Pick<Definition, "timeZone" | "facts">,
  references: References | null,
): Field {
  const { id, sourceColumn, target, nullPolicy } = mapping;
  const transform = transformOf(mapping, columns, definition.facts);
  const field = {
    id,
    name: sourceColumn ?? target.name,
    keepsNull: nullPolicy === "KEEP",
    volatile: transform?.isVolatile ? mapping.transform : null,
  };
  const read =
    references && isReference(target)
      ? (row: SourceRow) => references.valueOf(id, row)
      : transform
        ? computedBy(transform, mapping, definition.timeZone)
        : cellOf(mapping, columns, definition.timeZone);
  return { ...field, read: withDefault(read, mapping, definition) };
}

function computedBy(transform: Transform, mapping: FieldMapping, timeZone: string): Field["read"] {
  const convert = converterFor(transform.resultKind, mapping.target, timeZone);
  return (row) => {
    const result = transform.evaluate(row);
    return result.ok ? convert(result.value) : expressionFailed(mapping, result.message);
  };
}

function cellOf(
  { sourceColumn, target }: FieldMapping,
  columns: readonly SourceColumn[],
  timeZone: string,
): Field["read"] {
  const position = columns.findIndex((column) => column.name === sourceColumn);
  const column = columns[position];
  if (!column) throw brokenMapping(`The table has no column "${sourceColumn}" any more.`);
  const convert = converterFor(column.kind, target, timeZone);
  return (row) => convert(row[position] ?? null);
}

function withDefault(
  read: Field["read"],
  mapping: FieldMapping,
  definition: Pick<Definition, "timeZone">,
): Field["read"] {
  if (mapping.nullPolicy !== "DEFAULT") return read;
  const fallback = defaultOf(mapping, definition.timeZone);
  if (!fallback.ok) throw brokenMapping(`The default for “${mapping.target.name}” cannot be used: ${fallback.message}`);
  return (row) => {
    const conversion = read(row);
    return conversion.ok && conversion.value === null ? fallback : conversion;
  };
}

/** What a field's default becomes in its list column, or why it cannot. A default of several choices is written as a JSON array of texts. */
export function defaultOf(
  { target, defaultValue }: Pick<FieldMapping, "target" | "defaultValue">,
  timeZone: string,
): Conversion {
  const text = defaultValue?.trim() ?? "";
  if (isReference(target)) {
    return { ok: false, code: "input-invalid", message: "A column of items or people has no default." };
  }
  if (text === "") return { ok: false, code: "input-invalid", message: "No default is written." };
  switch (target.type) {
    case "number":
      return converterFor("decimal", target, timeZone)(text);
    case "boolean":
      return converterFor("boolean", target, timeZone)(text);
    case "multi-choice":
      return converterFor(isTextArray(text) ? "array" : "text", target, timeZone)(text);
    default:
      return converterFor("text", target, timeZone)(text);
  }
}

function isTextArray(text: string): boolean {
  if (!text.startsWith("[")) return false;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((element) => typeof element === "string");
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Stands in the hash for a field that KEEP leaves alone. No canonical value is an empty set, so that turning KEEP to CLEAR is a change. */
const kept: readonly string[] = [];

/**
 * Compiles the mapping for the columns of a snapshot; throws `mapping-broken` (halt) when a mapped column is not among them, or an expression
 * does not fit them.
 *
 * The content hash is SHA-256 over the mapping ids and the values, JSON-encoded: quoting makes lengths unambiguous and types differ by
 * their JSON form. It answers only "did this row change since we pushed it?": of fields that tell of the run it takes the expression.
 * Lookup and person fields count by the item they resolve to, so that a parent made anew under another id changes the rows that refer to it; their
 * page is to be resolved in `references` before.
 */
export function compileMapping(
  definition: Definition,
  columns: readonly SourceColumn[],
  references: References | null,
): (row: SourceRow) => MappedRow {
  const mappings = pushedMappings(definition.mappings);
  const idsJson = JSON.stringify(mappings.map((mapping) => mapping.id));
  const fields = mappings.map((mapping) => compileField(mapping, columns, definition, references));
  const hasVolatile = fields.some((field) => field.volatile !== null);
  return (row) => {
    const values = new Array<CanonicalValue>(fields.length);
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index] as Field;
      const conversion = field.read(row);
      if (!conversion.ok) return { ...conversion, field: field.name };
      values[index] = conversion.value === null && field.keepsNull ? kept : conversion.value;
    }
    const hashed = hasVolatile ? values.map((value, index) => fields[index]?.volatile ?? value) : values;
    const contentHash = sha256(`[${idsJson},${JSON.stringify(hashed)}]`) as ContentHash;
    return { ok: true, contentHash, values: (base) => intendedValues(fields, values, base) };
  };
}

function intendedValues(
  fields: readonly Field[],
  values: readonly CanonicalValue[],
  base: FieldValues | null,
): FieldValues {
  const pick = (isVolatile: boolean) =>
    Object.fromEntries(
      fields.flatMap((field, index) => {
        const value = values[index] ?? null;
        return value === kept || (field.volatile !== null) !== isVolatile ? [] : [[field.id, value] as const];
      }),
    ) as FieldValues;
  const lasting = pick(false);
  const volatile = pick(true);
  const isWritten = base === null || Object.keys(changedFields(lasting, base)).length > 0;
  if (isWritten) return { ...lasting, ...volatile };
  const unknown = Object.entries(volatile).filter(([id]) => base[id as MappingId] === undefined);
  return unknown.length === 0 ? lasting : { ...lasting, ...volatile };
}

/** The fields of `intended` that differ from `base`; a field that the base does not know counts as different. */
export function changedFields(intended: FieldValues, base: FieldValues | null): FieldValues {
  const changed: Record<MappingId, CanonicalValue> = {};
  for (const [id, value] of Object.entries(intended) as [MappingId, CanonicalValue][]) {
    if (!sameValue(value, base?.[id])) changed[id] = value;
  }
  return changed;
}
