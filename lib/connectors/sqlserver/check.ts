import type { Finding } from "@/lib/connectors/connector";
import { likePatterns } from "@/lib/connectors/sql/config";
import {
  clockFound,
  connectedFindings,
  type Found,
  filteredFound,
  networkRemedy,
  type Place,
  type Probe,
  probe,
  readableFound,
  refusedFindings,
  transactionsSeen,
  transactionsUnseen,
} from "@/lib/connectors/sql/findings";
import { SyncError } from "@/lib/errors/app-error";
import { createPool } from "./client";
import type { SqlServerConfig } from "./config";
import { causeCodeOf } from "./errors";
import { quoteIdentifier } from "./names";
import { optionalCell, optionalRows } from "./probe";
import type { Session, Values } from "./session";
import { seesTransactions } from "./since";
import { freshnessToken, rowVersionCell, serverClocks, snapshotState, updateability } from "./snapshot";
import { isSupported, serverVersion, versionText } from "./version";

/**
 * Probes all that reading needs and reports each as a finding: network, tls, login, database, then what only a session can tell. What a
 * failure leaves unknown is absent. Never throws for what it probes; rejects with the signal's reason only.
 */
export async function checkDatabase(config: SqlServerConfig, signal?: AbortSignal): Promise<readonly Finding[]> {
  const pool = await createPool(config);
  const place: Place = { ...config, port: config.instanceName ?? config.port };
  try {
    const session = await pool.open(signal);
    try {
      return [...connectedFindings(place), ...(await probe(probes, session, config, signal))];
    } finally {
      await session.end();
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof SyncError) return refusedFindings(place, error, remedyOf(config, error.cause));
    throw error;
  } finally {
    await pool.close();
  }
}

/** What to do about a network that does not answer, in the words of this kind of server. */
function remedyOf(config: SqlServerConfig, cause: unknown): string | null {
  const code = causeCodeOf(cause);
  if (code === "EINSTLOOKUP") {
    return `SQL Server Browser did not tell the port of the instance ${config.instanceName}: start the service SQL Server Browser and open UDP port 1434, or enter the instance's port instead of its name.`;
  }
  if (code === "40613") return "The database is resuming or moving: try again in a minute.";
  if (code === "ETIMEOUT") return networkRemedy("ETIMEDOUT");
  if (code === "ECONNREFUSED") {
    return "The host answers, but nothing listens on this port: check the port, and that TCP/IP is enabled in SQL Server Configuration Manager.";
  }
  return networkRemedy(code);
}

const probes: readonly Probe<Session, SqlServerConfig>[] = [
  { id: "version", run: probeVersion },
  { id: "read-permission", run: probeReadPermission },
  { id: "masking", run: probeMasking },
  { id: "row-filters", run: probeRowFilters },
  { id: "snapshot", run: probeSnapshot },
  { id: "freshness", run: probeFreshness },
  { id: "transactions", run: probeTransactions },
  { id: "change-tracking", run: probeChangeTracking },
  { id: "clock", run: probeClock },
  { id: "replica", run: probeReplica },
  { id: "collation", run: probeCollation },
];

async function probeVersion(session: Session): Promise<Found[]> {
  const version = await serverVersion(session);
  if (version.major === 0 && !version.isCloud) {
    return [{ level: "info", title: "The server does not tell its version; SQL Server 2016 and newer are supported." }];
  }
  if (isSupported(version)) return [{ level: "ok", title: `The server is ${versionText(version)}.` }];
  return [
    {
      level: "error",
      title: `The server is ${versionText(version)}; SQL Server 2016 and newer are supported.`,
      remedy: "Use a newer server.",
    },
  ];
}

