import { z } from "zod";
import type { Finding } from "@/lib/connectors/connector";
import {
  clockFound,
  connectedFindings,
  type Found,
  networkRemedy,
  type Probe,
  probe,
  readableFound,
  refusedFindings,
  transactionsSeen,
  transactionsUnseen,
} from "@/lib/connectors/sql/findings";
import { driverCodeOf } from "@/lib/connectors/sql/source-error";
import { SyncError } from "@/lib/errors/app-error";
import { createPool } from "./client";
import type { MysqlConfig } from "./config";
import { tokenNow } from "./freshness";
import { chooseSchemas } from "./schemas";
import type { Session } from "./session";
import { isSupported, versionText } from "./version";

/**
 * Probes all that reading needs and reports each as a finding: network, tls, login, database, then what only a session can tell. What a
 * failure leaves unknown is absent. Never throws for what it probes; rejects with the signal's reason only.
 */
export async function checkDatabase(config: MysqlConfig, signal?: AbortSignal): Promise<readonly Finding[]> {
  const pool = await createPool(config);
  try {
    const session = await pool.open(signal);
    try {
      return [...connectedFindings(config), ...(await probe(probes, session, config, signal))];
    } finally {
      await session.end();
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof SyncError) return refusedFindings(config, error, networkRemedy(driverCodeOf(error.cause)));
    throw error;
  } finally {
    await pool.close();
  }
}

const probes: readonly Probe<Session, MysqlConfig>[] = [
  { id: "version", run: probeVersion },
  { id: "read-permission", run: probeReadPermission },
  { id: "snapshot", run: probeSnapshot },
  { id: "freshness", run: probeFreshness },
  { id: "transactions", run: probeTransactions },
  { id: "binlog-format", run: probeBinlog },
  { id: "clock", run: probeClock },
  { id: "replica", run: probeReplica },
  { id: "encoding", run: probeEncoding },
];

async function single(session: Session, text: string, values: readonly string[] = []): Promise<string | null> {
  const rows = await session.query(text, values);
  return rows[0]?.[0] ?? null;
}

async function probeVersion(session: Session, config: MysqlConfig): Promise<Found[]> {
  const said = versionText(session.version);
  if (isSupported(session.version)) {
    await session.setUp("read", config.statementTimeoutMs);
    return [{ level: "ok", title: `The server is ${said}.` }];
  }
  return [
    {
      level: "error",
      title: `The server is ${said}; MySQL 8.0 and MariaDB 10.6 and newer are supported.`,
      remedy: "Use a newer server.",
    },
  ];
}

const countsSchema = z.tuple([z.coerce.number(), z.coerce.number()]);

async function probeReadPermission(session: Session, config: MysqlConfig): Promise<Found[]> {
  const { schemas, unseen } = await chooseSchemas(session, config);
  let tables = 0;
  let closed = 0;
  let open = 0;
  for (const schema of schemas) {
    const rows = await session.query(
      `SELECT COALESCE(SUM(readable), 0), COUNT(*) FROM (
         SELECT MAX(FIND_IN_SET('select', privileges) > 0) AS readable
         FROM information_schema.columns WHERE table_schema = ? GROUP BY CAST(table_name AS BINARY)) AS found`,
      [schema],
    );
    const [readable, all] = countsSchema.parse(rows[0]);
    tables += readable;
    closed += all - readable;
    if (readable > 0) open++;
  }
  const findings: Found[] = [
    readableFound({
      user: config.user,
      tables,
      schemas: open,
      remedy: "Grant SELECT on its tables to the user, and look at the include and exclude patterns.",
    }),
  ];
  if (closed > 0) {
    findings.push({
      level: "info",
      title: `${closed} ${closed === 1 ? "table or view" : "tables and views"} may not be read by the user and will not be cataloged.`,
      remedy: `GRANT SELECT ON … TO ${config.user}, if they are wanted.`,
    });
  }
  for (const name of unseen) {
    findings.push({
      level: "warning",
      title: `The database ${name} does not exist, or the user has no right in it.`,
      remedy: "Check its spelling in the include patterns, or grant SELECT on its tables to the user.",
    });
  }
  return findings;
}

