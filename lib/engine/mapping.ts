import { createHash } from "node:crypto";
import { SyncError } from "@/lib/errors/app-error";
import type { ErrorCode } from "@/lib/errors/codes";
import { columnsOfMapping, isReference, type References } from "./references";
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
import { type Conversion, converterFor, sameValue } from "./value";

/** A row through the mapping: its values with their hash, or the first field that cannot be held. */
export type MappedRow =
  | { readonly ok: true; readonly contentHash: ContentHash; values(): FieldValues }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly field: string };

/** Fields that flow source → list; only these are read, hashed and sent. Ordered by id, so that the hash does not depend on display order. */
export function pushedMappings(mappings: readonly FieldMapping[]): readonly FieldMapping[] {
  return mappings
    .filter((mapping) => mapping.direction !== "PULL_ONLY")
    .toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

/** Columns that a run reads: keys first, then mapped ones, each once. */
export function columnsToRead(definition: Definition): readonly string[] {
  return [
    ...new Set([
      ...definition.keyColumns.map((key) => key.name),
      ...pushedMappings(definition.mappings).flatMap(columnsOfMapping),
    ]),
  ];
}

/**
 * Compiles the mapping for the columns of a snapshot; throws `mapping-broken` (halt) when a mapped column is not among them.
 *
 * The content hash is SHA-256 over the mapping ids and the values, JSON-encoded: quoting makes lengths unambiguous and types differ by
 * their JSON form. It answers only "did this row change since we pushed it?". Lookup and person fields count by the item they resolve to, so
 * that a parent made anew under another id changes the rows that refer to it; their page is to be resolved in `references` before.
 */
export function compileMapping(
  definition: Definition,
  columns: readonly SourceColumn[],
  references: References | null,
): (row: SourceRow) => MappedRow {
  const mappings = pushedMappings(definition.mappings);
  const idsJson = JSON.stringify(mappings.map((mapping) => mapping.id));
  const fields = mappings.map((mapping): { read: (row: SourceRow) => Conversion; name: string } => {
    if (references && isReference(mapping.target)) {
      return { read: (row) => references.valueOf(mapping.id, row), name: mapping.sourceColumn };
    }
    const position = columns.findIndex((column) => column.name === mapping.sourceColumn);
    const column = columns[position];
    if (!column) {
      throw new SyncError("mapping-broken", {
        trait: "halt",
        message: `The table has no column "${mapping.sourceColumn}" any more.`,
      });
    }
    const convert = converterFor(column.kind, mapping.target, definition.timeZone);
    return { read: (row) => convert(row[position] ?? null), name: mapping.sourceColumn };
  });
  return (row) => {
    const values = new Array<CanonicalValue>(fields.length);
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index] as (typeof fields)[number];
      const conversion = field.read(row);
      if (!conversion.ok) return { ok: false, code: conversion.code, message: conversion.message, field: field.name };
      values[index] = conversion.value;
    }
    const contentHash = createHash("sha256")
      .update(`[${idsJson},${JSON.stringify(values)}]`)
      .digest("hex") as ContentHash;
    return {
      ok: true,
      contentHash,
      values: () => Object.fromEntries(mappings.map((mapping, index) => [mapping.id, values[index] ?? null])),
    };
  };
}

/** The fields of `intended` that differ from `base`; a field that the base does not know counts as different. */
export function changedFields(intended: FieldValues, base: FieldValues | null): FieldValues {
  const changed: Record<MappingId, CanonicalValue> = {};
  for (const [id, value] of Object.entries(intended) as [MappingId, CanonicalValue][]) {
    if (!sameValue(value, base?.[id])) changed[id] = value;
  }
  return changed;
}
