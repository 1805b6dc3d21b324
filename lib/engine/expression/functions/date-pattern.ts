import { ExpressionFault } from "../fault";
import { calendarDay, dayNumber, Moment, mod, secondsPerDay } from "../moment";
import { excerpt } from "../value";

/** Parts of a pattern, longest first. */
const parts = /yyyy|MM|dd|HH|mm|ss|M|d|H|'[^']*'|[A-Za-z]|[^A-Za-z']/g;
const numbers: ReadonlySet<string> = new Set(["yyyy", "MM", "dd", "HH", "mm", "ss", "M", "d", "H"]);

/** Splits a date pattern (`dd.MM.yyyy HH:mm`); says the letter it does not know. */
export function datePattern(pattern: string): readonly string[] | { readonly unknown: string } {
  const found = pattern.match(parts) ?? [];
  if (found.join("") !== pattern) return { unknown: "'" };
  const unknown = found.find((part) => /^[A-Za-z]/.test(part) && !numbers.has(part));
  return unknown === undefined ? found : { unknown };
}

const literalOf = (part: string) => (part.startsWith("'") ? part.slice(1, -1) || "'" : part);
const padded = (value: number, part: string) => value.toString().padStart(part.length, "0");

/** Writes a moment after a pattern. */
export function formatMoment(moment: Moment, pattern: readonly string[]): string {
  const { year, month, day } = calendarDay(moment);
  const seconds = mod(moment.seconds, secondsPerDay);
  const values: Record<string, number> = {
    ...{ yyyy: year, MM: month, M: month, dd: day, d: day },
    ...{ HH: Math.floor(seconds / 3600), H: Math.floor(seconds / 3600) },
    ...{ mm: Math.floor(seconds / 60) % 60, ss: seconds % 60 },
  };
  return pattern.map((part) => (numbers.has(part) ? padded(values[part] as number, part) : literalOf(part))).join("");
}

/** Reads a text after a pattern, wholly and strictly; faults where it does not fit or names no day of the calendar. */
export function parseByPattern(name: "date" | "datetime", text: string, pattern: readonly string[]): Moment {
  const values: Record<string, number> = { yyyy: 1970, MM: 1, dd: 1, HH: 0, mm: 0, ss: 0 };
  let at = 0;
  for (const part of pattern) {
    if (!numbers.has(part)) {
      const literal = literalOf(part);
      if (!text.startsWith(literal, at)) throw misfit(text, pattern);
      at += literal.length;
      continue;
    }
    const width = part.length === 1 ? /^\d{1,2}/ : new RegExp(`^\\d{${part.length}}`);
    const digits = width.exec(text.slice(at, at + 4))?.[0];
    if (digits === undefined) throw misfit(text, pattern);
    values[part.length === 1 ? part + part : part] = Number(digits);
    at += digits.length;
  }
  const { yyyy = 0, MM = 0, dd = 0, HH = 0, mm = 0, ss = 0 } = values;
  const days = dayNumber(yyyy, MM, dd);
  if (at !== text.length || days === null || HH > 23 || mm > 59 || ss > 59) throw misfit(text, pattern);
  return new Moment(name, days * secondsPerDay + (name === "date" ? 0 : HH * 3600 + mm * 60 + ss));
}

function misfit(text: string, pattern: readonly string[]): ExpressionFault {
  return new ExpressionFault(`${excerpt(text)} is no date of the form ${pattern.join("")}.`);
}
