import { sourceError } from "@/lib/connectors/sql/source-error";
import type { SourceColumn, SourceRow } from "@/lib/engine/types";
import { type ColumnType, columnTypeFromCells, nativeTypeOf, typeCells, typeJoin } from "./column-type";
import { type Conversion, conversionOf } from "./convert";
import { quoteIdentifier } from "./names";
import type { Cells, Session } from "./session";
import type { Target } from "./target";

/** One column of a table with all that reading it needs. */
export interface ReadColumn {
  readonly column: SourceColumn;
  readonly type: ColumnType;
  readonly conversion: Conversion;
  readonly isNullable: boolean;
}

/** Every column of the table that may be seen, in the table's order, by name. */
export async function allColumns(session: Session, target: Target): Promise<ReadonlyMap<string, ReadColumn>> {
  const rows = await session.query(
    `SELECT c.name, CAST(c.is_nullable AS int), ${typeCells("c", "t")}
     FROM sys.columns AS c ${typeJoin("c", "t")}
     WHERE c.object_id = CAST(@p1 AS int)
     ORDER BY c.column_id`,
    [target.objectId],
  );
  const found = new Map<string, ReadColumn>();
  for (const [name, nullable, ...cells] of rows) {
    if (!name) continue;
    const type = columnTypeFromCells(cells);
    const conversion = conversionOf(type);
    const column = { name, kind: conversion.kind, nativeType: nativeTypeOf(type) };
    found.set(name, { column, type, conversion, isNullable: nullable !== "0" });
  }
  return found;
}

/**
 * The named columns of a table, each once.
 * @throws SyncError `source-object-missing` (halt) naming the columns that are not there
 */
export async function readColumns(
  session: Session,
  where: string,
  target: Target,
  names: readonly string[],
): Promise<ReadonlyMap<string, ReadColumn>> {
  const all = await allColumns(session, target);
  const missing = names.filter((name) => !all.has(name));
  if (missing.length > 0) {
    const { schema, name } = target.table;
    const said = `${schema}.${name} has no column ${missing.join(", ")}`;
    throw sourceError("source-object-missing", "halt", { where, said });
  }
  return new Map([...all].filter(([name]) => names.includes(name)));
}

/** Expressions to select these columns of the table that is called `r`. */
export function selectList(columns: readonly ReadColumn[]): string[] {
  return columns.map(({ column, conversion }) => conversion.select(`r.${quoteIdentifier(column.name)}`));
}

/** Converts the cells of a row in place, once for each column that needs it; cells behind the columns are cut off. */
export function rowReader(columns: readonly ReadColumn[]): (cells: Cells) => SourceRow {
  const parsers = columns.flatMap(({ conversion }, index) =>
    conversion.parse ? [{ index, parse: conversion.parse }] : [],
  );
  return (cells) => {
    for (const { index, parse } of parsers) {
      const cell = cells[index];
      if (typeof cell === "string") cells[index] = parse(cell);
    }
    cells.length = columns.length;
    return cells;
  };
}
