import type { Finding } from "@/lib/connectors/connector";
import { type AppError, SyncError } from "@/lib/errors/app-error";
import { createPool, type Session } from "./client";
import type { PostgresConfig } from "./config";
import { driverCodeOf } from "./errors";
import { oldestVersion, serverVersion, versionText } from "./version";
import { visibleTables } from "./visible-tables";

/** Above this difference between the two clocks, in milliseconds, times of the database and of this machine should not be compared. */
const clockToleranceMs = 5_000;

/**
 * Probes all that reading needs and reports each as a finding: network, tls, login, database, then what only a session can tell. What a
 * failure leaves unknown is absent. Never throws for what it probes; rejects with the signal's reason only.
 */
export async function checkDatabase(config: PostgresConfig, signal?: AbortSignal): Promise<readonly Finding[]> {
  const pool = createPool(config);
  try {
    const session = await pool.open(signal);
    try {
      const findings = connectedFindings(config);
      for (const probe of probes) findings.push(...(await probed(probe, session, config, signal)));
      return findings;
    } finally {
      await session.end();
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof SyncError) return connectFindings(config, error);
    throw error;
  } finally {
    await pool.close();
  }
}

interface Probe {
  readonly id: string;
  run(session: Session, config: PostgresConfig): Promise<readonly Omit<Finding, "id">[]>;
}

async function probed(
  probe: Probe,
  session: Session,
  config: PostgresConfig,
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  try {
    const found = await probe.run(session, config);
    return found.map((finding) => ({ id: probe.id, ...finding }));
  } catch (error) {
    if (signal?.aborted || !(error instanceof SyncError)) throw error;
    return [failure(probe.id, error)];
  }
}

function failure(id: string, error: AppError): Finding {
  return { id, level: "error", title: error.message, remedy: error.remedy };
}

const stages = ["network", "tls", "login", "database"] as const;

function stageFinding(stage: (typeof stages)[number], config: PostgresConfig): Finding {
  switch (stage) {
    case "network":
      return { id: stage, level: "ok", title: `A server answers at ${config.host}:${config.port}.` };
    case "tls":
      return tlsFinding(config);
    case "login":
      return { id: stage, level: "ok", title: `The server accepts the user ${config.user}.` };
    case "database":
      return { id: stage, level: "ok", title: `The database ${config.database} exists and may be entered.` };
  }
}

function tlsFinding(config: PostgresConfig): Finding {
  switch (config.tls.mode) {
    case "off":
      return {
        id: "tls",
        level: "info",
        title: "The connection is not encrypted.",
        remedy: "Choose the TLS mode “verify” unless the server is on this machine.",
      };
    case "require":
      return {
        id: "tls",
        level: "info",
        title: "The connection is encrypted, but the server's certificate is not checked.",
        remedy: "Choose the TLS mode “verify” and enter the authority's certificate.",
      };
    case "verify":
      return { id: "tls", level: "ok", title: "The connection is encrypted and the server's certificate is trusted." };
  }
}

function connectedFindings(config: PostgresConfig): Finding[] {
  return stages.map((stage) => stageFinding(stage, config));
}

/** A connection that failed at one stage has passed those before it. */
function connectFindings(config: PostgresConfig, error: SyncError): Finding[] {
  const stage = stageOf(error);
  const passed = stages.slice(0, stages.indexOf(stage)).map((before) => stageFinding(before, config));
  const remedy = stage === "network" ? networkRemedy(driverCodeOf(error.cause)) : null;
  return [...passed, { ...failure(stage, error), ...(remedy && { remedy }) }];
}

function stageOf(error: SyncError): (typeof stages)[number] {
  switch (error.code) {
    case "source-tls":
      return "tls";
    case "source-login":
      return "login";
    case "source-unreachable":
      return "network";
    default:
      return "database";
  }
}

/** More exact than the error's own remedy, by the resolver's or socket's code. */
function networkRemedy(driverCode: string | null): string | null {
  switch (driverCode) {
    case "ENOTFOUND":
      return "The host name is not known to the name server: check its spelling, or enter the address.";
    case "EAI_AGAIN":
      return "The name server did not answer: check this machine's network and try again.";
    case "ECONNREFUSED":
      return "The host answers, but nothing listens on this port: check the port and that the server listens on this network.";
    case "57P03":
      return "The server is starting up or shutting down: try again in a minute.";
    case null:
    case "ETIMEDOUT":
      return "Nothing answered in time: check host and port, and that no firewall drops the connection.";
    default:
      return null;
  }
}

