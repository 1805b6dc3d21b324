import type { ErrorCode } from "@/lib/errors/codes";
import type { CanonicalValue, ParentRow, SourceValue, TargetColumn, ValueKind } from "./types";
import { instantOfLocal, localDayOf } from "./zone";

/** A value in canonical form, or why it has none. */
export type Conversion =
  | { readonly ok: true; readonly value: CanonicalValue }
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      readonly message: string;
      /** The row that is referred to and has no item; of `parent-missing` only. */
      readonly parent?: ParentRow;
    };

/** Why a value has no canonical form. */
export type Refusal = Extract<Conversion, { ok: false }>;

/** Turns a cell into the one canonical form that its target column can hold and return. Compiled once a mapping, run once a cell. */
export type Converter = (value: SourceValue) => Conversion;

const none: Conversion = { ok: true, value: null };
const ok = (value: CanonicalValue): Conversion => ({ ok: true, value });
const no = (code: ErrorCode, message: string): Conversion => ({ ok: false, code, message });

/** Code points that XML 1.0 cannot hold, and thereby no list item: C0 controls but tab and line ends, lone surrogates, U+FFFE, U+FFFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are what is looked for
const illegalInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

/** Graph contract 5.1, 12: a single line of text holds 255 UTF-16 units unless the column says less. */
export const singleLineLimit = 255;
/** Graph contract (d) 24: what a note holds, unless the column says otherwise. */
export const noteLimit = 63_999;

/** Longest excerpt of a value in a message: enough to recognise it. */
const excerptLength = 40;

function excerpt(value: string): string {
  // A pair of surrogates that is cut in half could not be stored.
  return value.length <= excerptLength
    ? `"${value}"`
    : `"${value.slice(0, excerptLength).replace(/\p{Surrogate}$/u, "")}…"`;
}

