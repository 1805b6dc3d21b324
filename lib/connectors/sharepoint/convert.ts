import type { CanonicalValue, FieldMapping, FieldValues, TargetType } from "@/lib/engine/types";
import { siteDayOf, wireDay } from "./site-zone";

/** What a column says to and takes from the wire. */
type WireValue = string | number | boolean | readonly string[] | null;

/** Whether values of this field are ever sent to the list. */
export function isWritable(mapping: FieldMapping): boolean {
  return mapping.target.type !== "read-only" && mapping.direction !== "PULL_ONLY";
}

function toWireValue(type: TargetType, value: CanonicalValue, timeZone: string | null): WireValue {
  if (type === "multi-choice") return Array.isArray(value) ? value : value === null ? [] : [String(value)];
  if (type === "date" && typeof value === "string") return wireDay(value, timeZone);
  return value;
}

/**
 * The `fields` of a write: each given value under its column's internal name. An explicit null empties a column, multi-choice always carries
 * its annotation and is emptied by `[]` (Graph contract 6.2). Mappings without a value are left out; read-only and PULL_ONLY ones always.
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
    const { name, type } = mapping.target;
    if (type === "multi-choice") fields[`${name}@odata.type`] = "Collection(Edm.String)";
    fields[name] = toWireValue(type, value, timeZone);
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
    values[mapping.id] = fromWireValue(mapping.target.type, fields[mapping.target.name], timeZone);
  }
  return values;
}
