import { connect as connectSocket } from "node:net";
import type { Connection, PoolOptions } from "mysql2";
import type { MysqlConfig } from "./config";

/** At most this many statements of ours stay prepared on a connection; a server holds 16,382 for everybody. */
const preparedStatements = 30;

/**
 * How every connection is made: one statement at a time, no files of this machine for the server (`LOAD DATA LOCAL`), no password in clear
 * text. A new object each time, because the driver keeps it.
 */
export function driverOptions(config: MysqlConfig): PoolOptions {
  return {
    host: config.host,
    port: config.port,
    user: config.user,
    password: config.password,
    database: config.database,
    connectTimeout: config.connectTimeoutMs,
    charset: "utf8mb4_unicode_ci",
    multipleStatements: false,
    flags: ["-LOCAL_FILES"],
    enableCleartextPlugin: false,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    rowsAsArray: true,
    trace: false,
    maxPreparedStatements: preparedStatements,
    connectAttributes: { program_name: config.applicationName },
    ...tlsOptions(config),
    // The driver hands an address no name to check; Node compares the certificate with the host that the socket itself remembers.
    stream: () => {
      const socket = connectSocket({ host: config.host, port: config.port, keepAlive: true, noDelay: true });
      return Object.assign(socket, { _host: config.host });
    },
  };
}

function tlsOptions({ tls }: MysqlConfig): Pick<PoolOptions, "ssl"> {
  if (tls.mode === "off") return {};
  if (tls.mode === "require") return { ssl: { rejectUnauthorized: false } };
  return { ssl: { rejectUnauthorized: true, verifyIdentity: true, ...(tls.ca && { ca: tls.ca }) } };
}

/** What tells one server from another behind the same address. */
export const serverIdentity = "CAST(CONCAT_WS(':', @@hostname, @@port, @@server_id) AS CHAR)";

/**
 * Ends a thread on the server over a connection of its own, so that what it does stops at once instead of when it next writes. Only where
 * the same server answers: behind a balancer the number may be a stranger's. Best effort; never rejects.
 */
export async function killOnServer(config: MysqlConfig, threadId: number, identity: string): Promise<void> {
  const connectTimeout = Math.min(config.connectTimeoutMs, 3_000);
  const { default: mysql } = await import("mysql2");
  const connection = mysql.createConnection({ ...driverOptions(config), connectTimeout });
  const failed = new Promise<void>((resolve) => connection.on("error", () => resolve()));
  const killed = ask(connection, `SELECT ${serverIdentity}`).then((answer) =>
    answer === identity ? ask(connection, `KILL ${Math.trunc(threadId)}`) : null,
  );
  await Promise.race([failed, killed.catch(() => null)]);
  connection.destroy();
}

function ask(connection: Connection, text: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    connection.query({ sql: text, rowsAsArray: true }, (error, rows) => {
      if (error) reject(error);
      else resolve(Array.isArray(rows) && Array.isArray(rows[0]) ? String(rows[0][0]) : null);
    });
  });
}
