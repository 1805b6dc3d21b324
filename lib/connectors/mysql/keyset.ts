import { z } from "zod";
import type { TableRef } from "@/lib/connectors/connector";
import { quoteIdentifier } from "./names";
import { integerTypes, isShortBinary, type NativeType } from "./native-type";
import type { ReadColumn } from "./read-columns";
import type { Session } from "./session";

/** A unique key of a table that pages can follow by an index. */
export interface TableKey {
  readonly index: string;
  /** In the order of the index. */
  readonly columns: readonly ReadColumn[];
}

const partSchema = z.tuple([
  z.string(), // table
  z.string(), // index
  z.string().nullable(), // column, null for an expression
  z.string().nullable(), // length of a prefix
  z.enum(["A", "D"]).nullable(), // direction
  z.string(), // method
  z.string(), // whether it is used
  z.coerce.number(), // names fold case
]);

/** Types whose comparison with a parameter runs as their index does. Enum and set are ordered by place and compared as text; bit varies. */
const orderedTypes: ReadonlySet<string> = new Set([
  ...integerTypes,
  "decimal",
  "float",
  "double",
  "date",
  "datetime",
  "timestamp",
  "time",
  "char",
  "varchar",
  "uuid",
  "inet4",
  "inet6",
]);

const isOrdered = (type: NativeType): boolean => orderedTypes.has(type.name) || isShortBinary(type);

/**
 * Finds an index by which pages can follow `names`, in whatever order they are named: unique, a tree, in use, over whole NOT NULL columns
 * only, all running in one direction. Everything else could skip rows or would sort the table for every page. Views have none.
 */
export async function findTableKey(
  session: Session,
  table: TableRef,
  names: readonly string[],
  columns: ReadonlyMap<string, ReadColumn>,
): Promise<TableKey | null> {
  const used = session.version.isMariaDb ? "IF(ignored = 'NO', 'YES', 'NO')" : "is_visible";
  const rows = await session.query(
    `SELECT table_name, index_name, column_name, sub_part, collation, index_type, ${used}, @@GLOBAL.lower_case_table_names
     FROM information_schema.statistics
     WHERE table_schema = ? AND table_name = ? AND non_unique = 0 ORDER BY index_name <> 'PRIMARY', index_name, seq_in_index`,
    [table.schema, table.name],
  );
  const indexes = new Map<string, z.output<typeof partSchema>[]>();
  for (const row of rows) {
    const part = partSchema.parse(row);
    if (part[0] !== table.name && !part[7]) continue;
    indexes.set(part[1], [...(indexes.get(part[1]) ?? []), part]);
  }
  const keys = [...indexes].flatMap(([index, parts]) => {
    const usable = parts.flatMap(([, , name, prefix, , method, isUsed]) => {
      const column = name === null ? undefined : columns.get(name);
      const fits =
        column && !column.isNullable && isOrdered(column.type) && names.includes(column.column.name) && prefix === null;
      return fits && method === "BTREE" && isUsed === "YES" ? [column] : [];
    });
    const directions = new Set(parts.map(([, , , , direction]) => direction));
    return usable.length === parts.length && directions.size === 1 ? [{ index, columns: usable }] : [];
  });
  return keys.toSorted((a, b) => a.columns.length - b.columns.length)[0] ?? null;
}

const keyName = ({ column }: ReadColumn): string => `r.${quoteIdentifier(column.name)}`;

/** The table, read by the key's index whatever the planner believes. */
export function keyedTable(quotedTable: string, key: TableKey): string {
  return `${quotedTable} AS r FORCE INDEX (${quoteIdentifier(key.index)})`;
}

/** `` r.`a`, r.`b` ``: the order of pages, in the columns' own collations. */
export function keyOrder(key: TableKey): string {
  return key.columns.map(keyName).join(", ");
}

/**
 * Rows after a key, as the index orders them: `a >= ? AND (a > ? OR (a = ? AND b > ?))`. A comparison of whole rows would be right too, but
 * neither server looks one up in an index (MySQL manual, row constructor optimization).
 * @param parameters SQL of the parameter of each key column
 * @returns the condition, and for each of its parameters the number of the key column it takes
 */
export function afterKey(key: TableKey, parameters: readonly string[]): { sql: string; order: readonly number[] } {
  const order: number[] = [];
  const take = (index: number): string => {
    order.push(index);
    return parameters[index] ?? "?";
  };
  const after = (index: number): string => {
    const column = key.columns[index];
    if (!column) return "FALSE";
    const name = keyName(column);
    if (index === key.columns.length - 1) return `${name} > ${take(index)}`;
    return `${name} >= ${take(index)} AND (${name} > ${take(index)} OR (${name} = ${take(index)} AND ${after(index + 1)}))`;
  };
  return { sql: after(0), order };
}
