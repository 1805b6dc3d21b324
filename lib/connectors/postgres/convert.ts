import type { ValueKind } from "@/lib/engine/types";
import type { NativeType } from "./native-type";
import { resolveDomain } from "./native-type";
import type { CellParser } from "./session";

/** How the cells of one column reach the engine's text form of their kind (`SourceValue`). */
export interface Conversion {
  readonly kind: ValueKind;
  /** The expression to select, given the quoted column. */
  readonly select: (column: string) => string;
  /** Oid of the type that the server announces for `select`, where that is not the column's own base type. */
  readonly sentAsOid?: number;
  /** Turns what the server sends for `select` into the delivered text; null when it is delivered as sent. */
  readonly parse: CellParser | null;
}

/** Fixed in every server (pg_type.dat). */
const numericArrayOid = 1231;
const textOid = 25;

const asIs = (column: string): string => column;

const kindsOfBuiltIn: Readonly<Record<string, ValueKind>> = {
  bool: "boolean",
  int2: "integer",
  int4: "integer",
  int8: "integer",
  oid: "integer",
  xid: "integer",
  xid8: "integer",
  cid: "integer",
  numeric: "decimal",
  money: "decimal",
  float4: "float",
  float8: "float",
  timestamptz: "instant",
  timestamp: "local-datetime",
  date: "date",
  time: "time",
  interval: "interval",
  uuid: "uuid",
  json: "json",
  jsonb: "json",
  xml: "xml",
  bytea: "binary",
  point: "geometry",
  line: "geometry",
  lseg: "geometry",
  box: "geometry",
  path: "geometry",
  polygon: "geometry",
  circle: "geometry",
};

/** Types of well-known extensions that are not text. */
const kindsOfExtensions: Readonly<Record<string, ValueKind>> = {
  geometry: "geometry",
  geography: "geometry",
  box2d: "geometry",
  box3d: "geometry",
  raster: "binary",
};

/** By name of the built-in type. Everything not listed is delivered as sent. */
const parsersOfBuiltIn: Readonly<Record<string, CellParser>> = {
  bool: (raw) => (raw === "t" ? "true" : "false"),
  float4: parseFloatText,
  float8: parseFloatText,
  timestamptz: parseInstant,
  timestamp: parseLocalDatetime,
  bpchar: parseBlankPadded,
};

/** Whether cells are delivered in the very text that the type's input accepts again. */
export function isSentAsIs(conversion: Conversion): boolean {
  return conversion.select === asIs && conversion.parse === null;
}

/**
 * Chooses once for a column how its cells are selected and converted. Domains count as their base type.
 * @param isKeyPart whether it is part of a unique index: then bytea is short and may identify a row
 */
export function conversionOf(declared: NativeType, isKeyPart = false): Conversion {
  const { type } = resolveDomain(declared, -1);
  if (type.element) return conversionOfArray(type.element);
  const kind = kindOfScalar(type);
  if (isKeyPart && type.isBuiltIn && type.name === "bytea") {
    return {
      kind: "bytes",
      select: (column) => `pg_catalog.encode(${column}, 'hex')`,
      sentAsOid: textOid,
      parse: null,
    };
  }
  if (kind === "binary") return { kind, select: () => "NULL::pg_catalog.text", parse: null };
  // The text form of money follows lc_monetary; as numeric it is exact and the same everywhere.
  if (isMoney(type)) return { kind, select: (column) => `${column}::pg_catalog.numeric`, parse: null };
  return { kind, select: asIs, parse: (type.isBuiltIn && parsersOfBuiltIn[type.name]) || null };
}

function conversionOfArray(declaredElement: NativeType): Conversion {
  const element = resolveDomain(declaredElement, -1).type;
  const inner = conversionOf(element);
  if (inner.kind === "binary") return { kind: "binary", select: () => "NULL::pg_catalog.text", parse: null };
  const parse: CellParser = (raw) => parseArrayLiteral(raw, declaredElement.delimiter, inner.parse);
  if (!isMoney(element)) return { kind: "array", select: asIs, parse };
  return { kind: "array", select: (column) => `${column}::pg_catalog.numeric[]`, sentAsOid: numericArrayOid, parse };
}

