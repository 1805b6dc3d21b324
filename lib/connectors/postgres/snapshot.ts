import { z } from "zod";
import type { TableRef } from "@/lib/connectors/connector";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { PostgresPool } from "./client";
import type { PostgresConfig } from "./config";
import type { Session } from "./session";

/** What is known of a table before the snapshot is taken. */
export interface Target {
  readonly oid: string;
  /** `pg_class.relkind`. */
  readonly relkind: string;
  /** Database's own clock when it was found, ISO 8601 UTC. */
  readonly foundAt: string;
  /** Whether `LOCK TABLE … IN ACCESS SHARE MODE` is possible: it wants a table, and a right on the whole of it. */
  readonly isLockable: boolean;
  /** Replayed WAL position of a standby, taken before the snapshot; null on a primary. */
  readonly replayedLsn: string | null;
  readonly mayAskSystemId: boolean;
}

const flag = z.enum(["t", "f"]).transform((value) => value === "t");
const targetSchema = z.tuple([z.string(), z.string(), z.string(), flag.nullable(), z.string().nullable(), flag]);

/** Functions inside views and triggers may rely on the role's own search path. */
export const ownSearchPath = "SET LOCAL search_path TO DEFAULT";

/** SQL of the database's own clock, ISO 8601 UTC. */
const clock = `pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/**
 * Finds the table or view by its exact name.
 * @throws SyncError `source-object-missing` (halt)
 */
export async function findTarget(session: Session, where: string, table: TableRef): Promise<Target> {
  const rows = await session.query(
    `SELECT c.oid, c.relkind, ${clock},
       pg_catalog.has_table_privilege(c.oid, 'SELECT') AND c.relkind IN ('r', 'p'),
       CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()::pg_catalog.text END,
       pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
     FROM pg_catalog.pg_class AS c
     JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`,
    [table.schema, table.name],
  );
  if (!rows[0]) {
    const said = `there is no table ${table.schema}.${table.name}`;
    throw sourceError("source-object-missing", "halt", { where, said });
  }
  const [oid, relkind, foundAt, isLockable, replayedLsn, mayAskSystemId] = targetSchema.parse(rows[0]);
  return { oid, relkind, foundAt, isLockable: isLockable === true, replayedLsn, mayAskSystemId };
}

/** Finds a table in a snapshot of its own, for work of a few statements. The search path is empty at first. */
export async function inSnapshot<Result>(
  pool: PostgresPool,
  config: PostgresConfig,
  table: TableRef,
  signal: AbortSignal,
  work: (session: Session, target: Target) => Promise<Result>,
): Promise<Result> {
  const session = await pool.open(signal);
  try {
    const { statementTimeoutMs } = config;
    await session.begin({ mode: "snapshot", statementTimeoutMs, also: ["SET LOCAL search_path = ''"] });
    return await work(session, await findTarget(session, pool.where, table));
  } finally {
    await session.end();
  }
}

/** What is said of a snapshot. */
interface SnapshotFacts {
  /** The database's own clock, ISO 8601 UTC. */
  readonly takenAt: string;
  /** `pg:<system id>/<database oid>:<WAL position>`; null when the role may not ask for the system id. */
  readonly freshnessToken: string | null;
  readonly rowsExpected: number | null;
}

const factsSchema = z.tuple([z.string(), z.string().nullable(), z.string().nullable(), z.coerce.number().nullable()]);

/**
 * Takes the snapshot of a transaction that has begun, with its facts. The token is an upper bound of what a primary's snapshot holds
 * (its WAL insert position, which covers commits not yet written out) and a lower bound on a standby (replayed before the snapshot), so
 * that a standby that lags never passes for fresher than a primary that was read before.
 * @throws SyncError `source-object-missing` (halt) when the table went away meanwhile
 */
export async function takeSnapshot(session: Session, where: string, target: Target): Promise<SnapshotFacts> {
  const systemId = target.mayAskSystemId
    ? "(SELECT system_identifier || '/' || d.oid FROM pg_control_system(), pg_database d WHERE d.datname = current_database())"
    : "NULL";
  const rows = await session.query(
    `SELECT ${clock},
       ${systemId},
       CASE WHEN pg_is_in_recovery() THEN $2 ELSE pg_current_wal_insert_lsn()::text END,
       ${rowEstimateOf("c")}
     FROM pg_class AS c WHERE c.oid = $1::oid`,
    [target.oid, target.replayedLsn],
  );
  if (!rows[0]) throw sourceError("source-object-missing", "halt", { where, said: "the table went away" });
  const [takenAt, system, lsn, rowsExpected] = factsSchema.parse(rows[0]);
  return { takenAt, freshnessToken: system && lsn ? `pg:${system}:${lsn}` : null, rowsExpected };
}

/**
 * SQL for the estimated rows of the relation with this alias in pg_class: reltuples, of a partitioned table the sum over its leaves; NULL
 * for views and for what was never analyzed (-1; before version 14 a 0 beside 0 pages).
 */
export function rowEstimateOf(alias: string): string {
  const known = (relation: string) =>
    `(${relation}.reltuples > 0 OR ${relation}.reltuples = 0
      AND (${relation}.relpages > 0 OR current_setting('server_version_num')::int >= 140000))`;
  return `CASE ${alias}.relkind
    WHEN 'v' THEN NULL
    WHEN 'p' THEN (
      SELECT sum(leaf.reltuples)::bigint FROM pg_partition_tree(${alias}.oid) AS part
      JOIN pg_class AS leaf ON leaf.oid = part.relid WHERE part.isleaf AND ${known("leaf")} AND leaf.relkind <> 'p')
    ELSE CASE WHEN ${known(alias)} THEN ${alias}.reltuples::bigint END END`;
}