async function probeReadPermission(session: Session, config: SqlServerConfig): Promise<Found[]> {
  const { condition, values } = schemaCondition(config);
  const counts = "SELECT CAST(COUNT(*) AS varchar(20)), CAST(COUNT(DISTINCT s.name) AS varchar(20))";
  const from = `FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id
     WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0${condition}`;
  const mayRead = "HAS_PERMS_BY_NAME(QUOTENAME(s.name) + '.' + QUOTENAME(o.name), 'OBJECT', 'SELECT', NULL, NULL)";
  // Column by column where the right is not on the whole table.
  const mayReadSome =
    "HAS_PERMS_BY_NAME(QUOTENAME(s.name) + '.' + QUOTENAME(o.name), 'OBJECT', 'SELECT', c.name, 'COLUMN')";
  const anyColumn = `EXISTS (SELECT 1 FROM sys.columns AS c WHERE c.object_id = o.object_id AND ${mayReadSome} = 1)`;
  const rows =
    (await optionalRows(session, `${counts} ${from} AND (${mayRead} = 1 OR ${anyColumn})`, values)) ??
    (await session.query(`${counts} ${from}`, values));
  const [tables = 0, schemas = 0] = (rows[0] ?? []).map(Number);
  const user = (await optionalCell(session, "SELECT CONVERT(nvarchar(128), USER_NAME())")) ?? config.user;
  return [
    readableFound({
      user: config.user,
      tables,
      schemas,
      remedy: `GRANT SELECT ON SCHEMA::[schema] TO ${quoteIdentifier(user)} for each schema that is wanted, and look at the include and exclude patterns.`,
    }),
  ];
}

/** ` AND (…)` over schemas called `s`, by the config's patterns. */
function schemaCondition(config: SqlServerConfig): { condition: string; values: Values } {
  const values: string[] = [];
  const anyOf = (patterns: readonly string[]) =>
    patterns.map((pattern) => `s.name LIKE @p${values.push(pattern)} ESCAPE '\\'`).join(" OR ");
  // Brackets are wildcards of their own in Transact-SQL.
  const include = likePatterns(config.includeSchemas)?.map(escapeBracket);
  const exclude = likePatterns(config.excludeSchemas)?.map(escapeBracket);
  const condition = `${include ? ` AND (${anyOf(include)})` : ""}${exclude ? ` AND NOT (${anyOf(exclude)})` : ""}`;
  return { condition, values };
}

/** Dynamic data masking makes up what a user without UNMASK reads (SQL Server documentation, "Dynamic data masking"), without an error. */
async function probeMasking(session: Session, config: SqlServerConfig): Promise<Found[]> {
  const rows = await optionalRows(
    session,
    `SELECT CAST(COUNT(*) AS varchar(20)), CAST(HAS_PERMS_BY_NAME(QUOTENAME(DB_NAME()), 'DATABASE', 'UNMASK') AS varchar(20))
     FROM sys.columns WHERE is_masked = 1`,
  );
  const [masked, mayUnmask] = rows?.[0] ?? [];
  if (!Number(masked ?? 0) || mayUnmask === "1") return [];
  return [
    {
      level: "warning",
      title: `${masked} ${masked === "1" ? "column is" : "columns are"} masked: the values that this user reads there may be made up.`,
      remedy: `GRANT UNMASK TO ${quoteIdentifier(config.user)}, or leave these columns out of every sync.`,
    },
  ];
}

/** Row-level security leaves rows out without an error; a login that may not see the policies is told nothing. */
async function probeRowFilters(session: Session): Promise<Found[]> {
  const filtered = await optionalCell(
    session,
    `SELECT CAST(COUNT(DISTINCT f.target_object_id) AS varchar(20)) FROM sys.security_predicates AS f
     JOIN sys.security_policies AS p ON p.object_id = f.object_id WHERE p.is_enabled = 1 AND f.predicate_type = 0`,
  );
  return Number(filtered ?? 0) > 0 ? [filteredFound(Number(filtered))] : [];
}

