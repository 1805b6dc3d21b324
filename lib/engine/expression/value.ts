import type { SourceValue } from "../types";
import { Decimal, parseDecimal } from "./decimal";
import { ExpressionFault } from "./fault";
import type { Kind, ScalarName } from "./kind";
import { limits } from "./limits";
import { Moment, parseMoment } from "./moment";

/** A value while an expression is computed. */
export type Value =
  | null
  | string
  | bigint
  | number
  | boolean
  | Decimal
  | Moment
  | readonly Value[]
  | ReadonlyMap<string, Value>;

/** Whether a value is a table of values. */
export const isTable = (value: Value): value is ReadonlyMap<string, Value> => value instanceof Map;

/** Longest excerpt of a value in a message. */
const excerptLength = 40;

/** A value in a message: enough of it to recognise it. */
export function excerpt(text: string): string {
  return text.length <= excerptLength
    ? `"${text}"`
    : `"${text.slice(0, excerptLength).replace(/\p{Surrogate}$/u, "")}…"`;
}

function cannotCompute(text: string, what: string): never {
  throw new ExpressionFault(`${excerpt(text)} is no ${what} that an expression can compute with.`);
}

const readers: Record<ScalarName, (text: string) => Value> = {
  text: (text) => text,
  int: (text) =>
    text.length <= limits.digits && /^-?\d+$/.test(text) ? BigInt(text) : cannotCompute(text, "whole number"),
  decimal: (text) => parseDecimal(text) ?? cannotCompute(text, "number"),
  double: (text) => Number(text),
  bool: (text) => text === "true",
  timestamp: (text) => moment("timestamp", text),
  datetime: (text) => moment("datetime", text),
  date: (text) => moment("date", text),
  time: (text) => moment("time", text),
};

function moment(name: "timestamp" | "datetime" | "date" | "time", text: string): Moment {
  const read = parseMoment(name, text) ?? cannotCompute(text, name === "time" ? "time of day" : "date");
  return new Moment(name, read.seconds, read.nanos, text);
}

/** Elements of an array's JSON text; a preview may get one that was cut. */
function listOfTexts(cell: string): readonly (string | null)[] {
  try {
    return JSON.parse(cell) as readonly (string | null)[];
  } catch (error) {
    if (error instanceof SyntaxError) return cannotCompute(cell, "list");
    throw error;
  }
}

/** How a column's cells are read, compiled once; faults on a cell that cannot be computed with (`infinity`, `NaN` in a decimal). */
export function cellReader(kind: Kind): (cell: SourceValue) => Value {
  if (kind.name === "list") return (cell) => (cell === null ? null : listOfTexts(cell));
  if (kind.name === "map" || kind.name === "null") return () => null;
  const read = readers[kind.name];
  return (cell) => (cell === null ? null : read(cell));
}

/** A value in the exact text form of its kind, as a source cell has it; null stays null. */
export function textOf(value: Value): SourceValue {
  if (value === null || typeof value === "string") return value;
  if (Array.isArray(value)) return JSON.stringify(value.map(textOf));
  return String(value);
}

/** Turns a value into the wider kind that two parts share: whole to decimal, exact to floating. */
export function widen(value: Value, to: Kind): Value {
  if (to.name === "list" && Array.isArray(value))
    return (value as readonly Value[]).map((element) => widen(element, to.of));
  if (to.name === "map" && isTable(value)) {
    return new Map([...value].map(([key, element]) => [key, widen(element, to.of)]));
  }
  if (to.name === "decimal" && typeof value === "bigint") return new Decimal(value, 0);
  if (to.name !== "double") return value;
  if (value instanceof Decimal) return value.toNumber();
  return typeof value === "bigint" ? Number(value) : value;
}
