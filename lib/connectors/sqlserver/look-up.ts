import type { LookUpRequest } from "@/lib/connectors/connector";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { SourceRow } from "@/lib/engine/types";
import type { SqlServerPool } from "./client";
import { canBeKey } from "./key-text";
import { quoteIdentifier, quoteTable } from "./names";
import { type ReadColumn, readColumns, rowReader, selectList } from "./read-columns";
import { findTarget } from "./target";

/** Keys in one statement: the server takes 2,100 parameters at most, and plans for long predicates take long to make. */
const keysAtOnce = 200;
const parametersAtOnce = 2_000;

/**
 * Rows by their keys, compared as the columns compare: in their own types and collations. A text that can be no value of its column is no
 * row's key.
 * @throws SyncError by error number, or the signal's reason
 */
export async function lookUpRows(
  pool: SqlServerPool,
  request: LookUpRequest,
  signal: AbortSignal,
): Promise<readonly SourceRow[]> {
  const session = await pool.open(signal);
  try {
    const target = await findTarget(session, pool.where, request.table);
    const names = [...new Set([...request.columns, ...request.keyColumns])];
    const found = await readColumns(session, pool.where, target, names);
    const columns = request.columns.flatMap((name) => found.get(name) ?? []);
    const keyColumns = request.keyColumns.flatMap((name) => found.get(name) ?? []);
    const select = `SELECT ${selectList(columns).join(", ")} FROM ${quoteTable(request.table)} AS r WHERE`;
    const read = rowReader(columns);
    const keys = distinct(
      request.keys.filter((key) => areKeys(keyColumns, key)),
      keyColumns,
    );
    const chunk = Math.max(1, Math.min(keysAtOnce, Math.floor(parametersAtOnce / Math.max(1, keyColumns.length))));
    const rows: SourceRow[] = [];
    for (let from = 0; from < keys.length; from += chunk) {
      const some = keys.slice(from, from + chunk);
      const condition = isOneOf(keyColumns, some.length, pool.where);
      for (const row of await session.query(`${select} ${condition}`, some.flat())) rows.push(read(row));
    }
    return rows;
  } finally {
    await session.end();
  }
}

/**
 * The condition that a row has one of `count` keys, whose parts are the parameters in order. One column: `r.[a] IN (…)`; several:
 * `(r.[a] = … AND r.[b] = …) OR …`. A row meets it once, however many of the keys its collation takes for equal.
 * @throws SyncError `source-failed` (permanent) for a column that cannot be compared
 */
export function isOneOf(columns: readonly ReadColumn[], count: number, where: string): string {
  const sides = columns.map(({ column, conversion }) => {
    if (conversion.compare) return { quoted: `r.${quoteIdentifier(column.name)}`, compare: conversion.compare };
    const said = `${column.name} is ${column.nativeType}, which cannot be compared`;
    throw sourceError("source-failed", "permanent", { where, said });
  });
  const [only] = sides;
  const keys = Array.from({ length: count }, (_, key) =>
    sides.map(({ compare }, part) => compare(`@p${key * sides.length + part + 1}`)),
  );
  if (only && sides.length === 1) return `${only.quoted} IN (${keys.flat().join(", ")})`;
  return keys
    .map((parts) => `(${sides.map(({ quoted }, part) => `${quoted} = ${parts[part]}`).join(" AND ")})`)
    .join(" OR ");
}

/** Whether a row can have this key. */
export function areKeys(columns: readonly ReadColumn[], key: readonly string[]): boolean {
  return columns.every(({ type }, index) => canBeKey(type, key[index] ?? ""));
}

/** As the texts of parameters; each key once, or rows of two statements would come twice. */
function distinct(keys: LookUpRequest["keys"], columns: readonly ReadColumn[]): string[][] {
  const bound = keys.map((key) => key.map((part, index) => columns[index]?.conversion.bound(part) ?? part));
  return [...new Map(bound.map((key) => [JSON.stringify(key), key])).values()];
}
