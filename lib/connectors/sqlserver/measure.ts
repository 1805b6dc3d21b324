import type { Measure, MeasureRequest } from "@/lib/connectors/connector";
import type { SqlServerPool } from "./client";
import { quoteIdentifier, quoteTable } from "./names";
import { readColumns, rowReader, selectList } from "./read-columns";
import { serverClocks } from "./snapshot";
import { findTarget } from "./target";

/**
 * Rows of a table, by a count or as the server keeps them (sys.partitions), and the greatest value of a column.
 * @throws SyncError by error number, or the signal's reason
 */
export async function measureTable(
  pool: SqlServerPool,
  request: MeasureRequest,
  signal: AbortSignal,
): Promise<Measure> {
  const session = await pool.open(signal);
  try {
    const target = await findTarget(session, pool.where, request.table);
    const names = request.maxOf === null ? [] : [request.maxOf];
    const columns = [...(await readColumns(session, pool.where, target, names)).values()];
    const { utc } = await serverClocks(session);
    const from = `FROM ${quoteTable(request.table)} AS r`;
    let rowCount = target.rowEstimate;
    if (request.exact) {
      const rows = await session.query(`SELECT CAST(COUNT_BIG(*) AS varchar(20)) ${from}`);
      rowCount = Number(rows[0]?.[0] ?? 0);
    }
    let max: string | null = null;
    if (request.maxOf !== null) {
      // Ordering works for every type that has an order, MAX not for all of them.
      const quoted = `r.${quoteIdentifier(request.maxOf)}`;
      const rows = await session.query(
        `SELECT TOP (1) ${selectList(columns).join(", ")} ${from} WHERE ${quoted} IS NOT NULL ORDER BY ${quoted} DESC`,
      );
      max = rows.map(rowReader(columns))[0]?.[0] ?? null;
    }
    return { rowCount, isEstimate: !request.exact, max, takenAt: `${utc}Z` };
  } finally {
    await session.end();
  }
}
