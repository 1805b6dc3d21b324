import { z } from "zod";
import type { TableRef } from "@/lib/connectors/connector";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { SourceColumn, SourceRow } from "@/lib/engine/types";
import { SyncError } from "@/lib/errors/app-error";
import { type Conversion, conversionOf } from "./convert";
import { quoteIdentifier, quoteTable } from "./names";
import type { NativeType } from "./native-type";
import type { Cells, Session } from "./session";

/** One column of a table with all that reading and writing it needs. */
export interface ReadColumn {
  readonly column: SourceColumn;
  readonly conversion: Conversion;
  readonly type: NativeType;
  readonly isNullable: boolean;
  readonly isIdentity: boolean;
  readonly isGenerated: boolean;
}

const number = z.coerce.number().nullable();
const columnRowSchema = z.tuple([
  z.string(), // table
  z.string(), // name
  z.string(), // data type
  z.string(), // column type
  number, // length
  number, // scale
  z.enum(["YES", "NO"]), // nullable
  z.string(), // extra
  z.string(), // privileges
  number, // names fold case
]);

/**
 * The columns of a table or view that the user may read, by name in their order.
 * @param table exists and may be read in part
 */
export async function columnsOfTable(session: Session, table: TableRef): Promise<ReadonlyMap<string, ReadColumn>> {
  const checked = await checkedJsonColumns(session, table);
  const rows = await session.query(
    `SELECT table_name, column_name, data_type, column_type, character_maximum_length, numeric_scale, is_nullable, extra, privileges,
       @@GLOBAL.lower_case_table_names
     FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
    [table.schema, table.name],
  );
  const found = new Map<string, ReadColumn>();
  for (const row of rows) {
    const [owner, name, dataType, full, length, scale, nullable, extra, privileges, folds] = columnRowSchema.parse(row);
    if ((owner !== table.name && !folds) || !mayRead(privileges)) continue;
    const type: NativeType = {
      name: dataType.toLowerCase(),
      full,
      length,
      scale,
      isCheckedJson: checked.has(name),
    };
    const conversion = conversionOf(type);
    found.set(name, {
      column: { name, kind: conversion.kind, nativeType: full },
      conversion,
      type,
      isNullable: nullable === "YES",
      isIdentity: isSelfNumbered(extra),
      isGenerated: isComputed(extra),
    });
  }
  return found;
}

/** `PRIVILEGES` of information_schema.columns names what this user may do with the column. */
export const mayRead = (privileges: string): boolean => privileges.split(",").includes("select");
export const isSelfNumbered = (extra: string): boolean => /\bauto_increment\b/i.test(extra);
/** MySQL also says `DEFAULT_GENERATED` of a default that is an expression. MariaDB's row start and end are the server's own. */
export const isComputed = (extra: string): boolean =>
  /\b(VIRTUAL|STORED|PERSISTENT) GENERATED\b|ROW (START|END)/i.test(extra);

/** MariaDB's JSON is text with a check of its own; a user who may only read does not see it, and gets the same text as text. */
async function checkedJsonColumns(session: Session, table: TableRef): Promise<ReadonlySet<string>> {
  if (!session.version.isMariaDb) return new Set();
  const rows = await session.query(
    `SELECT constraint_name, check_clause FROM information_schema.check_constraints
     WHERE constraint_schema = ? AND table_name = ? AND level = 'Column'`,
    [table.schema, table.name],
  );
  return new Set(rows.flatMap(([name, clause]) => (name && isJsonCheck(name, clause) ? [name] : [])));
}

/** The check that MariaDB gives a column declared as JSON; the constraint has the column's name. */
export function isJsonCheck(column: string, clause: string | null | undefined): boolean {
  return clause === `json_valid(${quoteIdentifier(column)})`;
}

/**
 * The named columns of a table.
 * @throws SyncError `source-object-missing` (halt) naming the columns that are not there, `source-permission` (halt) for those that are closed
 */
export async function readColumns(
  session: Session,
  where: string,
  table: TableRef,
  names: readonly string[],
): Promise<ReadonlyMap<string, ReadColumn>> {
  const found = await columnsOfTable(session, table);
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0) {
    const said = `${table.schema}.${table.name} has no column ${missing.join(", ")}`;
    const absent = sourceError("source-object-missing", "halt", { where, said });
    // The server alone knows whether a column is gone or closed, and says the latter by its code.
    const asked = `SELECT ${missing.map(quoteIdentifier).join(", ")} FROM ${quoteTable(table)} LIMIT 0`;
    await session.query(asked).catch((error: unknown) => {
      throw isPermission(error) ? error : absent;
    });
    throw absent;
  }
  return found;
}

function isPermission(error: unknown): boolean {
  return error instanceof SyncError && error.code === "source-permission";
}

/** `` CAST(r.`at` AS CHAR), r.`n` `` */
export function selectList(columns: readonly ReadColumn[]): string {
  return columns.map(({ column, conversion }) => conversion.select(`r.${quoteIdentifier(column.name)}`)).join(", ");
}

/** Converts rows in place, each column by its parser. */
export function parseRows(rows: readonly Cells[], columns: readonly ReadColumn[]): readonly SourceRow[] {
  for (const [index, { conversion }] of columns.entries()) {
    const { parse } = conversion;
    if (!parse) continue;
    for (const row of rows) {
      const raw = row[index];
      if (raw !== null && raw !== undefined) row[index] = parse(raw);
    }
  }
  return rows;
}

/** The chosen columns in the order they are asked for, repeated where they are. */
export function pick(found: ReadonlyMap<string, ReadColumn>, names: readonly string[]): readonly ReadColumn[] {
  return names.flatMap((name) => found.get(name) ?? []);
}
