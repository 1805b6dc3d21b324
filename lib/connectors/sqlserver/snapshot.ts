import type { SyncError } from "@/lib/errors/app-error";
import { causeCodeOf, isRefusal } from "./errors";
import { optionalCell, optionalRows } from "./probe";
import type { Session } from "./session";

/** What the database offers for consistent reading. Null where the catalog does not say. */
export interface SnapshotState {
  /** ALLOW_SNAPSHOT_ISOLATION: several statements of one transaction see one state. */
  readonly isAllowed: boolean | null;
  /** READ_COMMITTED_SNAPSHOT: each single statement sees one state and waits for nobody. */
  readonly isReadCommittedVersioned: boolean | null;
}

/** sys.databases; `snapshot_isolation_state` 1 is ON, 0 OFF, 2 and 3 in transition. */
export async function snapshotState(session: Session): Promise<SnapshotState> {
  const rows = await optionalRows(
    session,
    `SELECT CAST(snapshot_isolation_state AS int), CAST(is_read_committed_snapshot_on AS int)
     FROM sys.databases WHERE name = DB_NAME()`,
  );
  const [allowed = null, versioned = null] = rows?.[0] ?? [];
  return {
    isAllowed: allowed === null ? null : allowed === "1",
    isReadCommittedVersioned: versioned === null ? null : versioned === "1",
  };
}

/** A view may take its time before its first row; it is not waited for. */
const patienceMs = 1_000;

/**
 * Begins a snapshot transaction and takes the snapshot at once: it is taken when data is touched first (SQL Server documentation, "Snapshot
 * isolation"), not with BEGIN. False, and no transaction, where what is touched cannot be read so: a view may lead to another database that
 * does not allow it, to another server, or to a memory-optimized table.
 * @param touch a statement that reads some of the data; null for none
 */
export async function beginSnapshot(session: Session, touch: string | null): Promise<boolean> {
  await session.begin("snapshot");
  const refusal = touch === null ? null : await refusalOf(session, touch);
  if (refusal === null || causeCodeOf(refusal.cause) === "ETIMEOUT") return true;
  await session.rollback();
  // The level would outlive its transaction.
  await session.prepare();
  if (!(await refusalOf(session, touch ?? ""))) return false;
  // It is refused for another reason, which the first page will tell.
  await session.begin("snapshot");
  return true;
}

async function refusalOf(session: Session, text: string): Promise<SyncError | null> {
  try {
    await session.query(text, [], patienceMs);
    return null;
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}

/** Both clocks of the server, `2026-01-02T03:04:05.1234567`, without zone. */
export interface Clocks {
  readonly utc: string;
  readonly local: string;
}

export async function serverClocks(session: Session): Promise<Clocks> {
  const rows = await session.query(
    "SELECT CONVERT(varchar(27), SYSUTCDATETIME(), 126), CONVERT(varchar(27), SYSDATETIME(), 126)",
  );
  const [utc, local] = rows[0] ?? [];
  if (!utc) throw new Error("The server gave no time.");
  return { utc: withFraction(utc), local: withFraction(local ?? utc) };
}

/** Style 126 leaves a fraction of zero out. */
const withFraction = (text: string): string => (text.includes(".") ? text : `${text}.0000000`);

/**
 * How fresh the database is, as `ms:<database>:<row version>:<UTC time>`: the id of the database (its service broker's, and of its recovery
 * fork where that may be seen), the last row version (@@DBTS, which only rises), and the database's own clock, which tells states apart that
 * have the same row version. Null on a database that takes no writes: how far a secondary lags cannot be seen without server rights, and a
 * reading that compares with nothing deletes and overwrites nothing.
 */
export async function freshnessToken(session: Session, clocks: Clocks): Promise<string | null> {
  if ((await updateability(session)) === "READ_ONLY") return null;
  const broker = await optionalCell(
    session,
    "SELECT CONVERT(nvarchar(36), service_broker_guid) FROM sys.databases WHERE name = DB_NAME()",
  );
  if (broker === null) return null;
  const fork = await optionalCell(
    session,
    "SELECT CONVERT(nvarchar(36), recovery_fork_guid) FROM sys.database_recovery_status WHERE database_id = DB_ID()",
  );
  const version = await rowVersionCell(session, "@@DBTS");
  const database = fork === null ? broker : `${broker}/${fork}`;
  return `ms:${database.toLowerCase()}:${version ?? "0".repeat(16)}:${clocks.utc}Z`;
}

/** READ_WRITE or READ_ONLY (DATABASEPROPERTYEX, Updateability); null where it is not told. */
export function updateability(session: Session): Promise<string | null> {
  return optionalCell(session, "SELECT CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), 'Updateability')) AS fact");
}

/** A row version as sixteen hexadecimal digits; null where it is refused. */
export async function rowVersionCell(session: Session, expression: string): Promise<string | null> {
  const cell = await optionalCell(session, `SELECT CAST(${expression} AS binary(8)) AS version`);
  return cell !== null && /^[0-9a-f]{16}$/.test(cell) ? cell : null;
}