const probes: readonly Probe[] = [
  { id: "version", run: probeVersion },
  { id: "read-permission", run: probeReadPermission },
  { id: "snapshot", run: probeSnapshot },
  { id: "freshness", run: probeFreshness },
  { id: "clock", run: probeClock },
  { id: "replica", run: probeReplica },
  { id: "wal-level", run: probeWalLevel },
  { id: "encoding", run: probeEncoding },
];

async function single(session: Session, text: string): Promise<string | null> {
  const rows = await session.query(text);
  return rows[0]?.[0] ?? null;
}

async function probeVersion(session: Session): Promise<Omit<Finding, "id">[]> {
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

async function probeReadPermission(session: Session, config: PostgresConfig): Promise<Omit<Finding, "id">[]> {
  const { text, values } = visibleTables(config);
  const rows = await session.query(
    `SELECT count(*), count(DISTINCT n.nspname),
       (SELECT count(*) FROM pg_catalog.pg_namespace AS hidden WHERE hidden.nspname NOT LIKE 'pg\\_%'
          AND hidden.nspname <> 'information_schema' AND NOT pg_catalog.has_schema_privilege(hidden.oid, 'USAGE')) ${text}`,
    values,
  );
  const [tables = 0, schemas = 0, hidden = 0] = (rows[0] ?? []).map(Number);
  const findings: Omit<Finding, "id">[] = [];
  if (tables > 0) {
    findings.push({
      level: "ok",
      title: `${tables} ${tables === 1 ? "table or view" : "tables and views"} in ${schemas} ${schemas === 1 ? "schema" : "schemas"} can be read.`,
    });
  } else {
    findings.push({
      level: "error",
      title: `The user ${config.user} can read no table in this database.`,
      remedy:
        "Grant USAGE on the schema and SELECT on its tables to the user, and look at the include and exclude patterns.",
    });
  }
  if (hidden > 0) {
    findings.push({
      level: "info",
      title: `${hidden} ${hidden === 1 ? "schema is" : "schemas are"} closed to the user and will not be cataloged.`,
      remedy: "Grant USAGE on the schema to the user if its tables are wanted.",
    });
  }
  return findings;
}

async function probeSnapshot(session: Session): Promise<Omit<Finding, "id">[]> {
  try {
    await session.begin({ statementTimeoutMs: 10_000 });
    await session.query("SELECT 1");
  } finally {
    await session.query("ROLLBACK");
  }
  return [{ level: "ok", title: "Reading in one consistent snapshot works." }];
}

async function probeFreshness(session: Session): Promise<Omit<Finding, "id">[]> {
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

async function probeClock(session: Session): Promise<Omit<Finding, "id">[]> {
  const before = Date.now();
  const epoch = await single(session, "SELECT extract(epoch FROM pg_catalog.clock_timestamp())");
  const after = Date.now();
  const theirs = Number(epoch) * 1000;
  // The answer was made somewhere between sending and receiving: only what lies outside counts.
  const differenceMs = theirs < before ? theirs - before : theirs > after ? theirs - after : 0;
  const seconds = Math.round(Math.abs(differenceMs) / 100) / 10;
  if (Math.abs(differenceMs) <= clockToleranceMs) {
    return [{ level: "ok", title: `The database's clock agrees with this machine's within ${seconds} s.` }];
  }
  return [
    {
      level: "warning",
      title: `The database's clock is ${seconds} s ${differenceMs > 0 ? "ahead of" : "behind"} this machine's.`,
      remedy: "Set both clocks by a time server.",
    },
  ];
}

async function probeReplica(session: Session): Promise<Omit<Finding, "id">[]> {
  if ((await single(session, "SELECT pg_catalog.pg_is_in_recovery()")) !== "t") {
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

async function probeWalLevel(session: Session): Promise<Omit<Finding, "id">[]> {
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

async function probeEncoding(session: Session): Promise<Omit<Finding, "id">[]> {
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
