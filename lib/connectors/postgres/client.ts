import pg from "pg";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { PostgresConfig } from "./config";
import { toSyncError } from "./errors";
import { createSession, type Session } from "./session";
import { offersTls } from "./tls-offer";

/** Every connection to one database: bounded, so that a source never sees more than a few of us. */
const maxConnections = 4;

export interface PostgresPool {
  /** Where it leads, for messages: `user@host:port/database`. */
  readonly where: string;
  open(signal?: AbortSignal): Promise<Session>;
  /** Ends every session and closes every connection. Harmless when repeated. */
  close(): Promise<void>;
}

/** A bounded pool; connects on demand. Config decides everything: `PG…` environment variables and password files are not consulted. */
export function createPool(config: PostgresConfig): PostgresPool {
  const where = `${config.user}@${config.host}:${config.port}/${config.database}`;
  const sessions = new Set<Session>();
  let closing: Promise<void> | null = null;
  // The time limit is for making a connection; waiting for one of our own to become free is bounded by the caller's signal.
  class LimitedClient extends pg.Client {
    constructor(options?: pg.ClientConfig) {
      super({ ...options, password: () => config.password, connectionTimeoutMillis: config.connectTimeoutMs });
    }
  }
  const pool = new pg.Pool({
    host: config.host,
    port: config.port,
    database: config.database,
    user: config.user,
    ssl: tlsOptions(config),
    application_name: config.applicationName,
    keepAlive: true,
    max: maxConnections,
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
    Client: LimitedClient,
  });
  // An idle connection that the server ends is replaced by the next one that is needed; without a listener Node would end the process.
  pool.on("error", () => undefined);

  return {
    where,
    async open(signal) {
      if (closing) throw sourceError("source-interrupted", "transient", { where, said: "the connection was closed" });
      signal?.throwIfAborted();
      const client = await acquire(pool, config, where, signal);
      const session = createSession(client, config, where, signal, () => sessions.delete(session));
      sessions.add(session);
      return session;
    },
    close() {
      closing ??= (async () => {
        await Promise.all([...sessions].map((session) => session.end()));
        await pool.end();
      })();
      return closing;
    },
  };
}

function tlsOptions(config: PostgresConfig): pg.ClientConfig["ssl"] {
  if (config.tls.mode === "off") return false;
  if (config.tls.mode === "require") return { rejectUnauthorized: false };
  return { rejectUnauthorized: true, ca: config.tls.ca };
}

async function acquire(
  pool: pg.Pool,
  config: PostgresConfig,
  where: string,
  signal: AbortSignal | undefined,
): Promise<pg.PoolClient> {
  const connecting = pool.connect();
  let stopWaiting = (): void => undefined;
  const aborted = new Promise<"aborted">((resolve) => {
    const onAbort = () => resolve("aborted");
    signal?.addEventListener("abort", onAbort, { once: true });
    stopWaiting = () => signal?.removeEventListener("abort", onAbort);
  });
  try {
    const first = await Promise.race([connecting, aborted]);
    if (first !== "aborted") return first;
    // Whatever comes of the attempt that nobody waits for any more, its connection goes back.
    connecting.then(
      (client) => client.release(),
      () => undefined,
    );
    throw signal?.reason;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    // The driver's error for a server without TLS carries no code; the server itself is asked again, so that no message text is parsed.
    if (config.tls.mode !== "off" && !(await offersTls(config))) {
      throw sourceError("source-tls", "halt", { where, said: "the server offers no TLS", cause: error });
    }
    throw toSyncError(error, "connect", where);
  } finally {
    stopWaiting();
  }
}
