import type { LookUpRequest } from "@/lib/connectors/connector";
import type { SourceRow } from "@/lib/engine/types";
import type { MysqlPool } from "./client";
import type { MysqlConfig } from "./config";
import { findTableKey, keyedTable } from "./keyset";
import { quoteIdentifier, quoteTable } from "./names";
import { type Parameter, parameterOf } from "./parameter";
import { parseRows, pick, type ReadColumn, readColumns, selectList } from "./read-columns";
import type { Session } from "./session";
import { takeSnapshot } from "./snapshot";

/** Keys a statement: few enough for a range of each, and one prepared statement for all. */
const keysPerStatement = 200;

/**
 * The rows that have these keys, compared in the columns' own types and collations. A text that is no value of its column is no row's key.
 * @throws SyncError by driver code, or the signal's reason
 */
export async function lookUpRows(
  pool: MysqlPool,
  config: MysqlConfig,
  request: LookUpRequest,
  signal: AbortSignal,
): Promise<readonly SourceRow[]> {
  const session = await pool.open(signal);
  try {
    await session.setUp("read", config.statementTimeoutMs);
    await takeSnapshot(session, pool.where, request.table);
    const names = [...new Set([...request.columns, ...request.keyColumns])];
    const found = await readColumns(session, pool.where, request.table, names);
    const columns = pick(found, request.columns);
    const keyColumns = pick(found, request.keyColumns);
    const index = await findTableKey(session, request.table, request.keyColumns, found);
    const table = quoteTable(request.table);
    const from = index ? keyedTable(table, index) : `${table} AS r`;
    // Several rows may have one key where it is not unique; one row has it once however often it is asked for.
    const keys = distinctKeys(keyColumns, request.keys);
    const rows: SourceRow[] = [];
    for (let start = 0; start < keys.length; start += keysPerStatement) {
      const chunk = keys.slice(start, start + keysPerStatement);
      rows.push(
        ...(await fetchKeys(session, `SELECT ${selectList(columns)} FROM ${from}`, keyColumns, chunk, columns)),
      );
    }
    return rows;
  } finally {
    await session.end();
  }
}

/** Keys as parameters, without those that cannot exist. */
function distinctKeys(
  columns: readonly ReadColumn[],
  keys: readonly (readonly string[])[],
): readonly (readonly Parameter[])[] {
  const distinct = new Map<string, readonly Parameter[]>();
  for (const key of keys) {
    const parameters = keyParameters(columns, key);
    if (parameters) distinct.set(JSON.stringify(parameters.map(({ value }) => value)), parameters);
  }
  return [...distinct.values()];
}

/** Parameters of one key; null where a part is no value of its column, so that no row can have it. */
export function keyParameters(columns: readonly ReadColumn[], key: readonly string[]): readonly Parameter[] | null {
  const parameters: Parameter[] = [];
  for (const [index, { type }] of columns.entries()) {
    const parameter = parameterOf(type, key[index] ?? "");
    if (typeof parameter === "string") return null;
    parameters.push(parameter);
  }
  return parameters;
}

async function fetchKeys(
  session: Session,
  select: string,
  keyColumns: readonly ReadColumn[],
  keys: readonly (readonly Parameter[])[],
  columns: readonly ReadColumn[],
): Promise<readonly SourceRow[]> {
  const last = keys.at(-1);
  if (!last) return [];
  // Filled up with the last key, every statement has the same text.
  const size = keys.length === 1 ? 1 : keysPerStatement;
  const asked = Array.from({ length: size }, (_, index) => keys[index] ?? last);
  const names = keyColumns.map(({ column }) => `r.${quoteIdentifier(column.name)}`);
  const tuple = (parts: readonly string[]) => (parts.length === 1 ? (parts[0] ?? "") : `(${parts.join(", ")})`);
  const list = asked.map((key) => tuple(key.map(({ sql }) => sql))).join(", ");
  const rows = await session.query(
    `${select} WHERE ${tuple(names)} IN (${list})`,
    asked.flatMap((key) => key.map(({ value }) => value)),
  );
  return parseRows(rows, columns);
}