function textOf(value: SourceValue, limit: number): Conversion {
  if (value === null || value === "") return none;
  const text = value.includes("\r") ? value.replace(/\r\n?/g, "\n") : value;
  const illegal = illegalInXml.exec(text);
  if (illegal) {
    const point = (illegal[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return no(
      "text-illegal-character",
      `The character U+${point} at position ${illegal.index + 1} cannot be stored in a list.`,
    );
  }
  if (text.length > limit) {
    return no("text-too-long", `The text has ${text.length} characters, the column holds ${limit}.`);
  }
  return ok(text);
}

/** The text of a value whose kind writes one value in several ways: GUIDs are lower-case, and a float's minus zero is zero. */
function plainText(value: SourceValue, kind: ValueKind): SourceValue {
  if (kind === "uuid") return value?.toLowerCase() ?? null;
  return kind === "float" && value === "-0" ? "0" : value;
}

/** Digits that carry value: leading and trailing zeros, sign and point do not. */
function significantDigits(decimal: string): number {
  return decimal
    .replace(/[eE].*$/, "")
    .replace(/^[+-]?0*\.?0*/, "")
    .replace(".", "")
    .replace(/0+$/, "").length;
}

const numeric = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function numberOf(value: SourceValue, kind: ValueKind): Conversion {
  if (value === null || value === "") return none;
  const number = Number(value);
  if (!numeric.test(value) || !Number.isFinite(number)) {
    return no("number-invalid", `${excerpt(value)} is not a number a list can hold.`);
  }
  // A float is a double already; of exact kinds a double keeps 15 digits, and every integer up to 2^53 (sync-semantics 4).
  const exact =
    kind === "float" ||
    value.length <= 15 ||
    significantDigits(value) <= 15 ||
    (Number.isSafeInteger(number) && !value.includes("."));
  if (!exact) return no("number-not-exact", `${excerpt(value)} has more digits than a list number keeps.`);
  return ok(number === 0 ? 0 : number);
}

/** Whether the calendar has such a day: some databases keep `2026-00-15` and `2026-02-31`. */
function isOnCalendar(value: string): boolean {
  const [year, month, day] = [Number(value.slice(0, 4)), Number(value.slice(5, 7)), Number(value.slice(8, 10))];
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Graph contract (d) 24: dates from 1900 to 8900. */
function inRange(canonical: string, value: string): Conversion {
  const year = Number(canonical.slice(0, 4));
  if (year >= 1900 && year <= 8900) return ok(canonical);
  // The first hours of 1900, and the last of 8900, may be outside only by their zone.
  const isByZone = canonical.slice(0, 4) !== value.slice(0, 4);
  const shown = isByZone ? `${excerpt(value)}, which is ${canonical} for a list,` : excerpt(value);
  return no("date-out-of-range", `${shown} is outside the years 1900 to 8900.`);
}

const dayForm = /^\d{4}-\d{2}-\d{2}$/;
const localForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?$/;
const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
/** Dates a database may hold and a list cannot: infinity, years past 9999, years before Christ. */
const beyondForm = /^([+-]?infinity|[+-]?\d{5,}-.*|.* BC|.* AD)$/i;

function unreadableDate(value: string): Conversion {
  return beyondForm.test(value)
    ? no("date-out-of-range", `${excerpt(value)} is outside the years 1900 to 8900.`)
    : no("date-invalid", `${excerpt(value)} is not a date.`);
}

function instantOf(value: SourceValue, timeZone: string): Conversion {
  if (value === null || value === "") return none;
  if (!isOnCalendar(value)) return unreadableDate(value);
  if (instantForm.test(value)) return inRange(`${value.slice(0, 19)}Z`, value);
  if (localForm.test(value)) return inRange(instantOfLocal(value.slice(0, 19), timeZone), value);
  if (dayForm.test(value)) return inRange(instantOfLocal(`${value}T00:00:00`, timeZone), value);
  return unreadableDate(value);
}

function dayOf(value: SourceValue, timeZone: string): Conversion {
  if (value === null || value === "") return none;
  if (!isOnCalendar(value)) return unreadableDate(value);
  if (dayForm.test(value)) return inRange(value, value);
  if (localForm.test(value)) return inRange(value.slice(0, 10), value);
  if (instantForm.test(value)) return inRange(localDayOf(`${value.slice(0, 19)}Z`, timeZone), value);
  return unreadableDate(value);
}

function booleanOf(value: SourceValue, kind: ValueKind): Conversion {
  if (value === null || value === "") return none;
  if (kind === "boolean" || kind === "integer") {
    if (value === "true" || value === "1") return ok(true);
    if (value === "false" || value === "0") return ok(false);
  }
  return no("boolean-invalid", `${excerpt(value)} is neither true nor false.`);
}

function choiceOf(value: SourceValue, kind: ValueKind, target: TargetColumn): Conversion {
  const text = textOf(plainText(value, kind), singleLineLimit);
  if (!text.ok || text.value === null || target.allowsOtherChoices) return text;
  if (target.choices.includes(text.value as string)) return text;
  return no(
    "choice-unknown",
    `${excerpt(text.value as string)} is not among the column's ${target.choices.length} choices.`,
  );
}

/** Elements of an array, of a JSON array, or the one value. A text with delimiters is one choice: taking it apart needs a transform. */
function choiceParts(value: string, kind: ValueKind): readonly unknown[] | null {
  if (kind !== "array" && kind !== "json") return [value];
  const parts: unknown = JSON.parse(value);
  return Array.isArray(parts) && !parts.some((part) => typeof part === "object" && part !== null) ? parts : null;
}

function choicesOf(value: SourceValue, kind: ValueKind, target: TargetColumn): Conversion {
  if (value === null || value === "") return none;
  const parts = choiceParts(value, kind);
  if (parts === null) return no("choice-unknown", `${excerpt(value)} is not a list of choices.`);
  const set = new Set<string>();
  for (const part of parts) {
    if (part === null) continue;
    const choice = choiceOf(String(part), kind, target);
    if (!choice.ok) return choice;
    if (choice.value !== null) set.add(choice.value as string);
  }
  return set.size === 0 ? none : ok([...set].sort());
}

/**
 * The converter of one mapped field.
 *
 * text: `""` and NULL are one value, line ends are `\n`, GUIDs lower-case; number: a finite double, `-0` is `0`; date-time: UTC, whole seconds; date: a calendar
 * day; multi-choice: a sorted set. `timeZone` (IANA) is the zone that zone-less timestamps are read in.
 * A value the column cannot hold exactly is refused, never rounded or cut.
 */
export function converterFor(kind: ValueKind, target: TargetColumn, timeZone: string): Converter {
  if (kind === "binary" || target.type === "read-only") {
    return (value) =>
      value === null ? none : no("type-unmappable", `The column "${target.name}" cannot take this value.`);
  }
  // Hex digits are a name of something, never a number, a date or an answer.
  if (kind === "bytes" && target.type !== "text" && target.type !== "note") {
    return (value) =>
      value === null ? none : no("type-unmappable", `The column "${target.name}" cannot take binary values.`);
  }
  switch (target.type) {
    case "text": {
      const limit = Math.min(target.maxLength ?? singleLineLimit, singleLineLimit);
      return (value) => textOf(plainText(value, kind), limit);
    }
    case "note": {
      const limit = target.maxLength ?? noteLimit;
      return (value) => textOf(plainText(value, kind), limit);
    }
    case "number":
      return (value) => numberOf(value, kind);
    case "boolean":
      return (value) => booleanOf(value, kind);
    case "date-time":
      return (value) => instantOf(value, timeZone);
    case "date":
      return (value) => dayOf(value, timeZone);
    case "choice":
      return (value) => choiceOf(value, kind, target);
    case "multi-choice":
      return (value) => choicesOf(value, kind, target);
    case "lookup":
    case "multi-lookup":
    case "person":
    case "multi-person":
      throw new Error("Lookups and people are resolved a page at a time, by references.ts.");
  }
}

/** Whether two canonical values are one; sets are compared as they are stored, sorted. An unknown value (undefined) equals nothing. */
export function sameValue(left: CanonicalValue | undefined, right: CanonicalValue | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  if (left === right) return true;
  if (!Array.isArray(left) || !Array.isArray(right)) return false;
  return left.length === right.length && left.every((value, index) => value === right[index]);
}