function kindOfScalar(type: NativeType): ValueKind {
  if (type.enumValues) return "enum";
  if (type.isBuiltIn) return kindsOfBuiltIn[type.name] ?? "text";
  return kindsOfExtensions[type.name] ?? "text";
}

export function isMoney(type: NativeType): boolean {
  return type.isBuiltIn && type.name === "money";
}

/** PostgreSQL writes `1.5e-07` where JavaScript's shortest form of the same double is `1.5e-7`. Both are exact. */
export function parseFloatText(raw: string): string {
  return raw.includes("e") ? String(Number(raw)) : raw;
}

/** `2026-01-02 03:04:05.1+00` → `2026-01-02T03:04:05.1Z`; infinity stays; ` BC` stays behind. Needs TimeZone UTC and DateStyle ISO. */
export function parseInstant(raw: string): string {
  if (raw.endsWith("+00")) return `${withT(raw.slice(0, -3))}Z`;
  if (raw.endsWith("+00 BC")) return `${withT(raw.slice(0, -6))}Z BC`;
  return raw;
}

/** `2026-01-02 03:04:05.1` → `2026-01-02T03:04:05.1`; infinity stays; ` BC` stays behind. */
export function parseLocalDatetime(raw: string): string {
  return withT(raw);
}

function withT(text: string): string {
  // The usual place first: years have four digits.
  const blank = text.charCodeAt(10) === 32 ? 10 : text.indexOf(" ");
  return blank === -1 ? text : `${text.slice(0, blank)}T${text.slice(blank + 1)}`;
}

/** The blanks that pad `character(n)` are not part of its value (PostgreSQL manual, character types). */
export function parseBlankPadded(raw: string): string {
  let end = raw.length;
  while (end > 0 && raw.charCodeAt(end - 1) === 32) end--;
  return end === raw.length ? raw : raw.slice(0, end);
}

/**
 * Array literal → JSON text of an array of strings and nulls (PostgreSQL manual, array input and output syntax). Elements of an array
 * with several dimensions are the JSON texts of its inner arrays.
 */
export function parseArrayLiteral(raw: string, delimiter: string, parse: CellParser | null): string {
  // Bounds other than 1 stand before the value, as in [0:1]={a,b}.
  const start = raw.charCodeAt(0) === 91 ? raw.indexOf("=") + 1 : 0;
  return JSON.stringify(readArray({ text: raw, at: start, delimiter, parse }));
}

interface ArrayReader {
  readonly text: string;
  at: number;
  readonly delimiter: string;
  readonly parse: CellParser | null;
}

function readArray(reader: ArrayReader): (string | null)[] {
  const { text, delimiter } = reader;
  const elements: (string | null)[] = [];
  reader.at++; // {
  while (reader.at < text.length && text[reader.at] !== "}") {
    elements.push(readElement(reader));
    if (text[reader.at] === delimiter) reader.at++;
  }
  reader.at++; // }
  return elements;
}

function readElement(reader: ArrayReader): string | null {
  const { text, parse } = reader;
  const first = text[reader.at];
  if (first === "{") return JSON.stringify(readArray(reader));
  if (first === '"') {
    const value = readQuoted(reader);
    return parse ? parse(value) : value;
  }
  const start = reader.at;
  while (reader.at < text.length && text[reader.at] !== reader.delimiter && text[reader.at] !== "}") reader.at++;
  const value = text.slice(start, reader.at);
  if (value === "NULL") return null;
  return parse ? parse(value) : value;
}

function readQuoted(reader: ArrayReader): string {
  const { text } = reader;
  let value = "";
  reader.at++;
  let from = reader.at;
  while (reader.at < text.length && text[reader.at] !== '"') {
    if (text[reader.at] === "\\") {
      value += text.slice(from, reader.at);
      reader.at++;
      from = reader.at;
    }
    reader.at++;
  }
  value += text.slice(from, reader.at);
  reader.at++;
  return value;
}
