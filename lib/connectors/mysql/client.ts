import type { PoolConnection } from "mysql2";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { MysqlConfig } from "./config";
import { driverOptions } from "./dial";
import { toSyncError } from "./errors";
import { createSession, type Session } from "./session";

/** Every connection to one database: bounded, so that a source never sees more than a few of us. */
const maxConnections = 4;

export interface MysqlPool {
  /** Where it leads, for messages: `user@host:port/database`. */
  readonly where: string;
  open(signal?: AbortSignal): Promise<Session>;
  /** Ends every session and closes every connection. Harmless when repeated. */
  close(): Promise<void>;
}

/** A bounded pool; connects on demand. The driver is loaded here and not at start: who reads no MySQL does not carry it in memory. */
export async function createPool(config: MysqlConfig): Promise<MysqlPool> {
  const { default: mysql } = await import("mysql2");
  const where = `${config.user}@${config.host}:${config.port}/${config.database}`;
  const sessions = new Set<Session>();
  let closing: Promise<void> | null = null;
  const pool = mysql.createPool({
    ...driverOptions(config),
    connectionLimit: maxConnections,
    maxIdle: 1,
    idleTimeout: 10_000,
    waitForConnections: true,
    queueLimit: 0,
  });
  // An idle connection that the server ends is replaced by the next one that is needed; without a listener Node would end the process.
  pool.on("connection", (connection) => connection.on("error", () => undefined));

  const acquire = (): Promise<PoolConnection> =>
    new Promise((resolve, reject) => {
      pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection)));
    });

  return {
    where,
    async open(signal) {
      if (closing) throw closed(where);
      signal?.throwIfAborted();
      const connection = await untilAborted(acquire(), signal, where);
      const session = createSession({ connection, config, where, signal, onEnd: () => sessions.delete(session) });
      sessions.add(session);
      try {
        await session.greet();
      } catch (error) {
        await session.end();
        throw error;
      }
      return session;
    },
    close() {
      closing ??= (async () => {
        await Promise.all([...sessions].map((session) => session.end()));
        await new Promise<void>((resolve) => pool.end(() => resolve()));
      })();
      return closing;
    },
  };
}

const closed = (where: string) =>
  sourceError("source-interrupted", "transient", { where, said: "the connection was closed" });

/** Waits for a connection until the signal fires; whatever comes of an attempt that nobody waits for any more goes back. */
async function untilAborted(
  connecting: Promise<PoolConnection>,
  signal: AbortSignal | undefined,
  where: string,
): Promise<PoolConnection> {
  let stopWaiting = (): void => undefined;
  const aborted = new Promise<"aborted">((resolve) => {
    const onAbort = () => resolve("aborted");
    signal?.addEventListener("abort", onAbort, { once: true });
    stopWaiting = () => signal?.removeEventListener("abort", onAbort);
  });
  try {
    const first = await Promise.race([connecting, aborted]);
    if (first !== "aborted") return first;
    connecting.then(
      (connection) => connection.release(),
      () => undefined,
    );
    throw signal?.reason;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw toSyncError(error, "connect", where);
  } finally {
    stopWaiting();
  }
}
