import { z } from "zod";

/** A column's type as the catalog tells it, with alias types resolved to the system type behind them. */
export interface ColumnType {
  /** Name of the system type or CLR type in lower case, e.g. `nvarchar`, `timestamp`, `hierarchyid`; empty where it may not be seen. */
  readonly name: string;
  /** In bytes; -1 for max. */
  readonly maxLength: number;
  readonly precision: number;
  readonly scale: number;
  /** Of text; null for all else. */
  readonly collation: string | null;
}

/**
 * The five cells of a column's type for `columnTypeFromCells`, given the alias of sys.columns and that of sys.types in `typeJoin`
 * (system catalog views, sys.columns and sys.types).
 */
export function typeCells(column: string, type: string): string {
  return `${type}.name, ${column}.max_length, ${column}.precision, ${column}.scale, ${column}.collation_name`;
}

/** Joins the system type behind a column's own type; CLR types (240) share one system type and have none behind them. */
export function typeJoin(column: string, type: string): string {
  return `LEFT JOIN sys.types AS ${type} ON ${type}.user_type_id =
    CASE WHEN ${column}.system_type_id = 240 THEN ${column}.user_type_id ELSE ${column}.system_type_id END`;
}

/** What `typeCells` selects. */
export const typeCellsSchema = z.tuple([
  z.string().nullable(),
  z.coerce.number(),
  z.coerce.number(),
  z.coerce.number(),
  z.string().nullable(),
]);

export function columnTypeFromCells(cells: readonly (string | null)[]): ColumnType {
  const [name, maxLength, precision, scale, collation] = typeCellsSchema.parse(cells);
  // sysname is an alias whose system type carries the same number as nvarchar.
  const lower = (name ?? "").toLowerCase();
  return { name: lower === "sysname" ? "nvarchar" : lower, maxLength, precision, scale, collation };
}

/** Base type name as people write it, e.g. `rowversion` for what the catalog calls timestamp. */
export function typeNameOf(type: ColumnType): string {
  if (type.name === "timestamp") return "rowversion";
  return type.name === "" ? "unknown" : type.name;
}

/** The exact type, e.g. `decimal(12,2)`, `nvarchar(50)`, `varbinary(max)`. */
export function nativeTypeOf(type: ColumnType): string {
  const length = (unit: number) => `${type.name}(${type.maxLength === -1 ? "max" : type.maxLength / unit})`;
  switch (type.name) {
    case "decimal":
    case "numeric":
      return `${type.name}(${type.precision},${type.scale})`;
    case "time":
    case "datetime2":
    case "datetimeoffset":
      return `${type.name}(${type.scale})`;
    case "char":
    case "varchar":
    case "binary":
    case "varbinary":
      return length(1);
    case "nchar":
    case "nvarchar":
      return length(2);
    default:
      return typeNameOf(type);
  }
}

/** Greatest length in characters or bytes; null for what has none, or no bound. */
export function maxLengthOf(type: ColumnType): number | null {
  if (type.maxLength === -1) return null;
  if (type.name === "nchar" || type.name === "nvarchar") return type.maxLength / 2;
  const isCounted = ["char", "varchar", "binary", "varbinary"].includes(type.name);
  return isCounted ? type.maxLength : null;
}
