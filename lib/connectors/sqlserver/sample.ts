import type { Sample, SampleRequest } from "@/lib/connectors/connector";
import type { ValueKind } from "@/lib/engine/types";
import type { SqlServerPool } from "./client";
import type { SqlServerConfig } from "./config";
import { quoteIdentifier, quoteTable } from "./names";
import { optionalRows } from "./probe";
import { allColumns, type ReadColumn, readColumns, rowReader } from "./read-columns";
import type { Cells, Session } from "./session";
import { serverClocks } from "./snapshot";
import { findTarget, type Target } from "./target";

/** Rows that a spread sample looks at for each row it takes, and at least: pages hold neighbours, so many pages are wanted. */
const looksPerRow = 10;
const leastLooks = 20_000;

/** Kinds whose cells may be long; the others have a bound of their own. */
const longKinds: ReadonlySet<ValueKind> = new Set(["text", "xml", "json", "geometry", "unknown"]);

/**
 * Some rows of a table or view: the first ones, or of tables also some from all over, by TABLESAMPLE (Transact-SQL reference, FROM).
 * @throws SyncError by error number, or the signal's reason
 */
export async function takeSample(
  pool: SqlServerPool,
  config: SqlServerConfig,
  request: SampleRequest,
  signal: AbortSignal,
): Promise<Sample> {
  const session = await pool.open(signal);
  try {
    const target = await findTarget(session, pool.where, request.table);
    const found = request.columns
      ? await readColumns(session, pool.where, target, request.columns)
      : await readableColumns(session, target);
    const columns = request.columns?.flatMap((name) => found.get(name) ?? []) ?? [...found.values()];
    const { utc } = await serverClocks(session);
    const limit = Math.max(1, Math.trunc(request.limit));
    const select = columns.map((column) => cutCell(column, request.maxCellLength)).join(", ");
    const taken =
      (request.from === "spread" ? await spread(session, config, target, select, limit) : null) ??
      (await first(session, target, select, limit));
    const read = rowReader(columns);
    const cut = (cell: string | null) => cell?.slice(0, request.maxCellLength) ?? null;
    return {
      columns: columns.map(({ column }) => column),
      rows: taken.rows.map((row) => read(row).map(cut)),
      extent: taken.extent,
      takenAt: `${utc}Z`,
    };
  } finally {
    await session.end();
  }
}

interface Taken {
  readonly rows: Cells[];
  readonly extent: Sample["extent"];
}

async function first(session: Session, target: Target, select: string, limit: number): Promise<Taken> {
  const rows = await session.query(`SELECT TOP (${limit + 1}) ${select} FROM ${quoteTable(target.table)} AS r`);
  return rows.length > limit ? { rows: rows.slice(0, limit), extent: "first" } : { rows, extent: "all" };
}

/** Null where the first rows have to do: few rows, a view, a table that cannot be sampled, or chance that hit no page. */
async function spread(
  session: Session,
  config: SqlServerConfig,
  target: Target,
  select: string,
  limit: number,
): Promise<Taken | null> {
  if (target.isView || target.rowEstimate === null || target.rowEstimate <= limit) return null;
  const looks = Math.max(limit * looksPerRow, leastLooks);
  const percent = (100 * looks) / target.rowEstimate;
  const sampled = percent >= 100 ? "" : ` TABLESAMPLE SYSTEM (${percent.toFixed(6)} PERCENT)`;
  const text = `SELECT TOP (${limit}) ${select} FROM ${quoteTable(target.table)} AS r${sampled} ORDER BY NEWID()`;
  const rows = await optionalRows(session, text, [], config.statementTimeoutMs);
  return rows && rows.length > 0 ? { rows: [...rows], extent: "spread" } : null;
}

/** The columns of a table that this login may select (HAS_PERMS_BY_NAME); all of them where the server does not tell. */
async function readableColumns(session: Session, target: Target): Promise<ReadonlyMap<string, ReadColumn>> {
  const all = await allColumns(session, target);
  const rows = await optionalRows(
    session,
    `SELECT c.name FROM sys.columns AS c
     WHERE c.object_id = CAST(@p1 AS int) AND HAS_PERMS_BY_NAME(@p2, 'OBJECT', 'SELECT', c.name, 'COLUMN') = 1`,
    [target.objectId, quoteTable(target.table)],
  );
  const readable = new Set(rows?.map(([name]) => name));
  return readable.size === 0 ? all : new Map([...all].filter(([name]) => readable.has(name)));
}

function cutCell({ column, conversion, type }: ReadColumn, maxCellLength: number): string {
  const selected = conversion.select(`r.${quoteIdentifier(column.name)}`);
  const isLong = longKinds.has(conversion.kind) && (type.maxLength === -1 || type.maxLength > maxCellLength);
  const mayBeLong = isLong || type.name === "text" || type.name === "ntext";
  return mayBeLong ? `LEFT(${selected}, ${Math.max(1, Math.trunc(maxCellLength))})` : selected;
}
