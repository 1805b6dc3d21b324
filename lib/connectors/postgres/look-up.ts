import type { LookUpRequest } from "@/lib/connectors/connector";
import type { SourceRow } from "@/lib/engine/types";
import type { PostgresPool } from "./client";
import type { PostgresConfig } from "./config";
import { quoteTable } from "./names";
import { hasKey, keyParameters, parsersOf, pick, readColumns, selectList } from "./read-columns";
import { inSnapshot, ownSearchPath } from "./snapshot";

/**
 * The rows that have these keys, in one statement: each key column's values go as one array, so that the text of the statement does not
 * grow with their number.
 * @throws SyncError by driver code, or the signal's reason
 */
export function lookUpRows(
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
    const keys = request.keys.map((key) => keyParameters(keyColumns, key));
    const parts = keyColumns.map((_, index) => `k${index + 1}`);
    const arrays = parts.map((_, index) => `$${index + 1}::pg_catalog.text[]`);
    const condition = hasKey(
      keyColumns,
      parts.map((part) => `wanted.${part}`),
    );
    await session.query(ownSearchPath);
    return session.query(
      `SELECT ${selectList(columns).join(", ")} FROM ${quoteTable(request.table)} AS r
       WHERE EXISTS (SELECT FROM ROWS FROM (${arrays.map((array) => `pg_catalog.unnest(${array})`).join(", ")}) AS wanted(${parts.join(", ")})
         WHERE ${condition})`,
      keyColumns.map((_, index) => keys.map((key) => key[index] ?? null)),
      parsersOf(columns),
    );
  });
}
