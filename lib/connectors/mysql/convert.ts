import type { ValueKind } from "@/lib/engine/types";
import { geometryTypes, isBoolean, isShortBinary, isZerofill, type NativeType } from "./native-type";

/**
 * How the cells of one column reach the engine's text form of their kind (`SourceValue`).
 *
 * Decisions: `tinyint(1)` and `bit(1)` are boolean; another number in a tinyint(1) is delivered as that number, which no list column takes
 * for a yes or no. Longer `bit(n)` is an unsigned integer. `time` is of kind time even though it is a length of time in MySQL: negative ones
 * and those beyond a day come as the database writes them, `-838:59:59`. Zero and partial dates come as they are written, `0000-00-00`.
 */
export interface Conversion {
  readonly kind: ValueKind;
  /** The expression to select, given the quoted column or an expression of its type. */
  readonly select: (column: string) => string;
  /** Turns what the driver gives for `select` into the delivered text; null when it is delivered as given. */
  readonly parse: ((raw: string) => string) | null;
}

const asIs = (column: string): string => column;
const asText = (column: string): string => `CAST(${column} AS CHAR)`;

const plain = (kind: ValueKind): Conversion => ({ kind, select: asIs, parse: null });
const cast = (kind: ValueKind, parse: Conversion["parse"] = null): Conversion => ({ kind, select: asText, parse });

/** By `DATA_TYPE`, where it alone decides. */
const byName: Readonly<Record<string, Conversion>> = {
  tinyint: plain("integer"),
  smallint: plain("integer"),
  mediumint: plain("integer"),
  int: plain("integer"),
  bigint: plain("integer"),
  year: plain("integer"),
  bit: { kind: "integer", select: (column) => `CAST(${column} AS UNSIGNED)`, parse: null },
  // In text the server would round a float to six digits; the binary protocol carries its bits.
  float: { kind: "float", select: asIs, parse: shortestFloat },
  double: plain("float"),
  date: cast("date"),
  datetime: cast("local-datetime", parseLocalDatetime),
  timestamp: cast("instant", parseInstant),
  time: cast("time"),
  char: plain("text"),
  varchar: plain("text"),
  tinytext: plain("text"),
  text: plain("text"),
  mediumtext: plain("text"),
  longtext: plain("text"),
  enum: plain("enum"),
  set: { kind: "array", select: asIs, parse: parseSet },
  json: cast("json"),
  uuid: cast("uuid"),
  inet4: cast("text"),
  inet6: cast("text"),
};

const withheld: Conversion = { kind: "binary", select: () => "NULL", parse: null };
const withheldTypes = new Set(["binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "vector"]);

/** Chooses once for a column how its cells are selected and converted. */
export function conversionOf(type: NativeType): Conversion {
  if (isBoolean(type)) {
    const select = type.name === "bit" ? (byName.bit?.select ?? asIs) : asIs;
    return { kind: "boolean", select, parse: parseBoolean };
  }
  if (type.isCheckedJson) return plain("json");
  if (type.name === "decimal")
    return { kind: "decimal", select: asIs, parse: isZerofill(type) ? withoutZerofill : null };
  if (isShortBinary(type)) return { kind: "bytes", select: (column) => `LOWER(HEX(${column}))`, parse: null };
  if (withheldTypes.has(type.name)) return withheld;
  if (geometryTypes.has(type.name)) {
    return { kind: "geometry", select: (column) => `ST_AsText(${column})`, parse: null };
  }
  return byName[type.name] ?? cast("unknown");
}

/** 1 and 0 as a boolean; another number of a tinyint(1) stays what it is. */
export function parseBoolean(raw: string): string {
  if (raw === "1") return "true";
  if (raw === "0") return "false";
  return raw;
}

/** The shortest decimal text that is the same 32-bit float: the double that the driver makes of 0.1 reads 0.10000000149011612. */
export function shortestFloat(raw: string): string {
  const value = Number(raw);
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(9)));
}

/** `2026-01-02 03:04:05.1` → `2026-01-02T03:04:05.1` */
export function parseLocalDatetime(raw: string): string {
  return raw.charCodeAt(10) === 32 ? `${raw.slice(0, 10)}T${raw.slice(11)}` : raw;
}

/** The session's zone is UTC. */
export function parseInstant(raw: string): string {
  return `${parseLocalDatetime(raw)}Z`;
}

/** `a,b` → `["a","b"]`: a member holds no comma (MySQL manual, the SET type). */
export function parseSet(raw: string): string {
  return JSON.stringify(raw === "" ? [] : raw.split(","));
}

/** `000012.50` → `12.50` */
export function withoutZerofill(raw: string): string {
  return raw.replace(/^0+(?=\d)/, "");
}
