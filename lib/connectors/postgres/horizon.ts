import { z } from "zod";
import { blindOverlapMs } from "@/lib/connectors/sql/cursor-position";
import type { Session } from "./session";

/** Up to where an incremental reading may believe that it has seen everything. */
export interface Horizon {
  /** The database's clock before the snapshot, `2026-01-02T03:04:05.123456`: in UTC, and the earlier of UTC and the session's own zone. */
  readonly clockUtc: string;
  readonly clockLocal: string;
  /** How far back a transaction that is not committed may have dated its rows. */
  readonly overlapMs: number;
}

const flag = z.enum(["t", "f"]).transform((value) => value === "t");
const rowSchema = z.tuple([
  z.string(), // clock, UTC
  z.string(), // clock, local
  flag, // whether others' transactions are out of sight
  z.coerce.number().nullable(), // age of the oldest open transaction, ms
  z.coerce.number().nullable(), // age of the oldest prepared transaction since it was prepared, ms
]);

/**
 * Asks what may still commit. Sessions of other roles hide their transactions from a role without `pg_read_all_stats`, and those that run
 * with `track_activities` off from everybody; a standby shows none of its primary's. Then, and for a prepared transaction, whose beginning
 * is not kept, ten minutes are assumed (PostgreSQL manual, pg_stat_activity and pg_prepared_xacts). A standby's clock is the commit it has
 * replayed last: its own would run ahead of what it shows.
 */
export async function askHorizon(session: Session): Promise<Horizon> {
  const form = `'YYYY-MM-DD"T"HH24:MI:SS.US'`;
  const ageMs = (since: string) => `extract(epoch FROM clock_timestamp() - ${since}) * 1000`;
  const rows = await session.query(
    `SELECT to_char(seen.at AT TIME ZONE 'UTC', ${form}),
       to_char(least(seen.at AT TIME ZONE 'UTC', seen.at AT TIME ZONE current_setting('TimeZone')), ${form}),
       pg_is_in_recovery() OR EXISTS (
         SELECT FROM pg_stat_activity AS a JOIN pg_database AS d ON d.oid = a.datid
         WHERE d.datname = current_database() AND a.pid <> pg_backend_pid() AND (a.backend_type IS NULL OR a.state = 'disabled')),
       (SELECT ${ageMs("min(a.xact_start)")} FROM pg_stat_activity AS a JOIN pg_database AS d ON d.oid = a.datid
        WHERE d.datname = current_database() AND a.pid <> pg_backend_pid() AND a.backend_type NOT IN ('autovacuum worker', 'walsender')),
       (SELECT ${ageMs("min(p.prepared)")} FROM pg_prepared_xacts AS p WHERE p.database = current_database())
     FROM (SELECT CASE WHEN pg_is_in_recovery()
       THEN least(clock_timestamp(), coalesce(pg_last_xact_replay_timestamp(), 'epoch')) ELSE clock_timestamp() END) AS seen(at)`,
  );
  const [clockUtc, clockLocal, isBlind, oldestMs, preparedMs] = rowSchema.parse(rows[0]);
  return {
    clockUtc,
    clockLocal,
    overlapMs: Math.max(
      oldestMs ?? 0,
      isBlind ? blindOverlapMs : 0,
      preparedMs === null ? 0 : preparedMs + blindOverlapMs,
    ),
  };
}
