import { isCutText } from "./identity";
import type { SourceValue, ValueKind } from "./types";

interface KeyColumn {
  readonly name: string;
  readonly kind: ValueKind;
}

/** A key as a person wrote it, or why it is none. */
export type AskedKey =
  | {
      readonly ok: true;
      /** In declared order; null only where an identity of a table without a key says so. */
      readonly values: readonly SourceValue[];
      /** Which of equal rows is meant, from 1 on; null where the text names none. */
      readonly number: number | null;
    }
  | { readonly ok: false; readonly message: string };

interface Part {
  /** Null where no `=` stands in it. */
  readonly name: string | null;
  readonly value: string;
}

/** A sign that a terminal would obey, as it is shown there; no identity has a single backslash before a `u`. */
const shownSign = /\\u\{([0-9a-f]{1,6})\}/iy;

/** Cuts at unescaped `|` and, in each part, at the first unescaped `=`: the inverse of `identityOf`'s readable text. */
function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let name: string | null = null;
  let read = "";
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    shownSign.lastIndex = at;
    const shown = shownSign.exec(text);
    if (shown?.[1] && Number.parseInt(shown[1], 16) <= 0x10ffff) {
      read += String.fromCodePoint(Number.parseInt(shown[1], 16));
      at += shown[0].length - 1;
    } else if (letter === "\\" && at + 1 < text.length) read += text.charAt(++at);
    else if (letter === "|") {
      parts.push({ name, value: read });
      [name, read] = [null, ""];
    } else if (letter === "=" && name === null) [name, read] = [read, ""];
    else read += letter;
  }
  return [...parts, { name, value: read }];
}

/** What some databases keep besides, infinity and years before Christ, is a key like others. */
const forms: Partial<Record<ValueKind, { readonly form: RegExp; readonly words: string }>> = {
  integer: { form: /^-?\d+$/, words: "a whole number" },
  decimal: { form: /^(-?(\d+(\.\d+)?|Infinity)|NaN)$/, words: "a number with a point" },
  float: { form: /^(-?(\d+(\.\d+)?(e[+-]?\d+)?|Infinity)|NaN)$/i, words: "a number with a point" },
  boolean: { form: /^(true|false)$/, words: "true or false" },
  uuid: { form: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, words: "a UUID" },
  date: { form: /^(\d{4,}-\d\d-\d\d( BC)?|-?infinity)$/, words: "a date as 2026-01-31" },
  instant: {
    form: /^(\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z( BC)?|-?infinity)$/,
    words: "a time in UTC as 2026-01-31T12:00:00Z",
  },
  "local-datetime": {
    form: /^(\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?( BC)?|-?infinity)$/,
    words: "a time as 2026-01-31T12:00:00",
  },
  time: { form: /^-?\d{2,3}:\d\d:\d\d(\.\d+)?$/, words: "a time of day as 12:00:00" },
  bytes: { form: /^([0-9a-f]{2})*$/i, words: "hexadecimal digits" },
};

/**
 * Reads a key as people write it: `FRA` for a key of one column, `a=1|b=2` or `1|2` for one of several, or an identity as the ledger shows it,
 * with its escapes and its number among equal rows (`a=1|#2`). Values are checked against their kinds, so that no database has to refuse them.
 */
export function readKeyText(keyColumns: readonly KeyColumn[], text: string): AskedKey {
  if (isCutText(text)) return wrong("This key was too long to be shown whole. Open its entry from the ledger.");
  const { values, number } = valuesOf(keyColumns, text);
  if (values === null) return wrong(`Give a value for each key column: ${formOf(keyColumns)}.`);
  const plain = values.map((value, index) => plainForm(value, keyColumns[index]?.kind));
  for (const [index, column] of keyColumns.entries()) {
    const form = forms[column.kind];
    const value = plain[index] ?? null;
    if (value !== null && form && !form.form.test(value)) return wrong(`“${column.name}” holds ${form.words}.`);
  }
  return { ok: true, values: plain, number };
}

const wrong = (message: string): AskedKey => ({ ok: false, message });
const formOf = (keyColumns: readonly KeyColumn[]) => keyColumns.map((column) => `${column.name}=…`).join("|");

/** Blanks around a value of another kind than text were typed with it; those of a text are part of the key. */
function plainForm(value: SourceValue, kind: ValueKind | undefined): SourceValue {
  if (value === null || kind === undefined || !forms[kind]) return value;
  return kind === "uuid" || kind === "bytes" ? value.trim().toLowerCase() : value.trim();
}

/** Read as a whole first: `#2` may be a value. */
function valuesOf(
  keyColumns: readonly KeyColumn[],
  text: string,
): { readonly values: readonly SourceValue[] | null; readonly number: number | null } {
  const parts = partsOf(text);
  const whole = byName(keyColumns, parts);
  if (whole) return { values: whole, number: null };
  const last = parts.at(-1);
  const numbered = parts.length > 1 && last?.name === null ? /^#([1-9]\d{0,8})$/.exec(last.value) : null;
  const named = numbered ? byName(keyColumns, parts.slice(0, -1)) : null;
  if (numbered && named) return { values: named, number: Number(numbered[1]) };
  return { values: byPlace(keyColumns, parts, text), number: null };
}

/** A part without `=` is an empty column where the table's rows have no key. */
function byName(keyColumns: readonly KeyColumn[], parts: readonly Part[]): readonly SourceValue[] | null {
  if (parts.length !== keyColumns.length) return null;
  if (parts.every((part) => part.name === null)) return null;
  const values: SourceValue[] = [];
  for (const [index, column] of keyColumns.entries()) {
    const part = parts[index];
    if (part?.name === column.name) values.push(part.value);
    else if (part?.name === null && part.value === column.name) values.push(null);
    else return null;
  }
  return values;
}

function byPlace(
  keyColumns: readonly KeyColumn[],
  parts: readonly Part[],
  text: string,
): readonly SourceValue[] | null {
  if (keyColumns.length === 1) return [text];
  if (parts.length !== keyColumns.length || parts.some((part) => part.name !== null)) return null;
  return parts.map((part) => part.value);
}
