import type { Measure, MeasureRequest } from "@/lib/connectors/connector";
import type { PostgresPool } from "./client";
import type { PostgresConfig } from "./config";
import { quoteIdentifier, quoteTable } from "./names";
import { parsersOf, pick, type ReadColumn, readColumns, selectList } from "./read-columns";
import type { Session } from "./session";
import { inSnapshot, ownSearchPath, rowEstimateOf, type Target } from "./snapshot";

/**
 * Counts the rows exactly, bounded by the statement's time limit, or tells the planner's estimate; and the greatest value of a column, by
 * its index where there is one.
 * @throws SyncError by driver code, `source-busy` when the time is over, or the signal's reason
 */
export function measureTable(
  pool: PostgresPool,
  config: PostgresConfig,
  request: MeasureRequest,
  signal: AbortSignal,
): Promise<Measure> {
  return inSnapshot(pool, config, request.table, signal, async (session, target) => {
    const names = request.maxOf === null ? [] : [request.maxOf];
    const [column] = pick(await readColumns(session, pool.where, request.table, target, names), names);
    const estimate = request.exact ? null : await estimated(session, target);
    await session.query(ownSearchPath);
    const table = quoteTable(request.table);
    return {
      rowCount: request.exact ? await counted(session, table) : estimate,
      isEstimate: !request.exact,
      max: column ? await greatest(session, table, column) : null,
      takenAt: target.foundAt,
    };
  });
}

async function estimated(session: Session, target: Target): Promise<number | null> {
  const rows = await session.query(`SELECT ${rowEstimateOf("c")} FROM pg_class AS c WHERE c.oid = $1::oid`, [
    target.oid,
  ]);
  const cell = rows[0]?.[0] ?? null;
  return cell === null ? null : Number(cell);
}

async function counted(session: Session, table: string): Promise<number> {
  const rows = await session.query(`SELECT pg_catalog.count(*) FROM ${table}`);
  return Number(rows[0]?.[0] ?? 0);
}

async function greatest(session: Session, table: string, column: ReadColumn): Promise<string | null> {
  const cell = `r.${quoteIdentifier(column.column.name)}`;
  const rows = await session.query(
    `SELECT ${selectList([column]).join()} FROM ${table} AS r WHERE ${cell} IS NOT NULL ORDER BY ${cell} DESC LIMIT 1`,
    [],
    parsersOf([column]),
  );
  return rows[0]?.[0] ?? null;
}
