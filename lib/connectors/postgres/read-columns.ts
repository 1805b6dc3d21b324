import { z } from "zod";
import type { TableRef } from "@/lib/connectors/connector";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { SourceColumn } from "@/lib/engine/types";
import { type Conversion, conversionOf } from "./convert";
import { type Input, inputOf } from "./input";
import { quoteIdentifier } from "./names";
import { type NativeType, resolveDomain, typesFromRows, typesQuery } from "./native-type";
import type { CellParser, Session } from "./session";
import type { Target } from "./snapshot";

/** One column of a table with all that reading and writing it needs. */
export interface ReadColumn {
  readonly column: SourceColumn;
  readonly conversion: Conversion;
  readonly input: Input;
  /** That behind domains; its oid is the one by which the server announces the cells. */
  readonly baseType: NativeType;
  /** Length or precision of the base type as pg_attribute encodes it; -1 for none. */
  readonly baseTypmod: number;
  /** The server gives it its value: generated, or an identity that is always so. */
  readonly isComputed: boolean;
}

const flag = z.enum(["t", "f"]).transform((value) => value === "t");
const columnRowSchema = z.tuple([z.string(), z.coerce.number(), z.coerce.number(), z.string(), flag, flag]);

/** The part of a unique index that makes it unique (pg_index). */
const isKeyPart = `
  EXISTS (SELECT FROM pg_catalog.pg_index AS i
    WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indislive
      AND a.attnum = ANY ((i.indkey::pg_catalog.int2[])[0:i.indnkeyatts - 1]))`;

/**
 * Looks up the named columns of a table, or all that the role may read, in the order of the table. The search path must be empty.
 * @throws SyncError `source-object-missing` (halt) naming the columns that are not there
 */
export async function readColumns(
  session: Session,
  where: string,
  table: TableRef,
  target: Target,
  names: readonly string[] | null,
): Promise<ReadonlyMap<string, ReadColumn>> {
  const chosen = `FROM pg_attribute AS a WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
    AND CASE WHEN $2::text[] IS NULL THEN has_column_privilege(a.attrelid, a.attnum, 'SELECT') ELSE a.attname::text = ANY ($2::text[]) END`;
  const values = [target.oid, names];
  const types = typesFromRows(await session.query(typesQuery(`SELECT DISTINCT a.atttypid ${chosen}`), values));
  const rows = await session.query(
    `SELECT a.attname, a.atttypid, a.atttypmod, format_type(a.atttypid, a.atttypmod),
       a.attgenerated <> '' OR a.attidentity = 'a', ${isKeyPart} ${chosen} ORDER BY a.attnum`,
    values,
  );
  const found = new Map<string, ReadColumn>();
  for (const row of rows) {
    const [name, typeOid, typmod, nativeType, isComputed, isInKey] = columnRowSchema.parse(row);
    const declared = types.get(typeOid);
    if (!declared) continue;
    const base = resolveDomain(declared, typmod);
    const conversion = conversionOf(declared, isInKey);
    found.set(name, {
      column: { name, kind: conversion.kind, nativeType },
      conversion,
      input: inputOf(declared, conversion.kind),
      baseType: base.type,
      baseTypmod: base.typmod,
      isComputed,
    });
  }
  const missing = (names ?? []).filter((name) => !found.has(name));
  if (missing.length > 0) {
    const said = `${table.schema}.${table.name} has no column ${missing.join(", ")}`;
    throw sourceError("source-object-missing", "halt", { where, said });
  }
  return found;
}

/** The columns that bear these names, in their order, repetitions included. */
export function pick(found: ReadonlyMap<string, ReadColumn>, names: readonly string[]): readonly ReadColumn[] {
  return names.flatMap((name) => found.get(name) ?? []);
}

/** What to select of the row `r` for these columns. */
export function selectList(columns: readonly ReadColumn[]): string[] {
  return columns.map(({ column, conversion }) => conversion.select(`r.${quoteIdentifier(column.name)}`));
}

/** The driver's parser of each column, chosen once by the type the server announces; all else passes as sent. */
export function parsersOf(columns: Iterable<ReadColumn>): (typeOid: number) => CellParser {
  const parsers = new Map<number, CellParser>();
  for (const { conversion, baseType } of columns) {
    if (conversion.parse) parsers.set(conversion.sentAsOid ?? baseType.oid, conversion.parse);
  }
  const asSent: CellParser = (raw) => raw;
  return (typeOid) => parsers.get(typeOid) ?? asSent;
}

/**
 * SQL by which the row `r` has a key, given a placeholder or expression of type text for each column. Compares by the columns' own
 * equality and collation, so that their index can be used.
 */
export function hasKey(columns: readonly ReadColumn[], values: readonly string[]): string {
  return columns
    .map(({ column, input, baseType }, index) => {
      const equals = `OPERATOR(${quoteIdentifier(baseType.equalitySchema ?? "pg_catalog")}.=)`;
      return `r.${quoteIdentifier(column.name)} ${equals} ${input.compare(values[index] ?? "NULL")}`;
    })
    .join(" AND ");
}

/** A key's values as the server reads them, in the order of `columns`. */
export function keyParameters(columns: readonly ReadColumn[], key: readonly (string | null)[]): (string | null)[] {
  return columns.map(({ input }, index) => {
    const value = key[index] ?? null;
    return value === null ? null : input.toServer(value);
  });
}
