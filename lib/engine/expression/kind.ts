import type { SourceColumn, ValueKind } from "../types";

/** What an expression's part is, as known before any row: the CEL type, with `decimal` and the kinds of dates as types of their own. */
export type Kind =
  | { readonly name: ScalarName | "null" }
  | { readonly name: "list"; readonly of: Kind }
  | { readonly name: "map"; readonly key: Kind; readonly of: Kind };

export type ScalarName = "text" | "int" | "decimal" | "double" | "bool" | "timestamp" | "datetime" | "date" | "time";

export const scalar = (name: ScalarName): Kind => ({ name });
export const nothing: Kind = { name: "null" };
export const listOf = (of: Kind): Kind => ({ name: "list", of });

const words: Record<ScalarName | "null", string> = {
  text: "text",
  int: "whole number",
  decimal: "decimal number",
  double: "floating number",
  bool: "yes or no",
  timestamp: "instant",
  datetime: "date and time without a zone",
  date: "date",
  time: "time of day",
  null: "nothing (null)",
};

/** The kind in a reader's words. */
export function sayKind(kind: Kind): string {
  if (kind.name === "list") return kind.of.name === "null" ? "list" : `list of ${sayKind(kind.of)}`;
  if (kind.name === "map") return "table of values";
  return words[kind.name];
}

export const isNumber = (kind: Kind) => kind.name === "int" || kind.name === "decimal" || kind.name === "double";
export const isMoment = (kind: Kind) =>
  kind.name === "timestamp" || kind.name === "datetime" || kind.name === "date" || kind.name === "time";

export function sameKind(left: Kind, right: Kind): boolean {
  if (left.name === "list") return right.name === "list" && sameKind(left.of, right.of);
  if (left.name === "map") return right.name === "map" && sameKind(left.key, right.key) && sameKind(left.of, right.of);
  return left.name === right.name;
}

const numberOrder = ["int", "decimal", "double"];

/** The kind that holds values of both: null fits every kind, a whole number is a decimal, and an exact number becomes floating beside one. */
export function unify(left: Kind, right: Kind): Kind | null {
  if (left.name === "null") return right;
  if (right.name === "null") return left;
  if (isNumber(left) && isNumber(right)) {
    return numberOrder.indexOf(left.name) >= numberOrder.indexOf(right.name) ? left : right;
  }
  if (left.name === "list" && right.name === "list") {
    const of = unify(left.of, right.of);
    return of && listOf(of);
  }
  return sameKind(left, right) ? left : null;
}

const kinds: Record<ValueKind, Kind | null> = {
  text: scalar("text"),
  integer: scalar("int"),
  decimal: scalar("decimal"),
  float: scalar("double"),
  boolean: scalar("bool"),
  instant: scalar("timestamp"),
  "local-datetime": scalar("datetime"),
  date: scalar("date"),
  time: scalar("time"),
  interval: scalar("text"),
  uuid: scalar("text"),
  json: scalar("text"),
  xml: scalar("text"),
  array: listOf(scalar("text")),
  enum: scalar("text"),
  bytes: null,
  binary: null,
  geometry: null,
  unknown: null,
};

/** Every kind of column, in the order of the reference. */
export const columnKinds = Object.keys(kinds) as readonly ValueKind[];

/** The kind of a column's values; null for those an expression cannot use. */
export function kindOfColumn(column: Pick<SourceColumn, "kind">): Kind | null {
  return kinds[column.kind];
}

const valueKinds: Record<ScalarName | "null", ValueKind> = {
  text: "text",
  int: "integer",
  decimal: "decimal",
  double: "float",
  bool: "boolean",
  timestamp: "instant",
  datetime: "local-datetime",
  date: "date",
  time: "time",
  null: "text",
};

/** The value kind that a result travels on as, through the same converter as a column's cell; null for a table of values. */
export function valueKindOf(kind: Kind): ValueKind | null {
  if (kind.name === "map") return null;
  return kind.name === "list" ? "array" : valueKinds[kind.name];
}
