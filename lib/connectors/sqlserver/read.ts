import type { ReadRequest, TableReading } from "@/lib/connectors/connector";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { SourceRow } from "@/lib/engine/types";
import type { SqlServerPool } from "./client";
import { afterKey, findTableKey, keyOrder, type TableKey } from "./keyset";
import { quoteTable } from "./names";
import { type ReadColumn, readColumns, rowReader, selectList } from "./read-columns";
import type { Cells, Session } from "./session";
import { type Following, follow } from "./since";
import { beginSnapshot, freshnessToken, serverClocks, snapshotState } from "./snapshot";
import { findTarget } from "./target";

/**
 * Opens a reading of one table. Where the database allows snapshot isolation all statements see one state; else they read what is committed,
 * never more: then a single stream sees one state only under READ_COMMITTED_SNAPSHOT, and pages do not. Pages follow a NOT NULL unique key of
 * the table where `keyColumns` names one that an index can page by; otherwise one statement is streamed (sync-semantics section 6).
 * @throws SyncError by error number, or the signal's reason
 */
export async function openReading(
  pool: SqlServerPool,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<TableReading> {
  const session = await pool.open(signal);
  try {
    const target = await findTarget(session, pool.where, request.table);
    const keyColumns = request.keyColumns ?? [];
    const cursor = request.since ? [request.since.column] : [];
    const names = [...new Set([...request.columns, ...keyColumns, ...cursor])];
    const found = await readColumns(session, pool.where, target, names);
    const key = keyColumns.length > 0 ? await findTableKey(session, target, keyColumns, found) : null;
    const columns = request.columns.flatMap((name) => found.get(name) ?? []);
    const state = await snapshotState(session);
    const clocks = await serverClocks(session);
    const token = await freshnessToken(session, clocks);
    const sinceColumn = request.since && found.get(request.since.column);
    const following =
      request.since && sinceColumn ? await follow(session, pool.where, request.since, sinceColumn, clocks) : null;
    const [touched = "1"] = selectList(columns);
    const touch = `SELECT TOP (1) ${touched} FROM ${quoteTable(request.table)} AS r`;
    const takesSnapshot =
      state.isAllowed === true && !target.isMemoryOptimized && (await beginSnapshot(session, touch));
    // Memory-optimized tables keep versions of every row: a statement always sees one state of them.
    const isVersioned = state.isReadCommittedVersioned === true || target.isMemoryOptimized;
    const progress = { isComplete: false };
    const scan: Scan = {
      session,
      where: pool.where,
      request,
      columns,
      hidden: hiddenColumns(columns, key, sinceColumn, found),
      following,
    };
    const pages = complete(key ? readByKey(scan, key) : readByStream(scan), progress);
    return {
      columns: columns.map(({ column }) => column),
      rowsExpected: target.rowEstimate,
      freshnessToken: token,
      isSnapshot: takesSnapshot || (key === null && isVersioned),
      takenAt: `${clocks.utc}Z`,
      pages: () => pages,
      position: () => (progress.isComplete ? (following?.position() ?? null) : null),
      rowsAhead: () => following?.ahead() ?? 0,
      close: () => session.end(),
    };
  } catch (error) {
    await session.end();
    throw error;
  }
}

interface Scan {
  readonly session: Session;
  readonly where: string;
  readonly request: ReadRequest;
  readonly columns: readonly ReadColumn[];
  /** Columns that stand behind the delivered ones: those of the key and the cursor that were not asked for. */
  readonly hidden: readonly ReadColumn[];
  readonly following: Following | null;
}

async function* complete(
  pages: AsyncIterable<readonly SourceRow[]>,
  progress: { isComplete: boolean },
): AsyncGenerator<readonly SourceRow[]> {
  yield* pages;
  progress.isComplete = true;
}

function hiddenColumns(
  columns: readonly ReadColumn[],
  key: TableKey | null,
  sinceColumn: ReadColumn | undefined,
  found: ReadonlyMap<string, ReadColumn>,
): ReadColumn[] {
  const wanted = [
    ...(key?.parts.flatMap(({ name }) => found.get(name) ?? []) ?? []),
    ...(sinceColumn ? [sinceColumn] : []),
  ];
  return [...new Set(wanted)].filter((column) => !columns.includes(column));
}

async function* readByStream(scan: Scan): AsyncGenerator<readonly SourceRow[]> {
  const { session, request, columns, following } = scan;
  const where = following?.condition ? ` WHERE ${following.condition}` : "";
  const text = `SELECT ${selectionOf(scan).join(", ")} FROM ${quoteTable(request.table)} AS r${where}`;
  const deliver = deliverer(scan);
  for await (const rows of session.stream(text, following?.values ?? [], request.pageSize)) {
    yield rows.map((cells) => deliver(cells).slice(0, columns.length));
  }
}

async function* readByKey(scan: Scan, key: TableKey): AsyncGenerator<readonly SourceRow[]> {
  const { session, where, request, columns, hidden, following } = scan;
  const pageSize = Math.trunc(request.pageSize);
  const select = `SELECT TOP (${pageSize}) ${selectionOf(scan).join(", ")} FROM ${quoteTable(request.table)} AS r`;
  const order = `ORDER BY ${keyOrder(key)}`;
  const fixed = following?.values ?? [];
  const textAfter = (condition: string | null): string => {
    const conditions = [following?.condition, condition].flatMap((one) => one ?? []);
    return `${select}${conditions.length > 0 ? ` WHERE ${conditions.join(" AND ")}` : ""} ${order}`;
  };
  const next = textAfter(afterKey(key, fixed.length + 1));
  const selected = [...columns, ...hidden];
  const positions = key.parts.map((part) => ({
    bound: part.bound,
    index: selected.findIndex(({ column }) => column.name === part.name),
  }));
  const keyAt = (row: SourceRow) => positions.map(({ index, bound }) => bound(row[index] ?? ""));
  const deliver = deliverer(scan);
  let after: string[] | null = null;
  for (;;) {
    const rows: Cells[] = await session.query(after ? next : textAfter(null), [...fixed, ...(after ?? [])]);
    const delivered = rows.map(deliver);
    const first = delivered[0];
    if (first && after?.every((part, place) => part === keyAt(first)[place])) {
      const said = `the key ${after.join(", ")} cannot be passed`;
      throw sourceError("source-failed", "permanent", { where, said });
    }
    const last = delivered.at(-1);
    if (delivered.length > 0) {
      yield hidden.length > 0 ? delivered.map((row) => row.slice(0, columns.length)) : delivered;
    }
    if (!last || rows.length < pageSize) return;
    // Columns of a key are never NULL.
    after = keyAt(last);
  }
}

const selectionOf = ({ columns, hidden }: Scan): string[] => selectList([...columns, ...hidden]);

/** Converts a row and shows it to the cursor. The cells of hidden columns stay behind. */
function deliverer({ request, columns, hidden, following }: Scan): (cells: Cells) => SourceRow {
  const selected = [...columns, ...hidden];
  const read = rowReader(selected);
  const since = selected.findIndex(({ column }) => column.name === request.since?.column);
  if (!following || since === -1) return read;
  return (cells) => {
    const row = read(cells);
    following.notice(row[since] ?? null);
    return row;
  };
}
