import type { ReadRequest, TableReading } from "@/lib/connectors/connector";
import type { SourceRow } from "@/lib/engine/types";
import type { PostgresPool } from "./client";
import type { PostgresConfig } from "./config";
import { isSentAsIs } from "./convert";
import { askHorizon, type Horizon } from "./horizon";
import { afterKey, findTableKey, keyOrder, type TableKey } from "./keyset";
import { quoteIdentifier, quoteTable } from "./names";
import { parsersOf, pick, type ReadColumn, readColumns, selectList } from "./read-columns";
import { readSince, sinceOf } from "./read-since";
import type { Cells, Session } from "./session";
import { findTarget, ownSearchPath, type Target, takeSnapshot } from "./snapshot";

/**
 * Opens a reading of one table in one REPEATABLE READ snapshot. Pages follow a NOT NULL unique key of the table where `keyColumns` names
 * one that an index can page by; otherwise, and always `since`, one server-side cursor delivers the rows as they lie (sync-semantics
 * section 6). Columns of kind `binary` are NULL in every row.
 * @throws SyncError by driver code, or the signal's reason
 */
export async function openReading(
  pool: PostgresPool,
  config: PostgresConfig,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<TableReading> {
  const session = await pool.open(signal);
  try {
    const target = await findTarget(session, pool.where, request.table);
    // What is open is asked before the snapshot is taken: what commits in between is in the snapshot, and only counts for too much.
    const horizon = request.since ? await askHorizon(session) : null;
    // The lock comes before the snapshot: a table truncated between the two would look empty (PostgreSQL manual, "Caveats" of MVCC).
    const lock = `LOCK TABLE ${quoteTable(request.table)} IN ACCESS SHARE MODE`;
    await session.begin({
      mode: "snapshot",
      statementTimeoutMs: config.statementTimeoutMs,
      also: ["SET LOCAL search_path = ''", ...(target.isLockable ? [lock] : [])],
    });
    const facts = await takeSnapshot(session, pool.where, target);
    const plan = await planPages(session, pool.where, request, target, horizon);
    return {
      columns: plan.columns.map(({ column }) => column),
      ...facts,
      // How many rows have changed nobody knows.
      rowsExpected: request.since?.position ? null : facts.rowsExpected,
      isSnapshot: true,
      pages: () => plan.pages,
      position: plan.position,
      rowsAhead: plan.ahead,
      close: () => session.end(),
    };
  } catch (error) {
    await session.end();
    throw error;
  }
}

interface PagePlan {
  readonly columns: readonly ReadColumn[];
  readonly pages: AsyncIterable<readonly SourceRow[]>;
  readonly position: () => string | null;
  readonly ahead: () => number;
}

async function planPages(
  session: Session,
  where: string,
  request: ReadRequest,
  target: Target,
  horizon: Horizon | null,
): Promise<PagePlan> {
  const keyColumns = request.keyColumns ?? [];
  const wanted = [...request.columns, ...keyColumns, ...(request.since ? [request.since.column] : [])];
  const found = await readColumns(session, where, request.table, target, [...new Set(wanted)]);
  const columns = pick(found, request.columns);
  if (request.since && horizon) {
    const since = sinceOf(where, request.since, found, horizon);
    await session.query(cursorSettings);
    return {
      columns,
      pages: readSince(session, request, columns, since),
      position: since.position,
      ahead: since.ahead,
    };
  }
  const key = keyColumns.length > 0 ? await findTableKey(session, target, keyColumns, found) : null;
  await session.query(key ? keysetSettings : cursorSettings);
  const pages = key ? readByKey(session, request, columns, key) : readByCursor(session, request, columns);
  return { columns, pages, position: () => null, ahead: () => 0 };
}

/** The key has an index, so a page never needs a sort; a planner without statistics would otherwise sort the table for each one. */
const keysetSettings = `${ownSearchPath}; SET LOCAL enable_sort = off; SET LOCAL max_parallel_workers_per_gather = 0`;

/** A portal's time limit would count from its first row to its last. The reading is bounded by its signal instead. */
const cursorSettings = `${ownSearchPath}; SET LOCAL statement_timeout = 0`;

async function* readByCursor(
  session: Session,
  request: ReadRequest,
  columns: readonly ReadColumn[],
): AsyncGenerator<readonly SourceRow[]> {
  const text = `SELECT ${selectList(columns).join(", ")} FROM ${quoteTable(request.table)} AS r`;
  yield* session.stream(text, [], request.pageSize, parsersOf(columns));
}

async function* readByKey(
  session: Session,
  request: ReadRequest,
  columns: readonly ReadColumn[],
  key: TableKey,
): AsyncGenerator<readonly SourceRow[]> {
  const { positions, hidden } = keyCells(columns, key);
  const select = `SELECT ${[...selectList(columns), ...hidden].join(", ")} FROM ${quoteTable(request.table)} AS r`;
  const order = `ORDER BY ${keyOrder(key)} LIMIT ${Math.trunc(request.pageSize)}`;
  const first = `${select} ${order}`;
  const next = `${select} WHERE ${afterKey(key)} ${order}`;
  const parserOf = parsersOf(columns);
  let after: Cells | null = null;
  for (;;) {
    const rows = await session.page(after ? next : first, after ?? [], request.pageSize, parserOf);
    const last = rows.at(-1);
    after = last ? positions.map((position) => last[position] ?? null) : null;
    if (hidden.length > 0) for (const row of rows) row.length = columns.length;
    if (rows.length > 0) yield rows;
    if (rows.length < request.pageSize) return;
  }
}

/**
 * Where each row carries its key as the server itself writes it, for the parameters of the next page: in a delivered cell that is sent as
 * it is, else in a cell behind the delivered ones.
 */
function keyCells(
  columns: readonly ReadColumn[],
  key: TableKey,
): { readonly positions: readonly number[]; readonly hidden: readonly string[] } {
  const hidden: string[] = [];
  const positions = key.columns.map((name) => {
    const delivered = columns.findIndex(({ column, conversion }) => column.name === name && isSentAsIs(conversion));
    if (delivered !== -1) return delivered;
    hidden.push(`r.${quoteIdentifier(name)}::pg_catalog.text`);
    return columns.length + hidden.length - 1;
  });
  return { positions, hidden };
}
