import { z } from "zod";
import type { TableRef } from "@/lib/connectors/connector";
import { sourceError } from "@/lib/connectors/sql/source-error";
import { tokenNow } from "./freshness";
import { quoteTable } from "./names";
import type { Session } from "./session";

/** What is said of a transaction that reads one table. */
export interface SnapshotFacts {
  /** The database's own clock, ISO 8601 UTC. */
  readonly takenAt: string;
  readonly freshnessToken: string | null;
  readonly isSnapshot: boolean;
  readonly rowsExpected: number | null;
}

/** The database's own clock in UTC, `2026-01-02T03:04:05.123456Z`. */
export const clockSql = "DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%H:%i:%s.%fZ')";

const number = z.coerce.number().nullable();
const tableRowSchema = z.tuple([z.string(), z.string(), z.string().nullable(), number, z.string(), number]);

/** A table or view as the server describes it. */
export interface Target {
  readonly isView: boolean;
  /** Null for a view. */
  readonly engine: string | null;
  readonly rowEstimate: number | null;
  /** The database's own clock, ISO 8601 UTC. */
  readonly foundAt: string;
}

/**
 * Finds a table or view by its exact name. In a transaction, a table cannot be altered or emptied by TRUNCATE from here on; a view is not
 * touched, because that may run all of it.
 * @throws SyncError `source-object-missing` or `source-permission` (halt)
 */
export async function findTarget(session: Session, where: string, table: TableRef): Promise<Target> {
  const rows = await session.query(
    `SELECT t.table_name, t.table_type, t.engine, t.table_rows, ${clockSql}, @@GLOBAL.lower_case_table_names
     FROM information_schema.tables AS t WHERE t.table_schema = ? AND t.table_name = ?`,
    [table.schema, table.name],
  );
  const found = rows
    .map((row) => tableRowSchema.parse(row))
    .find(([name, , , , , folds]) => folds || name === table.name);
  const isView = found?.[1].endsWith("VIEW") ?? false;
  // What may not be seen at all looks as if it were gone; the server alone knows, and says it by its code.
  if (!isView) await session.query(`SELECT 1 FROM ${quoteTable(table)} LIMIT 0`);
  if (!found) {
    const said = `there is no table ${table.schema}.${table.name}`;
    throw sourceError("source-object-missing", "halt", { where, said });
  }
  const [, , engine, tableRows, foundAt] = found;
  return { isView, engine: isView ? null : engine, rowEstimate: isView ? null : tableRows, foundAt };
}

/**
 * Begins the transaction that reads one table, with its facts. The token is an upper bound of what a primary's snapshot holds (asked after
 * it was taken) and a lower bound on a replica (asked before), so that a replica that lags never passes for fresher than a primary that was
 * read before.
 * @throws SyncError `source-object-missing` or `source-permission` (halt)
 */
export async function takeSnapshot(session: Session, where: string, table: TableRef): Promise<SnapshotFacts> {
  const before = await tokenNow(session);
  await session.begin("read");
  const target = await findTarget(session, where, table);
  const after = await tokenNow(session);
  return {
    takenAt: target.foundAt,
    freshnessToken: (before.isReadOnly ? before : after).token,
    isSnapshot: await isConsistent(session, target),
    rowsExpected: target.rowEstimate,
  };
}

const transactionalEngines = "SELECT engine FROM information_schema.engines WHERE transactions = 'YES'";

/** Whether a table takes part in snapshots and transactions; a view does where all tables do that it may read. */
export async function isConsistent(session: Session, { engine }: Target): Promise<boolean> {
  if (engine !== null) {
    return (await session.query(`${transactionalEngines} AND engine = ?`, [engine])).length > 0;
  }
  const others = await session.query(
    `SELECT 1 FROM information_schema.tables
     WHERE table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') AND engine NOT IN (${transactionalEngines})
       AND table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') LIMIT 1`,
  );
  return others.length === 0;
}