async function probeSnapshot(session: Session, config: SqlServerConfig): Promise<Found[]> {
  const { isAllowed, isReadCommittedVersioned } = await snapshotState(session);
  if (isAllowed) {
    try {
      await session.begin("snapshot");
      await session.query("SELECT COUNT(*) FROM sys.objects");
    } finally {
      await session.rollback();
    }
    return [{ level: "ok", title: "Reading in one consistent snapshot works." }];
  }
  const remedy = `ALTER DATABASE ${quoteIdentifier(config.database)} SET ALLOW_SNAPSHOT_ISOLATION ON`;
  if (isReadCommittedVersioned) {
    return [
      {
        level: "info",
        title:
          "The database reads committed versions (READ_COMMITTED_SNAPSHOT): a streamed table is consistent, one that is read in pages is not.",
        remedy,
      },
    ];
  }
  const known = isAllowed === null ? "does not tell whether it allows" : "does not allow";
  return [
    {
      level: "warning",
      title: `The database ${known} snapshot isolation: readings wait for writers, and rows that move meanwhile may be missed or seen twice.`,
      remedy,
    },
  ];
}

async function probeFreshness(session: Session): Promise<Found[]> {
  const token = await freshnessToken(session, await serverClocks(session));
  if (token === null) {
    return [
      {
        level: "info",
        title:
          "How fresh the data is cannot be told here, so that readings of this instance delete and overwrite nothing.",
        remedy: "Add the primary as an instance of its own.",
      },
    ];
  }
  const bound = await rowVersionCell(session, "MIN_ACTIVE_ROWVERSION()");
  const versions = bound === null ? " Row version columns cannot be used as cursor." : "";
  return [{ level: bound === null ? "info" : "ok", title: `How fresh the data is can be told.${versions}` }];
}

async function probeTransactions(session: Session, config: SqlServerConfig): Promise<Found[]> {
  if (await seesTransactions(session)) return [transactionsSeen];
  return [
    transactionsUnseen(
      `In the database master: GRANT VIEW SERVER STATE TO ${quoteIdentifier(config.user)}. A row version column as cursor does not need it.`,
    ),
  ];
}

async function probeChangeTracking(session: Session): Promise<Found[]> {
  const rows = await optionalRows(
    session,
    "SELECT CAST(COUNT(*) AS varchar(20)) FROM sys.change_tracking_databases WHERE database_id = DB_ID()",
  );
  if (rows === null) return [{ level: "info", title: "Whether change tracking is on cannot be seen." }];
  if (rows[0]?.[0] !== "0") return [{ level: "info", title: "Change tracking is on." }];
  return [{ level: "info", title: "Change tracking is off; full scans and cursor columns do not need it." }];
}

async function probeClock(session: Session): Promise<Found[]> {
  const ask = async () => Date.parse(`${(await serverClocks(session)).utc.slice(0, 23)}Z`);
  return [await clockFound(ask)];
}

async function probeReplica(session: Session, config: SqlServerConfig): Promise<Found[]> {
  const mode = await updateability(session);
  if (mode === "READ_ONLY") {
    return [
      {
        level: "info",
        title: "The database is read-only, a secondary or set so: it may lag behind its primary.",
        remedy: "Give the instance the role SECONDARY.",
      },
    ];
  }
  if (mode === null) return [{ level: "info", title: "Whether the database takes writes cannot be seen." }];
  if (!config.readOnlyIntent) return [{ level: "ok", title: "The database takes writes: it is a primary." }];
  return [
    {
      level: "info",
      title: "Read-only intent was asked for, and the primary answers.",
      remedy: "Connect through the availability group's listener, with read-only routing set up.",
    },
  ];
}

async function probeCollation(session: Session): Promise<Found[]> {
  const collation = await optionalCell(
    session,
    "SELECT CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), 'Collation')) AS fact",
  );
  if (collation === null) return [{ level: "info", title: "The database's collation cannot be seen." }];
  return [{ level: "ok", title: `Text compares by the collation ${collation} unless a column has its own.` }];
}

const escapeBracket = (pattern: string): string => pattern.replaceAll("[", "\\[");
