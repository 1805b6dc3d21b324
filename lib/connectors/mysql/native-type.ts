/** A column's type as information_schema.columns describes it. */
export interface NativeType {
  /** `DATA_TYPE`, lower-case, e.g. `tinyint`. */
  readonly name: string;
  /** `COLUMN_TYPE`, e.g. `tinyint(1)`, `bigint(20) unsigned zerofill`. */
  readonly full: string;
  /** `CHARACTER_MAXIMUM_LENGTH`: characters of text, bytes of binary. */
  readonly length: number | null;
  readonly scale: number | null;
  /** MariaDB keeps JSON as text with a check of the column that it is valid. */
  readonly isCheckedJson: boolean;
}

/** Longest binary type that is delivered, because it may identify a row. */
const longestBytes = 255;

export const isUnsigned = (type: NativeType): boolean => type.full.includes(" unsigned");
export const isZerofill = (type: NativeType): boolean => type.full.includes(" zerofill");

/** `BOOL` and `BOOLEAN` are other words for tinyint(1), and the only ones for which the display width is kept (MySQL manual, numeric types). */
export const isBoolean = (type: NativeType): boolean => type.full === "tinyint(1)" || type.full === "bit(1)";

export const isShortBinary = (type: NativeType): boolean =>
  (type.name === "binary" || type.name === "varbinary") && (type.length ?? 0) <= longestBytes;

/** Words for a set of types that behave alike. */
export const integerTypes: ReadonlySet<string> = new Set(["tinyint", "smallint", "mediumint", "int", "bigint", "year"]);
export const geometryTypes: ReadonlySet<string> = new Set([
  "geometry",
  "point",
  "linestring",
  "polygon",
  "multipoint",
  "multilinestring",
  "multipolygon",
  "geometrycollection",
  "geomcollection",
]);

/** Allowed values of an enum or set in declared order, out of `enum('a','it''s')`; null for every other type. */
export function membersOf(type: Pick<NativeType, "name" | "full">): readonly string[] | null {
  if (type.name !== "enum" && type.name !== "set") return null;
  const members: string[] = [];
  const quoted = /'((?:[^'\\]|''|\\[\s\S])*)'/g;
  for (const [, text = ""] of type.full.matchAll(quoted)) {
    members.push(
      text.replace(/''|\\([\s\S])/g, (whole, escaped: string | undefined) => memberCharacter(whole, escaped)),
    );
  }
  return members;
}

/** The server writes the type as a string literal would be (append_unescaped in its sources). */
function memberCharacter(whole: string, escaped: string | undefined): string {
  if (whole === "''") return "'";
  if (escaped === "0") return "\0";
  if (escaped === "n") return "\n";
  if (escaped === "r") return "\r";
  return escaped ?? "";
}
