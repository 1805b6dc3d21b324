import type { LookUpRequest } from "@/lib/connectors/connector";
import type { SourceRow } from "@/lib/engine/types";
import type { PostgresPool } from "./client";
import type { PostgresConfig } from "./config";
import { quoteTable } from "./names";
import { hasKey, keyParameters, parsersOf, pick, type ReadColumn, readColumns, selectList } from "./read-columns";
import { refusalOf } from "./refusal";
import { inSnapshot, ownSearchPath } from "./snapshot";

type Key = readonly string[];

/**
 * The rows that have these keys, in one statement: each key column's values go as one array, so that the text of the statement does not
 * grow with their number. A key that the columns' types cannot hold has no row.
 * @throws SyncError by driver code, or the signal's reason
 */
export async function lookUpRows(
  pool: PostgresPool,
  config: PostgresConfig,
  request: LookUpRequest,
  signal: AbortSignal,
): Promise<readonly SourceRow[]> {
  try {
    return await find(pool, config, request, signal);
  } catch (error) {
    if (!refusalOf(error)) throw error;
    const keys = await possibleKeys(pool, config, request, signal);
    // All keys are readable: something else in the table, a view's expression for instance, cannot be computed.
    if (keys.length === request.keys.length) throw error;
    return find(pool, config, { ...request, keys }, signal);
  }
}

function find(
  pool: PostgresPool,
  config: PostgresConfig,
  request: LookUpRequest,
  signal: AbortSignal,
): Promise<readonly SourceRow[]> {
  return inSnapshot(pool, config, request.table, signal, async (session, target) => {
    const names = [...new Set([...request.columns, ...request.keyColumns])];
    const found = await readColumns(session, pool.where, request.table, target, names);
    if (request.keys.length === 0 || request.keyColumns.length === 0) return [];
    const columns = pick(found, request.columns);
    const keyColumns = pick(found, request.keyColumns);
    const parts = keyColumns.map((_, index) => `k${index + 1}`);
    const condition = hasKey(
      keyColumns,
      parts.map((part) => `wanted.${part}`),
    );
    await session.query(ownSearchPath);
    return session.query(
      `SELECT ${selectList(columns).join(", ")} FROM ${quoteTable(request.table)} AS r
       WHERE EXISTS (SELECT FROM ${wantedKeys(parts)} WHERE ${condition})`,
      arraysOf(keyColumns, request.keys),
      parsersOf(columns),
    );
  });
}

/** The keys given as one array a column, as rows `wanted`. */
function wantedKeys(parts: readonly string[]): string {
  const arrays = parts.map((_, index) => `pg_catalog.unnest($${index + 1}::pg_catalog.text[])`);
  return `ROWS FROM (${arrays.join(", ")}) AS wanted(${parts.join(", ")})`;
}

function arraysOf(keyColumns: readonly ReadColumn[], keys: readonly Key[]): (string | null)[][] {
  const parameters = keys.map((key) => keyParameters(keyColumns, key));
  return keyColumns.map((_, index) => parameters.map((key) => key[index] ?? null));
}

/** Parts the keys in halves until those that no value of the columns' types can be stand alone, and leaves them out. */
async function possibleKeys(
  pool: PostgresPool,
  config: PostgresConfig,
  request: LookUpRequest,
  signal: AbortSignal,
): Promise<readonly Key[]> {
  const found = await inSnapshot(pool, config, request.table, signal, (session, target) =>
    readColumns(session, pool.where, request.table, target, request.keyColumns),
  );
  const keyColumns = pick(found, request.keyColumns);
  const parts = keyColumns.map((_, index) => `k${index + 1}`);
  const casts = keyColumns.map(({ input }, index) => `(${input.compare(`wanted.k${index + 1}`)}) IS NULL`);
  const session = await pool.open(signal);
  const sift = async (keys: readonly Key[]): Promise<readonly Key[]> => {
    try {
      await session.query(
        `SELECT pg_catalog.count(*) FILTER (WHERE ${casts.join(" OR ")}) FROM ${wantedKeys(parts)}`,
        arraysOf(keyColumns, keys),
      );
      return keys;
    } catch (error) {
      if (!refusalOf(error)) throw error;
      if (keys.length === 1) return [];
      const middle = Math.ceil(keys.length / 2);
      return [...(await sift(keys.slice(0, middle))), ...(await sift(keys.slice(middle)))];
    }
  };
  try {
    return await sift(request.keys);
  } finally {
    await session.end();
  }
}