async function probeSnapshot(session: Session, config: MysqlConfig): Promise<Found[]> {
  await session.begin("read");
  await session.control("ROLLBACK");
  const { schemas } = await chooseSchemas(session, config);
  const places = schemas.map(() => "?").join(", ") || "NULL";
  const without = Number(
    await single(
      session,
      `SELECT COUNT(*) FROM information_schema.tables AS t JOIN information_schema.engines AS e ON e.engine = t.engine
       WHERE t.table_schema IN (${places}) AND COALESCE(e.transactions, 'NO') <> 'YES'`,
      schemas,
    ),
  );
  if (without === 0) return [{ level: "ok", title: "Reading in one consistent snapshot works." }];
  return [
    {
      level: "warning",
      title: `${without} ${without === 1 ? "table is" : "tables are"} kept by an engine without transactions, such as MyISAM: reading them has no snapshot, and they cannot be written to.`,
      remedy: "ALTER TABLE … ENGINE = InnoDB for the tables that are synced.",
    },
  ];
}

async function probeFreshness(session: Session): Promise<Found[]> {
  const { token } = await tokenNow(session);
  if (token)
    return [{ level: "ok", title: "The server numbers its transactions: it can be told how fresh the data is." }];
  const { isMariaDb } = session.version;
  return [
    {
      level: "info",
      title: "The server keeps no transaction ids (GTID), so an outdated replica cannot be told from the primary.",
      remedy: isMariaDb
        ? "Switch the binary log on (log_bin) if the database has replicas."
        : "Set gtid_mode to ON, with the binary log, if the database has replicas.",
    },
  ];
}

async function probeTransactions(session: Session, config: MysqlConfig): Promise<Found[]> {
  try {
    await session.query("SELECT COUNT(*) FROM information_schema.innodb_trx");
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== "source-permission") throw error;
    return [transactionsUnseen(`GRANT PROCESS ON *.* TO ${config.user}.`)];
  }
  return [transactionsSeen];
}

async function probeBinlog(session: Session): Promise<Found[]> {
  const rows = await session.query("SELECT @@GLOBAL.log_bin, @@GLOBAL.binlog_format, @@GLOBAL.binlog_row_image");
  const [logBin, format, image] = rows[0] ?? [];
  if (logBin === "1" && format === "ROW") {
    return [
      {
        level: "ok",
        title: `The binary log is written by rows (binlog_row_image ${image}): change capture is possible.`,
      },
    ];
  }
  return [
    {
      level: "info",
      title:
        logBin === "1"
          ? `binlog_format is ${format}: change capture is not possible, full scans and cursor columns are.`
          : "The binary log is off: change capture is not possible, full scans and cursor columns are.",
      remedy: "Set log_bin and binlog_format = ROW and restart the server if change capture is wanted.",
    },
  ];
}

async function probeClock(session: Session): Promise<Found[]> {
  const ask = async () => 1_000 * Number(await single(session, "SELECT CAST(UNIX_TIMESTAMP(NOW(6)) AS CHAR)"));
  return [await clockFound(ask)];
}

async function probeReplica(session: Session): Promise<Found[]> {
  const isReplica = (await tokenNow(session)).isReadOnly || (await hasSource(session));
  if (!isReplica) return [{ level: "ok", title: "The server is a primary: it takes writes." }];
  return [
    {
      level: "info",
      title: "The server is a read replica or read-only: it may lag behind, and rows cannot be written to it.",
      remedy: "Give the instance the role SECONDARY.",
    },
  ];
}

/** Whether the server follows another one; false where the user may not ask. */
async function hasSource(session: Session): Promise<boolean> {
  try {
    return (await session.query("SHOW REPLICA STATUS")).length > 0;
  } catch (error) {
    // Not allowed, or a server older than the word.
    if (error instanceof SyncError) return false;
    throw error;
  }
}

async function probeEncoding(session: Session): Promise<Found[]> {
  const rows = await session.query("SELECT @@character_set_database, @@GLOBAL.lower_case_table_names");
  const [charset] = rows[0] ?? [];
  return [{ level: "ok", title: `Text of new tables is stored as ${charset}; all text is read as Unicode.` }];
}
