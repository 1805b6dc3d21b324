import type { Finding } from "@/lib/connectors/connector";
import {
  clockFound,
  connectedFindings,
  type Found,
  filteredFound,
  networkRemedy,
  type Probe,
  probe,
  readableFound,
  refusedFindings,
} from "@/lib/connectors/sql/findings";
import { driverCodeOf } from "@/lib/connectors/sql/source-error";
import { SyncError } from "@/lib/errors/app-error";
import { createPool } from "./client";
import type { PostgresConfig } from "./config";
import { hiddenFindings, takeCensus } from "./hidden";
import type { Session } from "./session";
import { oldestVersion, serverVersion, versionText } from "./version";

/**
 * Probes all that reading needs and reports each as a finding: network, tls, login, database, then what only a session can tell. What a
 * failure leaves unknown is absent. Never throws for what it probes; rejects with the signal's reason only.
 */
export async function checkDatabase(config: PostgresConfig, signal?: AbortSignal): Promise<readonly Finding[]> {
  const pool = createPool(config);
  try {
    const session = await pool.open(signal);
    try {
      return [...connectedFindings(config), ...(await probe(probes, session, config, signal))];
    } finally {
      await session.end();
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof SyncError) return refusedFindings(config, error, remedyOf(driverCodeOf(error.cause)));
    throw error;
  } finally {
    await pool.close();
  }
}

/** The server itself may say why it does not answer. */
function remedyOf(driverCode: string | null): string | null {
  if (driverCode === "57P03") return "The server is starting up or shutting down: try again in a minute.";
  return networkRemedy(driverCode);
}

const probes: readonly Probe<Session, PostgresConfig>[] = [
  { id: "version", run: probeVersion },
  { id: "read-permission", run: probeReadPermission },
  { id: "write-permission", run: probeWritePermission },
  { id: "snapshot", run: probeSnapshot },
  { id: "freshness", run: probeFreshness },
  { id: "open-transactions", run: probeOpenTransactions },
  { id: "clock", run: probeClock },
  { id: "replica", run: probeReplica },
  { id: "wal-level", run: probeWalLevel },
  { id: "encoding", run: probeEncoding },
];

async function single(session: Session, text: string): Promise<string | null> {
  const rows = await session.query(text);
  return rows[0]?.[0] ?? null;
}

async function probeVersion(session: Session): Promise<Found[]> {
  const version = await serverVersion(session);
  if (version >= oldestVersion) return [{ level: "ok", title: `The server is PostgreSQL ${versionText(version)}.` }];
  return [
    {
      level: "error",
      title: `The server is version ${versionText(version)}; PostgreSQL 13 and newer are supported.`,
      remedy: "Use a newer server.",
    },
  ];
}

async function probeReadPermission(session: Session, config: PostgresConfig): Promise<Found[]> {
  const census = await takeCensus(session, config);
  const findings: Found[] = [
    readableFound({
      user: config.user,
      tables: census.tables,
      schemas: census.schemas,
      remedy:
        "Grant USAGE on the schema and SELECT on its tables to the user, and look at the include and exclude patterns.",
    }),
  ];
  if (census.filteredTables > 0) findings.push(filteredFound(census.filteredTables));
  for (const { id: _, ...found } of hiddenFindings(census, config.user)) findings.push(found);
  return findings;
}

async function probeWritePermission(session: Session, config: PostgresConfig): Promise<Found[]> {
  if (await isReplica(session)) return [{ level: "info", title: "Nothing can be written here: it is a read replica." }];
  const { tables, writableTables } = await takeCensus(session, config);
  if (writableTables > 0) return [{ level: "ok", title: `${writableTables} of ${tables} may be written too.` }];
  return [
    {
      level: "info",
      title: "The user may write to no table: rows can flow out of this database, not back into it.",
      remedy: "GRANT INSERT, UPDATE, DELETE on the tables that a two-way sync shall write.",
    },
  ];
}

async function probeSnapshot(session: Session): Promise<Found[]> {
  try {
    await session.begin({ mode: "snapshot", statementTimeoutMs: 10_000 });
    await session.query("SELECT 1");
  } finally {
    await session.query("ROLLBACK");
  }
  return [{ level: "ok", title: "Reading in one consistent snapshot works." }];
}

async function probeFreshness(session: Session): Promise<Found[]> {
  const allowed = await single(
    session,
    "SELECT pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')",
  );
  if (allowed === "t") return [{ level: "ok", title: "The user may ask how fresh the data is." }];
  return [
    {
      level: "warning",
      title: "The user may not ask for the server's system id, so an outdated standby cannot be told from the primary.",
      remedy: "GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() to the user.",
    },
  ];
}

async function probeOpenTransactions(session: Session, config: PostgresConfig): Promise<Found[]> {
  const sees = await single(session, "SELECT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')");
  if (sees === "t") return [{ level: "ok", title: "The user sees how old the oldest open transaction is." }];
  return [
    {
      level: "info",
      title:
        "The user does not see others' open transactions: reading by a cursor column goes back ten minutes each time.",
      remedy: `GRANT pg_read_all_stats TO ${config.user}, if fewer rows shall be read again.`,
    },
  ];
}

async function probeClock(session: Session): Promise<Found[]> {
  const ask = async () =>
    1_000 * Number(await single(session, "SELECT extract(epoch FROM pg_catalog.clock_timestamp())"));
  return [await clockFound(ask)];
}

async function isReplica(session: Session): Promise<boolean> {
  return (await single(session, "SELECT pg_catalog.pg_is_in_recovery()")) === "t";
}

async function probeReplica(session: Session): Promise<Found[]> {
  if (!(await isReplica(session))) {
    return [{ level: "ok", title: "The server is a primary." }];
  }
  return [
    {
      level: "info",
      title: "The server is a read replica: it may lag behind, and long reads may be cancelled by its recovery.",
      remedy:
        "Give the instance the role SECONDARY, and set hot_standby_feedback or max_standby_streaming_delay if reads are cancelled.",
    },
  ];
}

async function probeWalLevel(session: Session): Promise<Found[]> {
  const level = await single(session, "SELECT pg_catalog.current_setting('wal_level')");
  if (level === "logical") return [{ level: "ok", title: "wal_level is logical: change capture is possible." }];
  return [
    {
      level: "info",
      title: `wal_level is ${level}: change capture is not possible, full scans and cursor columns are.`,
      remedy: "Set wal_level to logical and restart the server if change capture is wanted.",
    },
  ];
}

async function probeEncoding(session: Session): Promise<Found[]> {
  const encoding = await single(session, "SELECT pg_catalog.current_setting('server_encoding')");
  if (encoding !== "SQL_ASCII") return [{ level: "ok", title: `Text is stored as ${encoding}.` }];
  return [
    {
      level: "warning",
      title: "The database's encoding is SQL_ASCII: bytes that are not UTF-8 cannot be read as text.",
      remedy: "Move the data to a database with encoding UTF8.",
    },
  ];
}
