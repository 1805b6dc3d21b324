import { connect as connectSocket } from "node:net";
import pg from "pg";
import Cursor from "pg-cursor";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { PostgresConfig } from "./config";
import { toSyncError } from "./errors";
import { offersTls } from "./tls-offer";

/** One row as the server sent it: text or NULL, in the order of the columns. */
export type Cells = (string | null)[];

/** Chosen once for each column of an answer by its type's oid; turns the server's text into the delivered text. */
export type CellParser = (raw: string) => string;

type ParserOf = (typeOid: number) => CellParser;

const asSent: ParserOf = () => (raw) => raw;

/** Every connection to one database: bounded, so that a source never sees more than a few of us. */
const maxConnections = 4;

/** Session settings on which the text form of every value depends, and limits that keep us a modest guest. */
const transactionSettings = [
  "SET LOCAL TimeZone = 'UTC'",
  "SET LOCAL DateStyle = 'ISO, YMD'",
  "SET LOCAL IntervalStyle = 'iso_8601'",
  "SET LOCAL extra_float_digits = 1",
  "SET LOCAL bytea_output = 'hex'",
  "SET LOCAL jit = off",
  "SET LOCAL lock_timeout = '30s'",
  "SET LOCAL idle_in_transaction_session_timeout = '15min'",
];

/** Quotes a name for SQL text; values never go this way, they are parameters. */
export const quoteIdentifier = pg.escapeIdentifier;

/** `"schema"."name"`, quoted. */
export function quoteTable(table: { schema: string; name: string }): string {
  return `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
}

/**
 * One connection taken from the pool until `end`. Rejects with the signal's reason when it fires, at once and also in the middle of a
 * statement, which is then cancelled on the server.
 */
export interface Session {
  /**
   * Begins the read-only transaction that all following statements see one state of the database in. The snapshot itself is taken by
   * the first statement after it. Settings are local to the transaction, so that a pooler in between cannot leak them.
   */
  begin(options: { statementTimeoutMs: number; also?: readonly string[] }): Promise<void>;
  query(text: string, values?: readonly unknown[], parserOf?: ParserOf): Promise<Cells[]>;
  /** One statement, fetched in batches by a server-side portal; ends early when the consumer stops. */
  stream(text: string, values: readonly unknown[], batchSize: number, parserOf?: ParserOf): AsyncGenerator<Cells[]>;
  /** The first `limit` rows of one statement, by the same portal: for large answers much cheaper in the driver than `query`. */
  page(text: string, values: readonly unknown[], limit: number, parserOf?: ParserOf): Promise<Cells[]>;
  /** Rolls back and gives the connection back; cancels what still runs. Harmless when repeated. */
  end(): Promise<void>;
}

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

function createSession(
  client: pg.PoolClient,
  config: PostgresConfig,
  where: string,
  signal: AbortSignal | undefined,
  onEnd: () => void,
): Session {
  let inFlight = false;
  let broken = false;
  let ending: Promise<void> | null = null;
  let cancelling: Promise<void> | null = null;
  let openCursor: Cursor<Cells> | null = null;

  const onError = () => {
    broken = true;
  };
  const breakOff = () => {
    broken = true;
    cancelling ??= cancelOnServer(client, config);
    client.connection.stream.destroy();
  };
  const onAbort = () => {
    if (inFlight) breakOff();
  };
  let onGone = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    onGone = resolve;
  });
  client.on("error", onError);
  client.once("end", onGone);
  signal?.addEventListener("abort", onAbort, { once: true });

  const requireOpen = (): void => {
    signal?.throwIfAborted();
    if (ending) throw sourceError("source-interrupted", "transient", { where, said: "the session was closed" });
  };

  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    requireOpen();
    inFlight = true;
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw toSyncError(error, "query", where);
    } finally {
      inFlight = false;
    }
  };

  // Until its portal is closed, the connection takes no other statement. Of a connection that breaks meanwhile no answer ever comes.
  const closeCursor = async (): Promise<void> => {
    const cursor = openCursor;
    openCursor = null;
    if (!cursor || broken) return;
    inFlight = true;
    await Promise.race([cursor.close(), gone]);
    inFlight = false;
  };

  const query: Session["query"] = async (text, values, parserOf = asSent) => {
    const result = await run(() =>
      client.query<Cells>({
        text,
        ...(values && { values: [...values] }),
        rowMode: "array",
        types: { getTypeParser: parserOf },
      }),
    );
    return result.rows;
  };

  async function* stream(
    text: string,
    values: readonly unknown[],
    batchSize: number,
    parserOf: ParserOf = asSent,
  ): AsyncGenerator<Cells[]> {
    requireOpen();
    const cursor = client.query(
      new Cursor<Cells>(text, [...values], { rowMode: "array", types: { getTypeParser: parserOf } }),
    );
    openCursor = cursor;
    try {
      for (;;) {
        const rows = await run(() =>
          cursor.read(batchSize).catch((error: unknown) => {
            // A failed portal is gone on the server already; closing it once more would wait for an answer that never comes.
            openCursor = null;
            throw error;
          }),
        );
        if (rows.length > 0) yield rows;
        if (rows.length < batchSize) return;
      }
    } finally {
      await closeCursor();
    }
  }

  return {
    query,
    async begin({ statementTimeoutMs, also = [] }) {
      const statements = [
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ...transactionSettings,
        `SET LOCAL statement_timeout = ${Math.trunc(statementTimeoutMs)}`,
        ...also,
      ];
      await query(statements.join("; "));
    },
    stream,
    async page(text, values, limit, parserOf) {
      for await (const rows of stream(text, values, limit, parserOf)) return rows;
      return [];
    },
    end() {
      ending ??= (async () => {
        signal?.removeEventListener("abort", onAbort);
        if (inFlight) breakOff();
        const patience = setTimeout(breakOff, config.connectTimeoutMs);
        await closeCursor();
        if (!broken) await client.query("ROLLBACK").catch(onError);
        clearTimeout(patience);
        await cancelling;
        client.removeListener("error", onError);
        client.removeListener("end", onGone);
        client.release(broken);
        onEnd();
      })();
      return ending;
    },
  };
}

/**
 * Asks the server to stop what the connection is doing (PostgreSQL protocol, "Canceling Requests in Progress"). Best effort and without
 * an answer; it also passes through poolers, where `pg_cancel_backend` would hit a stranger's process. Never rejects.
 */
function cancelOnServer(client: pg.PoolClient, config: PostgresConfig): Promise<void> {
  const { processID, secretKey } = client as pg.PoolClient & { processID?: unknown; secretKey?: unknown };
  if (typeof processID !== "number" || typeof secretKey !== "number") return Promise.resolve();
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(80_877_102, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  return new Promise((resolve) => {
    const socket = connectSocket({ host: config.host, port: config.port });
    socket.setTimeout(Math.min(config.connectTimeoutMs, 3_000), () => socket.destroy());
    socket.once("connect", () => socket.end(request));
    socket.once("error", () => socket.destroy());
    socket.once("close", () => resolve());
    // The server closes without a word; reading lets the close arrive.
    socket.resume();
  });
}
