import type { ValueKind } from "@/lib/engine/types";
import type { ColumnType } from "./column-type";

/** How the cells of one column reach the engine's text form of their kind (`SourceValue`), and how that text becomes a value again. */
export interface Conversion {
  readonly kind: ValueKind;
  /** The expression to select, given the quoted column. */
  readonly select: (column: string) => string;
  /** Turns what the session delivers for `select` into the delivered text; null when it is delivered as it is. */
  readonly parse: ((raw: string) => string) | null;
  /**
   * SQL of the column's exact type and collation for a parameter that holds `bound(text)`: what comparisons need to use an index and to mean
   * what the column means. Null where no comparison is possible.
   */
  readonly compare: ((parameter: string) => string) | null;
  /** SQL to assign to the column. Nothing is cut on the way: what is too long, the server refuses. Null for what is read-only. */
  readonly store: ((parameter: string) => string) | null;
  /** The parameter's text for a value in the text form of the kind. */
  readonly bound: (text: string) => string;
}

/** Above this many bytes, binary is not delivered: it is content, not identity. */
const longestBytes = 255;

const asIs = (text: string): string => text;
const cast = (type: string) => (parameter: string) => `CAST(${parameter} AS ${type})`;

const plain = (kind: ValueKind, type: string): Conversion => {
  const both = cast(type);
  return { kind, select: asIs, parse: null, compare: both, store: both, bound: asIs };
};

const readOnly = (kind: ValueKind, select: Conversion["select"], parse: Conversion["parse"] = null): Conversion => {
  return { kind, select, parse, compare: null, store: null, bound: asIs };
};

/** Long values without an order: they can be written, not compared. */
const incomparable = (conversion: Conversion): Conversion => ({ ...conversion, compare: null });

/** `CONVERT(varchar(n), column, style)` (Transact-SQL reference, CAST and CONVERT, "Date and time styles"). */
const converted = (type: string, style?: number) => (column: string) =>
  `CONVERT(${type}, ${column}${style === undefined ? "" : `, ${style}`})`;

/**
 * Chooses once for a column how its cells are selected, converted and compared. The driver gives decimals and money as doubles, dates as
 * JavaScript's dates and code pages by its own tables; therefore the server writes their text. Doubles, integers, nvarchar, uniqueidentifier
 * and short binary lose nothing in the driver.
 */
export function conversionOf(type: ColumnType): Conversion {
  switch (type.name) {
    case "bigint":
    case "int":
    case "smallint":
    case "tinyint":
      return plain("integer", type.name);
    case "bit":
      return { ...plain("boolean", "bit"), bound: (text) => (text === "true" ? "1" : text === "false" ? "0" : text) };
    case "decimal":
    case "numeric":
      return {
        ...plain("decimal", `${type.name}(${type.precision}, ${type.scale})`),
        select: converted("varchar(50)"),
      };
    case "money":
    case "smallmoney":
      // Style 2: no commas, all four digits.
      return { ...plain("decimal", type.name), select: converted("varchar(50)", 2) };
    case "float":
      return plain("float", "float");
    case "real":
      return { ...plain("float", "real"), parse: parseReal };
    case "date":
      return { ...plain("date", "date"), select: converted("varchar(10)", 23) };
    case "time":
      return { ...plain("time", `time(${type.scale})`), select: converted("varchar(16)"), parse: trimFraction };
    case "datetime2":
      return { ...plain("local-datetime", `datetime2(${type.scale})`), ...isoText };
    case "datetime":
    case "smalldatetime":
      // The older types accept three digits of a second at most.
      return { ...plain("local-datetime", type.name), ...isoText, ...through("datetime2(7)", type.name) };
    case "datetimeoffset":
      return {
        ...plain("instant", `datetimeoffset(${type.scale})`),
        select: (column) => converted("varchar(27)", 126)(`CONVERT(datetime2(7), SWITCHOFFSET(${column}, '+00:00'))`),
        parse: (raw) => `${trimFraction(raw)}Z`,
        bound: (text) => text.replace(/Z$/, "+00:00"),
      };
    case "uniqueidentifier":
      return { ...plain("uuid", "uniqueidentifier"), parse: (raw) => raw.toLowerCase() };
    case "char":
    case "varchar":
    case "nchar":
    case "nvarchar":
      return conversionOfText(type);
    case "text":
    case "ntext":
      return incomparable(longText("text", type));
    case "xml":
      return incomparable({ ...plain("xml", "xml"), select: converted("nvarchar(max)") });
    case "json":
      return incomparable({ ...plain("json", "json"), select: converted("nvarchar(max)") });
    case "binary":
    case "varbinary":
      return conversionOfBytes(type);
    case "timestamp":
      // The server raises a row version by itself and takes none.
      return { ...readOnly("bytes", asIs), compare: (parameter) => `CONVERT(binary(8), ${parameter}, 2)` };
    case "image":
      return readOnly("binary", () => "CAST(NULL AS nvarchar(1))");
    case "geometry":
    case "geography":
      // Well-known text with Z and M values.
      return readOnly("geometry", (column) => `CONVERT(nvarchar(max), ${column}.ToString())`);
    case "hierarchyid":
      return {
        ...readOnly("text", (column) => `CONVERT(nvarchar(4000), ${column}.ToString())`),
        compare: (parameter) => `hierarchyid::Parse(${parameter})`,
        store: (parameter) => `hierarchyid::Parse(${parameter})`,
      };
    case "sql_variant":
      return readOnly("text", selectVariant);
    case "vector":
      return readOnly("text", converted("nvarchar(max)"));
    default:
      // Every CLR type has ToString (SQL Server documentation, "CLR user-defined types: requirements").
      return readOnly("unknown", (column) => `CONVERT(nvarchar(max), ${column}.ToString())`);
  }
}

