import { z } from "zod";
import type { TableRef } from "@/lib/connectors/connector";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { SourceColumn } from "@/lib/engine/types";
import type { CellParser, Session } from "./client";
import { type Conversion, conversionOf } from "./convert";
import { resolveDomain, typesFromRows, typesQuery } from "./native-type";
import type { Target } from "./snapshot";

/** One column of a table with all that reading it needs. */
export interface ReadColumn {
  readonly column: SourceColumn;
  readonly conversion: Conversion;
  /** Oid by which the server announces the cells: that of the base type behind domains. */
  readonly baseTypeOid: number;
  /** Length or precision of the base type as pg_attribute encodes it; -1 for none. */
  readonly baseTypmod: number;
}

const columnRowSchema = z.tuple([z.string(), z.coerce.number(), z.coerce.number(), z.string()]);

/**
 * Looks up the named columns of a table.
 * @throws SyncError `source-object-missing` (halt) naming the columns that are not there
 */
export async function readColumns(
  session: Session,
  where: string,
  table: TableRef,
  target: Target,
  names: readonly string[],
): Promise<ReadonlyMap<string, ReadColumn>> {
  const chosen =
    "FROM pg_attribute WHERE attrelid = $1::oid AND attnum > 0 AND NOT attisdropped AND attname::text = ANY ($2::text[])";
  const values = [target.oid, names];
  const types = typesFromRows(await session.query(typesQuery(`SELECT DISTINCT atttypid ${chosen}`), values));
  const rows = await session.query(
    `SELECT attname, atttypid, atttypmod, format_type(atttypid, atttypmod) ${chosen}`,
    values,
  );
  const found = new Map<string, ReadColumn>();
  for (const row of rows) {
    const [name, typeOid, typmod, nativeType] = columnRowSchema.parse(row);
    const declared = types.get(typeOid);
    if (!declared) continue;
    const base = resolveDomain(declared, typmod);
    const conversion = conversionOf(declared);
    found.set(name, {
      column: { name, kind: conversion.kind, nativeType },
      conversion,
      baseTypeOid: base.type.oid,
      baseTypmod: base.typmod,
    });
  }
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0) {
    const said = `${table.schema}.${table.name} has no column ${missing.join(", ")}`;
    throw sourceError("source-object-missing", "halt", { where, said });
  }
  return found;
}

/** The driver's parser of each column, chosen once by the type the server announces; all else passes as sent. */
export function parsersOf(columns: Iterable<ReadColumn>): (typeOid: number) => CellParser {
  const parsers = new Map<number, CellParser>();
  for (const { conversion, baseTypeOid } of columns) {
    if (conversion.parse) parsers.set(conversion.sentAsOid ?? baseTypeOid, conversion.parse);
  }
  const asSent: CellParser = (raw) => raw;
  return (typeOid) => parsers.get(typeOid) ?? asSent;
}
