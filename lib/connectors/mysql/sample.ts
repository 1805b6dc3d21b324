import type { Sample, SampleRequest } from "@/lib/connectors/connector";
import type { ValueKind } from "@/lib/engine/types";
import type { MysqlPool } from "./client";
import type { MysqlConfig } from "./config";
import { quoteIdentifier, quoteTable } from "./names";
import { columnsOfTable, parseRows, pick, type ReadColumn, readColumns } from "./read-columns";
import { takeSnapshot } from "./snapshot";

/** Rows asked for at most. */
const greatestLimit = 10_000;

/** Kinds whose values may be of any length. Short binary is bounded, and so is a set by its members. */
const unbounded: ReadonlySet<ValueKind> = new Set(["text", "json", "geometry", "unknown"]);

/**
 * The first rows of a table as they lie. Rows from all over it cannot be had at bounded cost from either server, so `spread` gives the first
 * ones too, and says so. Long cells are cut by the server.
 * @throws SyncError by driver code, or the signal's reason
 */
export async function sampleRows(
  pool: MysqlPool,
  config: MysqlConfig,
  request: SampleRequest,
  signal: AbortSignal,
): Promise<Sample> {
  const session = await pool.open(signal);
  try {
    await session.setUp("read", config.statementTimeoutMs);
    const { takenAt } = await takeSnapshot(session, pool.where, request.table);
    const columns = request.columns
      ? pick(await readColumns(session, pool.where, request.table, request.columns), request.columns)
      : [...(await columnsOfTable(session, request.table)).values()];
    const limit = Math.max(1, Math.min(Math.trunc(request.limit), greatestLimit));
    const list = columns.map((column) => cutExpression(column, Math.max(1, Math.trunc(request.maxCellLength))));
    const rows = await session.query(
      `SELECT ${list.join(", ")} FROM ${quoteTable(request.table)} AS r LIMIT ${limit + 1}`,
    );
    return {
      columns: columns.map(({ column }) => column),
      rows: parseRows(rows.slice(0, limit), columns),
      extent: rows.length <= limit ? "all" : "first",
      takenAt,
    };
  } finally {
    await session.end();
  }
}

function cutExpression({ column, conversion }: ReadColumn, length: number): string {
  const selected = conversion.select(`r.${quoteIdentifier(column.name)}`);
  return unbounded.has(column.kind) ? `LEFT(${selected}, ${length})` : selected;
}