/** Style 126: ISO 8601 with T. */
const isoText: Pick<Conversion, "select" | "parse"> = { select: converted("varchar(27)", 126), parse: trimFraction };

function through(first: string, last: string): Pick<Conversion, "compare" | "store"> {
  const both = (parameter: string) => `CAST(CAST(${parameter} AS ${first}) AS ${last})`;
  return { compare: both, store: both };
}

/**
 * Text compares in the column's own collation. A varchar key is compared as varchar in its own code page: as nvarchar some SQL collations
 * order `-` differently and the index could not be used. Trailing blanks and, by collation, case are no differences to the server.
 */
function conversionOfText(type: ColumnType): Conversion {
  const isUnicode = type.name.startsWith("n");
  const base = longText("text", type);
  const characters = isUnicode ? type.maxLength / 2 : type.maxLength;
  const limit = isUnicode ? 4_000 : 8_000;
  return {
    ...base,
    select: isUnicode
      ? asIs
      : converted(type.maxLength === -1 || characters > 4_000 ? "nvarchar(max)" : "nvarchar(4000)"),
    // The blanks that pad a fixed length are no part of the value (Transact-SQL reference, char and varchar).
    parse: type.name.endsWith("nchar") || type.name === "char" ? trimBlanks : null,
    compare: collated(type, `${isUnicode ? "nvarchar" : "varchar"}(${type.maxLength === -1 ? "max" : limit})`),
  };
}

function longText(kind: ValueKind, type: ColumnType): Conversion {
  const store = collated(type, type.name.startsWith("n") ? "nvarchar(max)" : "varchar(max)");
  return { kind, select: converted("nvarchar(max)"), parse: null, compare: null, store, bound: asIs };
}

/** The collation belongs to the parameter before the cast: it says by which code page a varchar is made. */
function collated(type: ColumnType, target: string): (parameter: string) => string {
  const { collation } = type;
  return (parameter) => `CAST(${parameter}${collation === null ? "" : ` COLLATE ${collation}`} AS ${target})`;
}

function conversionOfBytes(type: ColumnType): Conversion {
  if (type.maxLength === -1 || type.maxLength > longestBytes) {
    return readOnly("binary", () => "CAST(NULL AS nvarchar(1))");
  }
  // Style 2: hexadecimal digits without 0x.
  const both = (parameter: string) => `CONVERT(varbinary(8000), ${parameter}, 2)`;
  return { kind: "bytes", select: asIs, parse: null, compare: both, store: both, bound: asIs };
}

/**
 * A variant as the text that its inner type has as a column: dates as ISO 8601 (a datetimeoffset with its own offset), binary as hexadecimal
 * digits, float in 17 digits, everything else as the server writes it.
 */
function selectVariant(column: string): string {
  const as = (type: string, style: number) => `CONVERT(nvarchar(4000), CONVERT(${type}, ${column}), ${style})`;
  return [
    `CASE CONVERT(nvarchar(128), SQL_VARIANT_PROPERTY(${column}, 'BaseType'))`,
    `WHEN 'date' THEN ${as("date", 23)}`,
    `WHEN 'datetime' THEN ${as("datetime", 126)}`,
    `WHEN 'smalldatetime' THEN ${as("smalldatetime", 126)}`,
    `WHEN 'datetime2' THEN ${as("datetime2(7)", 126)}`,
    `WHEN 'datetimeoffset' THEN ${as("datetimeoffset(7)", 126)}`,
    `WHEN 'money' THEN ${as("money", 2)}`,
    `WHEN 'smallmoney' THEN ${as("smallmoney", 2)}`,
    `WHEN 'float' THEN ${as("float", 3)}`,
    `WHEN 'real' THEN ${as("real", 3)}`,
    `WHEN 'binary' THEN ${as("varbinary(8000)", 2)}`,
    `WHEN 'varbinary' THEN ${as("varbinary(8000)", 2)}`,
    `WHEN 'uniqueidentifier' THEN LOWER(CONVERT(nvarchar(36), ${column}))`,
    `ELSE CONVERT(nvarchar(4000), ${column}) END`,
  ].join(" ");
}

/** The shortest text that is still the same real: the driver widens it to a double, whose own text has digits that say nothing. */
export function parseReal(raw: string): string {
  const value = Number(raw);
  for (let digits = 6; digits <= 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return String(shorter);
  }
  return raw;
}

/** `03:04:05.1200000` → `03:04:05.12`, `03:04:05.0000000` → `03:04:05`: the same text whatever the scale of the column. */
export function trimFraction(raw: string): string {
  if (raw.charCodeAt(raw.length - 1) !== 48 || !raw.includes(".")) return raw;
  let end = raw.length;
  while (raw.charCodeAt(end - 1) === 48) end--;
  return raw.slice(0, raw.charCodeAt(end - 1) === 46 ? end - 1 : end);
}

function trimBlanks(raw: string): string {
  let end = raw.length;
  while (end > 0 && raw.charCodeAt(end - 1) === 32) end--;
  return end === raw.length ? raw : raw.slice(0, end);
}
