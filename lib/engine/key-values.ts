import { identityOf } from "./identity";
import type { Definition, Identity } from "./types";

/**
 * The values of the key columns, in declared order, that an identity was made of; null where its text does not tell them: it was cut off, the
 * key has changed since, or a value is NULL. What comes out is proven by making the identity anew.
 */
export function keyValuesOf(keyColumns: Definition["keyColumns"], { text, hash }: Identity): readonly string[] | null {
  const parts = split(text, "|");
  if (parts.length !== keyColumns.length) return null;
  const values: string[] = [];
  for (const part of parts) {
    const [, value, ...more] = split(part, "=");
    if (value === undefined || more.length > 0) return null;
    values.push(value.replace(/\\([\\|=])/g, "$1"));
  }
  return identityOf(keyColumns, values).hash === hash ? values : null;
}

/** Splits at a mark that no backslash stands before. */
function split(text: string, mark: "|" | "="): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === mark) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}
