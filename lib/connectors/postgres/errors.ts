import {
  type Classified,
  classified,
  classifyNodeCode,
  driverCodeOf,
  type Phase,
  saidBy,
  sourceError,
} from "@/lib/connectors/sql/source-error";
import { SyncError } from "@/lib/errors/app-error";

const { unreachable, interrupted, busy, login, permission, objectMissing, databaseMissing, failed } = classified;

/** SQLSTATE (PostgreSQL manual, appendix A) whose meaning is more exact than their class. */
const bySqlState: Readonly<Record<string, Classified>> = {
  "25P03": interrupted, // idle_in_transaction_session_timeout
  "25P04": interrupted, // transaction_timeout
  "3D000": databaseMissing, // invalid_catalog_name
  "3F000": objectMissing, // invalid_schema_name
  "40001": busy, // serialization_failure, also a standby's conflict with recovery
  "40P01": busy, // deadlock_detected
  "42501": permission, // insufficient_privilege
  "42703": objectMissing, // undefined_column
  "42704": objectMissing, // undefined_object
  "42P01": objectMissing, // undefined_table
  "55P03": busy, // lock_not_available
  "57014": busy, // query_canceled, by statement_timeout or by an administrator
  "57P01": interrupted, // admin_shutdown
  "57P02": interrupted, // crash_shutdown
  "57P03": unreachable, // cannot_connect_now: starting up or shutting down
  "57P04": databaseMissing, // database_dropped
  "57P05": interrupted, // idle_session_timeout
  "72000": busy, // snapshot_too_old
};

/** The first two characters of a SQLSTATE: its class. */
const bySqlStateClass: Readonly<Record<string, Classified>> = {
  "08": interrupted, // connection exception
  "28": login, // invalid authorization specification, also no entry in pg_hba.conf
  "53": busy, // insufficient resources, also too many connections
};

/** What a driver code means; null for none. Exported for its table-driven test. */
export function classifyCode(code: string | null, phase: Phase): Classified {
  const byNode = classifyNodeCode(code, phase);
  if (byNode || code === null) return byNode ?? failed;
  const meaning = bySqlState[code] ?? bySqlStateClass[code.slice(0, 2)] ?? failed;
  return phase === "connect" && meaning === interrupted ? unreachable : meaning;
}

/**
 * Turns what `pg` or Node threw into a SyncError, by SQLSTATE or code, never by message text. The message keeps the server's own words.
 * @param where names the server or table for the reader, never a secret
 */
export function toSyncError(error: unknown, phase: Phase, where: string): SyncError {
  if (error instanceof SyncError) return error;
  const driverCode = driverCodeOf(error);
  const [code, trait] = classifyCode(driverCode, phase);
  return sourceError(code, trait, { where, said: saidBy(error), cause: error, driverCode });
}
