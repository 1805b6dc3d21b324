import type { Socket } from "node:net";
import type { PoolConnection, Query } from "mysql2";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { MysqlConfig } from "./config";
import { killOnServer, serverIdentity } from "./dial";
import { toSyncError } from "./errors";
import { type Purpose, sessionSettings, timeLimit } from "./settings";
import { parseVersion, type ServerVersion } from "./version";

/** One row: text or NULL, in the order of the columns. Numbers of up to 32 bits and floats are in JavaScript's shortest exact form. */
export type Cells = (string | null)[];

/** What a statement changed. */
export interface Changed {
  /** Rows found, changed or not. */
  readonly rows: number;
  /** Value that the self-numbered column of an inserted row was given; null when none was. */
  readonly insertId: string | null;
}

/**
 * One connection taken from the pool until `end`. Rejects with the signal's reason when it fires, at once and also in the middle of a
 * statement, which is then ended on the server.
 */
export interface Session {
  readonly version: ServerVersion;
  /** Learns who answers; the pool has done it. */
  greet(): Promise<void>;
  /** Sets the session up for what it is wanted for; comes before all other statements. */
  setUp(purpose: Purpose, statementTimeoutMs: number): Promise<void>;
  /**
   * Begins a transaction: for reading in one snapshot that is taken at once, for writing at READ COMMITTED, so that what a lock waited for
   * is seen.
   */
  begin(purpose: Purpose): Promise<void>;
  /** Sets another time limit for the statements to come; 0 sets none. */
  limit(statementTimeoutMs: number): Promise<void>;
  /** A statement of transaction control, without values and rows. */
  control(text: string): Promise<void>;
  query(text: string, values?: readonly (string | null)[]): Promise<Cells[]>;
  change(text: string, values: readonly (string | null)[]): Promise<Changed>;
  /** One statement, its rows in batches, read from the network only as fast as they are taken. Left early, it costs the connection. */
  stream(text: string, values: readonly string[], batchSize: number): AsyncGenerator<Cells[]>;
  /** Rolls back and gives the connection back; ends what still runs. Harmless when repeated. */
  end(): Promise<void>;
}

interface SessionOptions {
  readonly connection: PoolConnection;
  readonly config: MysqlConfig;
  readonly where: string;
  readonly signal: AbortSignal | undefined;
  readonly onEnd: () => void;
}

interface Server {
  readonly version: ServerVersion;
  readonly identity: string | null;
  readonly threadId: number;
}

/** Who answers on a connection is asked once in its life. */
const servers = new WeakMap<PoolConnection, Server>();

