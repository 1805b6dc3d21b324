import type { ReadRequest, TableReading } from "@/lib/connectors/connector";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { SourceRow } from "@/lib/engine/types";
import type { MysqlPool } from "./client";
import type { MysqlConfig } from "./config";
import { afterKey, findTableKey, keyedTable, keyOrder, type TableKey } from "./keyset";
import { quoteTable } from "./names";
import { parameterOf } from "./parameter";
import { parseRows, pick, type ReadColumn, readColumns, selectList } from "./read-columns";
import { openSince } from "./read-since";
import type { Session } from "./session";
import { takeSnapshot } from "./snapshot";

/**
 * Opens a reading of one table in one snapshot; tables of an engine without transactions have none. Pages follow a NOT NULL unique key of
 * the table where `keyColumns` names one that an index can page by; otherwise the rows of one statement are streamed as they lie
 * (sync-semantics section 6). Columns of kind `binary` are NULL in every row.
 * @throws SyncError by driver code, or the signal's reason
 */
export async function openReading(
  pool: MysqlPool,
  config: MysqlConfig,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<TableReading> {
  const session = await pool.open(signal);
  try {
    await session.setUp("read", config.statementTimeoutMs);
    const since = request.since && (await openSince(session, request.since));
    const facts = await takeSnapshot(session, pool.where, request.table);
    const keyColumns = request.keyColumns ?? [];
    const names = [...new Set([...request.columns, ...keyColumns, ...(since ? [since.column] : [])])];
    const found = await readColumns(session, pool.where, request.table, names);
    const columns = pick(found, request.columns);
    const key = !since && keyColumns.length > 0 ? await findTableKey(session, request.table, keyColumns, found) : null;
    const pages = since
      ? since.pages(request, pool.where, columns, found)
      : key
        ? readByKey(session, request, columns, key, pool.where)
        : readByCursor(session, request, columns);
    return {
      columns: columns.map(({ column }) => column),
      ...facts,
      pages: () => pages,
      position: () => since?.position() ?? null,
      rowsAhead: () => since?.ahead() ?? 0,
      close: () => session.end(),
    };
  } catch (error) {
    await session.end();
    throw error;
  }
}

async function* readByCursor(
  session: Session,
  request: ReadRequest,
  columns: readonly ReadColumn[],
): AsyncGenerator<readonly SourceRow[]> {
  // A time limit would count from the first row to the last; the reading is bounded by its signal instead.
  await session.limit(0);
  const text = `SELECT ${selectList(columns)} FROM ${quoteTable(request.table)} AS r`;
  for await (const rows of session.stream(text, [], request.pageSize)) yield parseRows(rows, columns);
}

async function* readByKey(
  session: Session,
  request: ReadRequest,
  columns: readonly ReadColumn[],
  key: TableKey,
  where: string,
): AsyncGenerator<readonly SourceRow[]> {
  // The key follows the delivered cells unless it is among them.
  const positions = key.columns.map((part) => columns.findIndex(({ column }) => column.name === part.column.name));
  const hidden = key.columns.filter((_, index) => positions[index] === -1);
  const selected = [...columns, ...hidden];
  let next = columns.length;
  const keyCells = positions.map((position) => (position === -1 ? next++ : position));
  const select = `SELECT ${selectList(selected)} FROM ${keyedTable(quoteTable(request.table), key)}`;
  const order = `ORDER BY ${keyOrder(key)} LIMIT ${Math.trunc(request.pageSize)}`;
  let after: readonly string[] | null = null;
  for (;;) {
    const condition: { where: string; values: readonly string[] } = after
      ? pageCondition(key, after)
      : { where: "", values: [] };
    const rows = await session.query(`${select} ${condition.where} ${order}`, condition.values);
    parseRows(rows, selected);
    const last = rows.at(-1);
    const reached = last ? keyCells.map((cell) => last[cell] ?? "") : null;
    if (reached && after && reached.every((part, index) => part === after?.[index])) {
      throw sourceError("source-failed", "permanent", {
        where,
        said: `the key ${reached.join(", ")} cannot be passed`,
      });
    }
    after = reached;
    if (hidden.length > 0) for (const row of rows) row.length = columns.length;
    if (rows.length > 0) yield rows;
    if (rows.length < request.pageSize) return;
  }
}

function pageCondition(key: TableKey, after: readonly string[]): { where: string; values: readonly string[] } {
  const parameters = key.columns.map(({ type }, index) => {
    const parameter = parameterOf(type, after[index] ?? "");
    return typeof parameter === "string" ? { sql: "?", value: after[index] ?? "" } : parameter;
  });
  const { sql, order } = afterKey(
    key,
    parameters.map((parameter) => parameter.sql),
  );
  return { where: `WHERE ${sql}`, values: order.map((index) => parameters[index]?.value ?? "") };
}
