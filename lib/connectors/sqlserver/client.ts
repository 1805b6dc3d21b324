import type mssql from "mssql";
import type { Connection } from "tedious";
import { sourceError } from "@/lib/connectors/sql/source-error";
import { type SqlServerConfig, serverOf } from "./config";
import { noteLoginErrors, toSyncError } from "./errors";
import { createSession, type Session } from "./session";

/** Every connection to one database: bounded, so that a source never sees more than a few of us. */
const maxConnections = 4;

/** How long the server may take to confirm that it stopped a statement; after that the connection is destroyed. */
const cancelTimeoutMs = 5_000;

export interface SqlServerPool {
  /** Where it leads, for messages: `user@host:port/database`. */
  readonly where: string;
  /** Takes a connection until its session ends; waits while all are taken. Rejects with the signal's reason when it fires. */
  open(signal?: AbortSignal): Promise<Session>;
  /** Ends every session and closes every connection. Harmless when repeated. */
  close(): Promise<void>;
}

/** What the pool of `mssql` can do beyond its typings: lend one connection for several statements. */
interface Lender {
  acquire(requester: object): Promise<Connection>;
  release(connection: Connection): unknown;
}

/**
 * A bounded pool; connects on demand. Config decides everything, no environment variable is consulted. The driver is loaded here and not at
 * start: who reads no SQL Server does not carry it in memory.
 */
export async function createPool(config: SqlServerConfig): Promise<SqlServerPool> {
  const { default: mssql } = await import("mssql");
  const tedious = await import("tedious");
  const where = `${config.user}@${serverOf(config)}/${config.database}`;
  const sessions = new Set<Session>();
  let closing: Promise<void> | null = null;
  let connecting: Promise<unknown> | null = null;
  const pool = new mssql.ConnectionPool(driverConfig(config)) as mssql.ConnectionPool & Lender;
  // An idle connection that the server ends is replaced by the next one that is needed; without a listener Node would end the process.
  pool.on("error", () => undefined);

  const refuseWhenClosed = (): void => {
    if (closing) throw sourceError("source-interrupted", "transient", { where, said: "the connection was closed" });
  };

  const lend = async (): Promise<Connection> => {
    try {
      connecting ??= pool.connect();
      await connecting;
    } catch (error) {
      connecting = null;
      refuseWhenClosed();
      throw toSyncError(error, "connect", where);
    }
    refuseWhenClosed();
    try {
      return await pool.acquire(config);
    } catch (error) {
      refuseWhenClosed();
      throw toSyncError(error, "connect", where);
    }
  };

  return {
    where,
    async open(signal) {
      refuseWhenClosed();
      signal?.throwIfAborted();
      const connection = await unlessAborted(lend(), signal, (late) => pool.release(late));
      if (closing) pool.release(connection);
      refuseWhenClosed();
      const session = createSession(tedious, connection, config, where, signal, () => {
        sessions.delete(session);
        pool.release(connection);
      });
      sessions.add(session);
      try {
        await session.prepare();
      } catch (error) {
        await session.end();
        throw error;
      }
      return session;
    },
    close() {
      closing ??= (async () => {
        // A pool that is connecting refuses to be closed.
        await connecting?.catch(() => undefined);
        await Promise.all([...sessions].map((session) => session.end()));
        await pool.close();
      })();
      return closing;
    },
  };
}

/** Waits no longer than the signal; what arrives after it is handed to `late`. */
function unlessAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
  late: (result: Result) => void,
): Promise<Result> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(
      (result) => {
        signal.removeEventListener("abort", onAbort);
        if (signal.aborted) late(result);
        else resolve(result);
      },
      (error: unknown) => {
        signal.removeEventListener("abort", onAbort);
        reject(error);
      },
    );
  });
}

function driverConfig(config: SqlServerConfig): mssql.config {
  const { tls } = config;
  return {
    server: config.host,
    ...(!config.instanceName && { port: config.port }),
    database: config.database,
    user: config.user,
    password: config.password,
    connectionTimeout: config.connectTimeoutMs,
    // Each statement carries its own limit.
    requestTimeout: 0,
    validateConnection: "socket",
    beforeConnect: (connection) => watchConnecting(connection, tls.mode !== "off"),
    pool: {
      max: maxConnections,
      min: 0,
      idleTimeoutMillis: 10_000,
      // Waiting for one of our own to become free is bounded by the caller's signal, connecting by the driver's limit.
      acquireTimeoutMillis: 2_147_483_647,
      createTimeoutMillis: 2_147_483_647,
    },
    options: {
      encrypt: tls.mode !== "off",
      trustServerCertificate: tls.mode === "require",
      ...(tls.mode === "verify" && tls.ca && { cryptoCredentialsDetails: { ca: tls.ca } }),
      ...(config.instanceName && { instanceName: config.instanceName }),
      ...(config.readOnlyIntent && { readOnlyIntent: true }),
      ...(config.multiSubnetFailover && { multiSubnetFailover: true }),
      appName: config.applicationName,
      cancelTimeout: cancelTimeoutMs,
      lowerCaseGuids: true,
      abortTransactionOnError: false,
    },
  } as mssql.config;
}

/**
 * Notes what the driver forgets while a connection is made: the numbers of the server's errors; and refuses what the driver allows: going on
 * in the clear, password included, where the server offers no encryption though it was asked for (MS-TDS, PRELOGIN, ENCRYPT_NOT_SUP).
 */
function watchConnecting(connection: Connection, isEncrypted: boolean): void {
  const numbers: number[] = [];
  const onErrorMessage = (message: { number: number }): void => {
    numbers.push(message.number);
  };
  connection.on("errorMessage", onErrorMessage);
  connection.once("connect", (error?: Error) => {
    connection.removeListener("errorMessage", onErrorMessage);
    if (error) noteLoginErrors(error, numbers);
  });
  if (!isEncrypted) return;
  const negotiate = connection.performTlsNegotiation.bind(connection);
  connection.performTlsNegotiation = async (preloginPayload, signal) => {
    if (preloginPayload.encryptionString !== "ON" && preloginPayload.encryptionString !== "REQ") {
      throw Object.assign(new Error("the server offers no encryption"), { code: "EENCRYPT" });
    }
    await negotiate(preloginPayload, signal);
  };
}