export function createSession({ connection, config, where, signal, onEnd }: SessionOptions): Session {
  let inFlight = false;
  let broken = false;
  let ending: Promise<void> | null = null;
  let killing: Promise<void> | null = null;
  let streaming: Query | null = null;

  const onError = () => {
    broken = true;
  };
  const breakOff = () => {
    broken = true;
    const server = servers.get(connection);
    if (server?.identity) killing ??= killOnServer(config, server.threadId, server.identity);
    // The driver's own destroy only says good-bye, which a server in the middle of a statement does not hear.
    const { stream } = connection as PoolConnection & { readonly stream: Socket };
    connection.destroy();
    stream.destroy(new Error("The connection was broken off."));
  };
  const onAbort = () => {
    if (inFlight || streaming) breakOff();
  };
  connection.on("error", onError);
  signal?.addEventListener("abort", onAbort, { once: true });

  const closedError = () => sourceError("source-interrupted", "transient", { where, said: "the session was closed" });
  const requireOpen = (): void => {
    signal?.throwIfAborted();
    if (ending || broken) throw closedError();
  };

  const work = async <T>(start: (settle: (error: unknown, value?: T) => void) => void): Promise<T> => {
    requireOpen();
    inFlight = true;
    let onGone = (): void => undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        onGone = () => reject(closedError());
        connection.once("end", onGone);
        start((error, value) => (error ? reject(error) : resolve(value as T)));
      });
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (ending) throw closedError();
      throw toSyncError(error, "query", where);
    } finally {
      connection.removeListener("end", onGone);
      inFlight = false;
    }
  };

  const control = async (text: string): Promise<void> => {
    await work<unknown>((settle) => connection.query(text, settle));
  };

  const query: Session["query"] = async (text, values = []) => {
    const rows = await work<unknown>((settle) =>
      connection.execute({ sql: text, values: [...values], rowsAsArray: true }, settle),
    );
    // A statement that gives no rows answers with its header instead.
    if (!Array.isArray(rows)) return [];
    for (const row of rows as unknown[][]) toCells(row);
    return rows as Cells[];
  };

  return {
    get version() {
      const server = servers.get(connection);
      if (!server) throw closedError();
      return server.version;
    },
    async greet() {
      if (servers.has(connection)) return;
      const rows = await query(`SELECT @@version, CONNECTION_ID(), ${serverIdentity}`);
      const [version, threadId, identity] = rows[0] ?? [];
      servers.set(connection, {
        version: parseVersion(version ?? ""),
        threadId: Number(threadId),
        identity: identity ?? null,
      });
    },
    async setUp(purpose, statementTimeoutMs) {
      await control(sessionSettings(this.version, purpose, statementTimeoutMs));
      const level = purpose === "read" ? "REPEATABLE READ" : "READ COMMITTED";
      await control(`SET SESSION TRANSACTION ISOLATION LEVEL ${level}`);
    },
    begin(purpose) {
      return control(
        purpose === "read" ? "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY" : "START TRANSACTION READ WRITE",
      );
    },
    limit(statementTimeoutMs) {
      return control(`SET SESSION ${timeLimit(this.version, statementTimeoutMs)}`);
    },
    control,
    query,
    async change(text, values) {
      const result = await work<unknown>((settle) => connection.execute({ sql: text, values: [...values] }, settle));
      return changedOf(result);
    },
    async *stream(text, values, batchSize) {
      requireOpen();
      const command = connection.execute({ sql: text, values: [...values], rowsAsArray: true });
      streaming = command;
      try {
        const rows = batches(connection, command, batchSize);
        for (;;) {
          const batch = await work<Cells[] | null>((settle) => {
            rows.next().then(({ value, done }) => settle(null, done ? null : value), settle);
          });
          if (!batch) break;
          yield batch;
        }
        streaming = null;
      } catch (error) {
        // The server has ended the statement itself, unless the connection is gone.
        streaming = null;
        throw error;
      } finally {
        if (streaming) breakOff();
        streaming = null;
      }
    },
    end() {
      ending ??= (async () => {
        signal?.removeEventListener("abort", onAbort);
        if (inFlight || streaming) breakOff();
        if (!broken) {
          const patience = setTimeout(breakOff, config.connectTimeoutMs);
          await new Promise<void>((resolve) => {
            connection.once("end", resolve);
            connection.query("ROLLBACK", (error) => {
              if (error) broken = true;
              connection.removeListener("end", resolve);
              resolve();
            });
          });
          clearTimeout(patience);
        }
        await killing;
        connection.removeListener("error", onError);
        if (broken) connection.destroy();
        else connection.release();
        onEnd();
      })();
      return ending;
    },
  };
}

/** The driver gives whole numbers of up to 32 bits and floats as numbers, everything else as text; nothing here has lost a digit. */
function toCells(row: unknown[]): void {
  for (let index = 0; index < row.length; index++) {
    const cell = row[index];
    if (typeof cell === "number") row[index] = String(cell);
    else if (Buffer.isBuffer(cell)) row[index] = cell.toString("utf8");
  }
}

function changedOf(result: unknown): Changed {
  const { affectedRows, insertId } = result as { affectedRows?: number; insertId?: number | string };
  return { rows: affectedRows ?? 0, insertId: insertId ? String(insertId) : null };
}

/** Gathers the rows of a running statement and stops the socket while `batchSize` of them wait to be taken. */
async function* batches(connection: PoolConnection, command: Query, batchSize: number): AsyncGenerator<Cells[]> {
  let waiting: Cells[] = [];
  let failure: { readonly error: unknown } | null = null;
  let ended = false;
  let wake = (): void => undefined;
  const onFailure = (error: unknown) => {
    failure ??= { error };
    wake();
  };
  const onEnd = () => {
    ended = true;
    wake();
  };
  // What breaks the connection is told to the connection only.
  connection.on("error", onFailure);
  command.on("error", onFailure);
  command.on("result", (row: unknown) => {
    toCells(row as unknown[]);
    waiting.push(row as Cells);
    if (waiting.length >= batchSize) {
      connection.pause();
      wake();
    }
  });
  command.on("end", onEnd);
  try {
    for (;;) {
      if (waiting.length < batchSize && !ended && !failure) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          connection.resume();
        });
      }
      const batch = waiting.splice(0, batchSize);
      if (batch.length === batchSize) yield batch;
      else if (failure) throw (failure as { readonly error: unknown }).error;
      else if (ended) {
        if (batch.length > 0) yield batch;
        return;
      } else waiting = batch;
    }
  } finally {
    connection.removeListener("error", onFailure);
  }
}
