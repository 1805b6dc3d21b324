import type { Measure, MeasureRequest } from "@/lib/connectors/connector";
import type { MysqlPool } from "./client";
import type { MysqlConfig } from "./config";
import { quoteIdentifier, quoteTable } from "./names";
import { parseRows, type ReadColumn, readColumns } from "./read-columns";
import type { Session } from "./session";
import { takeSnapshot } from "./snapshot";

/**
 * Rows of a table, counted or as the server estimates them, and the greatest value of a column. Every statement is bounded by the time limit.
 * @throws SyncError by driver code, `source-busy` when the time limit was reached, or the signal's reason
 */
export async function measureTable(
  pool: MysqlPool,
  config: MysqlConfig,
  request: MeasureRequest,
  signal: AbortSignal,
): Promise<Measure> {
  const session = await pool.open(signal);
  try {
    await session.setUp("read", config.statementTimeoutMs);
    // MySQL shows figures that are up to a day old unless told otherwise; for one table fresh ones are cheap.
    if (!session.version.isMariaDb) await session.control("SET SESSION information_schema_stats_expiry = 0");
    const { takenAt, rowsExpected } = await takeSnapshot(session, pool.where, request.table);
    const table = quoteTable(request.table);
    const found = await readColumns(session, pool.where, request.table, request.maxOf === null ? [] : [request.maxOf]);
    const column = request.maxOf === null ? undefined : found.get(request.maxOf);
    const counted = request.exact ? Number((await session.query(`SELECT COUNT(*) FROM ${table}`))[0]?.[0]) : null;
    return {
      rowCount: request.exact ? counted : rowsExpected,
      isEstimate: !request.exact,
      max: column ? await greatest(session, table, column) : null,
      takenAt,
    };
  } finally {
    await session.end();
  }
}

async function greatest(session: Session, table: string, column: ReadColumn): Promise<string | null> {
  const { kind, name } = column.column;
  if (kind === "binary" || kind === "geometry") return null;
  const max = column.conversion.select(`MAX(r.${quoteIdentifier(name)})`);
  const rows = await session.query(`SELECT ${max} FROM ${table} AS r`);
  return parseRows(rows, [column])[0]?.[0] ?? null;
}
