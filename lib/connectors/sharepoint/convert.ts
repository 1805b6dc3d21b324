import type { CanonicalValue, FieldMapping, FieldValues, TargetColumn, TargetType } from "@/lib/engine/types";
import { siteDayOf, wireDay } from "./site-zone";

/** What a column says to and takes from the wire. */
type WireValue = string | number | boolean | readonly string[] | readonly number[] | null;

/** Whether values of this field are ever sent to the list. */
export function isWritable(mapping: FieldMapping): boolean {
  return mapping.target.type !== "read-only" && mapping.direction !== "PULL_ONLY";
}

/** Types that are written as an array, which must carry its type; an annotated empty array clears (Graph contract 6.2, trap 19). */
const collectionTypes: Partial<Record<TargetType, string>> = {
  "multi-choice": "Collection(Edm.String)",
  "multi-lookup": "Collection(Edm.Int32)",
  "multi-person": "Collection(Edm.Int32)",
};

/** The key of `fields` that a column is written under: lookups and people take ids, under a name of its own (Graph contract 6.2). */
function writtenName({ name, type }: TargetColumn): string {
  const isId = type === "lookup" || type === "multi-lookup" || type === "person" || type === "multi-person";
  return isId ? `${name}LookupId` : name;
}

/**
 * The key of `fields` that a column is read under, also in `$select`: a single id stands beside its column, several stand in the column itself
 * (Graph contract 6.2). An id that collides with a column of that very name cannot be told from it.
 */
export function readName({ name, type }: TargetColumn): string {
  return type === "lookup" || type === "person" ? `${name}LookupId` : name;
}

function toWireValue(type: TargetType, value: CanonicalValue, timeZone: string | null): WireValue {
  if (collectionTypes[type] !== undefined) {
    if (Array.isArray(value)) return value as readonly string[] | readonly number[];
    return value === null ? [] : ([value] as readonly string[] | readonly number[]);
  }
  if (type === "date" && typeof value === "string") return wireDay(value, timeZone);
  return value;
}

/**
 * The `fields` of a write: each given value under its column's internal name, ids under `<name>LookupId`. An explicit null empties a column;
 * several values always carry their annotation and are emptied by `[]` (Graph contract 6.2). Mappings without a value are left out; read-only and PULL_ONLY ones always.
 */
export function toWire(
  mappings: readonly FieldMapping[],
  values: FieldValues,
  timeZone: string | null,
): Readonly<Record<string, WireValue>> {
  const fields: Record<string, WireValue> = {};
  for (const mapping of mappings) {
    const value = values[mapping.id];
    if (value === undefined || !isWritable(mapping)) continue;
    const name = writtenName(mapping.target);
    const collection = collectionTypes[mapping.target.type];
    if (collection !== undefined) fields[`${name}@odata.type`] = collection;
    fields[name] = toWireValue(mapping.target.type, value, timeZone);
  }
  return fields;
}

/** The values of a create: every writable mapped field, explicitly null where nothing is given (sync-semantics 4). */
export function completeValues(mappings: readonly FieldMapping[], values: FieldValues): FieldValues {
  const complete: Record<string, CanonicalValue> = {};
  for (const mapping of mappings) if (isWritable(mapping)) complete[mapping.id] = values[mapping.id] ?? null;
  return complete;
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "string") return value.includes("\r") ? value.replace(/\r\n?/g, "\n") : value;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return null;
  return number === 0 ? 0 : number;
}

function booleanOf(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  if (value === 1 || value === "1" || value === "true") return true;
  return value === 0 || value === "0" || value === "false" ? false : null;
}

/** Whole seconds in UTC, whatever precision came back. */
function instantOf(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function dayOf(value: unknown, timeZone: string | null): string | null {
  if (typeof value !== "string") return null;
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  return Number.isNaN(Date.parse(value)) ? null : siteDayOf(value, timeZone);
}

/** Sets are sorted by UTF-16 units, as the engine keeps them. */
function choicesOf(value: unknown): readonly string[] | null {
  const texts = (Array.isArray(value) ? value : [value]).filter((part) => typeof part === "string" && part !== "");
  return texts.length === 0 ? null : [...new Set<string>(texts)].sort();
}

/** A single id comes as text, one among several as a number beside its shown value (Graph contract 6.2, trap 20). */
function idOf(value: unknown): number | null {
  const id = typeof value === "object" && value !== null && "LookupId" in value ? value.LookupId : value;
  const number = numberOf(id);
  return number !== null && Number.isInteger(number) && number > 0 ? number : null;
}

/** Ids in ascending order, as the engine keeps them. */
function idsOf(value: unknown): readonly number[] | null {
  const ids = (Array.isArray(value) ? value : [value]).flatMap((part) => idOf(part) ?? []);
  return ids.length === 0 ? null : [...new Set(ids)].sort((left, right) => left - right);
}

function fromWireValue(type: TargetType, value: unknown, timeZone: string | null): CanonicalValue {
  switch (type) {
    case "text":
    case "note":
    case "choice":
      return textOf(value);
    case "number":
      return numberOf(value);
    case "boolean":
      return booleanOf(value);
    case "date":
      return dayOf(value, timeZone);
    case "date-time":
      return instantOf(value);
    case "multi-choice":
      return choicesOf(value);
    case "lookup":
    case "person":
      return idOf(value);
    case "multi-lookup":
    case "multi-person":
      return idsOf(value);
    case "read-only":
      return typeof value === "number" || typeof value === "boolean" ? value : textOf(value);
  }
}

/**
 * The canonical values of all mapped fields, from an item's `fields`. An absent column is empty, which is true only of columns that were
 * asked for (Graph contract 6.2): ask for every mapped column. `timeZone` is the site's, in which date-only values stand at midnight; null where it is not known.
 */
export function fromWire(
  mappings: readonly FieldMapping[],
  fields: Readonly<Record<string, unknown>>,
  timeZone: string | null,
): FieldValues {
  const values: Record<string, CanonicalValue> = {};
  for (const mapping of mappings) {
    values[mapping.id] = fromWireValue(mapping.target.type, fields[readName(mapping.target)], timeZone);
  }
  return values;
}
