import type { EventEmitter } from "node:events";
import type { Connection, Request } from "tedious";
import { sourceError } from "@/lib/connectors/sql/source-error";
import { SyncError } from "@/lib/errors/app-error";
import type { SqlServerConfig } from "./config";
import { errorNumbersOf, toSyncError } from "./errors";

/** One row: text or NULL, in the order of the columns. */
export type Cells = (string | null)[];

/** Parameters `@p1`, `@p2` … of type nvarchar; the SQL casts each to the exact type it is compared or stored as. */
export type Values = readonly (string | null)[];

/** `read-committed` takes shared locks unless READ_COMMITTED_SNAPSHOT is on; `snapshot` needs ALLOW_SNAPSHOT_ISOLATION. */
export type Isolation = "read-committed" | "snapshot";

/**
 * One connection taken from the pool until `end`. Rejects with the signal's reason when it fires, at once and also in the middle of a
 * statement, which is then stopped on the server (attention). One statement at a time.
 */
export interface Session {
  /** Settings of our own, READ COMMITTED among them; the pool calls it first, and again it does away with what a snapshot left behind. */
  prepare(): Promise<void>;
  /**
   * Runs one batch with parameters and gives the rows of its last result set as text (see `textOf`). Without parameters it is sent as a plain
   * batch, so that settings last; with parameters by sp_executesql, where they end with the statement.
   * @param timeoutMs 0 sets no limit; absent means the config's limit for statements
   */
  query(text: string, values?: Values, timeoutMs?: number): Promise<Cells[]>;
  /** One SELECT, delivered in batches with back-pressure and without time limit; stopped on the server when the consumer leaves. */
  stream(text: string, values: Values, batchSize: number): AsyncGenerator<Cells[]>;
  begin(isolation: Isolation): Promise<void>;
  commit(): Promise<void>;
  /** Harmless without an open transaction, e.g. where the server rolled back by itself. */
  rollback(): Promise<void>;
  /** Rolls back and gives the connection back; stops what still runs. Harmless when repeated. */
  end(): Promise<void>;
}

/** Rows may wait for a lock no longer than this; NOLOCK is never used. */
const lockTimeoutMs = 30_000;

/**
 * What the driver's own settings at login leave open. LANGUAGE sets DATEFORMAT, therefore the latter follows. A pooled connection may come
 * from a snapshot transaction, whose level outlives it.
 */
const sessionSettings = `SET DATEFORMAT ymd; SET LOCK_TIMEOUT ${lockTimeoutMs}; SET TRANSACTION ISOLATION LEVEL READ COMMITTED;`;

/** The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION. */
const noTransaction = 3903;

/** Greatest length of nvarchar(n); longer texts go as nvarchar(max). A fixed length keeps one plan for all values. */
const nvarcharLimit = 4_000;

/** Cells as the driver decodes them → text. Numbers are the exact double, float's shortest text; binary becomes lower-case hex. */
export function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (Buffer.isBuffer(value)) return value.toString("hex");
  if (value instanceof Date) return value.toISOString();
  return String(value);
}

interface Column {
  readonly value: unknown;
}

const cellsOf = (columns: readonly Column[]): Cells => columns.map((column) => textOf(column.value));

/** What of the driver a session makes its requests with. */
type Driver = Pick<typeof import("tedious"), "ISOLATION_LEVEL" | "Request" | "TYPES">;

/** Makes a session of a connection that was lent. `onEnd` is called once, when nothing of ours runs on it any more. */
export function createSession(
  { ISOLATION_LEVEL, Request: TediousRequest, TYPES }: Driver,
  connection: Connection,
  config: SqlServerConfig,
  where: string,
  signal: AbortSignal | undefined,
  onEnd: () => void,
): Session {
  let running: { readonly settled: Promise<void> } | null = null;
  let hasTransaction = false;
  let isBroken = false;
  let ending: Promise<void> | null = null;

  /** Rejects what waits for the present statement; the server is told to stop it. The connection is not lent again. */
  let breakOff: ((reason: unknown) => void) | null = null;

  const onAbort = (): void => breakOff?.(signal?.reason);
  const onRolledBack = (): void => {
    hasTransaction = false;
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  const events: EventEmitter = connection;
  events.on("rollbackTransaction", onRolledBack);

  const closedError = () => sourceError("source-interrupted", "transient", { where, said: "the session was closed" });

  const requireOpen = (): void => {
    signal?.throwIfAborted();
    if (ending) throw closedError();
    if (running) throw new Error("A session runs one statement at a time.");
  };

  /** @param send starts the work and calls back once, when the connection is free again */
  const run = async (request: Request | null, send: (done: (error: unknown) => void) => void): Promise<void> => {
    requireOpen();
    await new Promise<void>((resolve, reject) => {
      let onSettled = (): void => undefined;
      running = { settled: new Promise<void>((settled) => (onSettled = settled)) };
      breakOff = (reason) => {
        isBroken = true;
        reject(reason);
        if (request) request.cancel();
        else connection.close();
      };
      send((error) => {
        running = null;
        breakOff = null;
        onSettled();
        if (error) reject(toSyncError(error, "query", where));
        else resolve();
      });
    });
  };

  const newRequest = (text: string, values: Values, timeoutMs: number, done: (error: unknown) => void): Request => {
    const request = new TediousRequest(text, done);
    request.setTimeout(timeoutMs);
    values.forEach((value, index) => {
      const isLong = value !== null && value.length > nvarcharLimit;
      request.addParameter(`p${index + 1}`, TYPES.NVarChar, value, isLong ? null : { length: nvarcharLimit });
    });
    return request;
  };

  const execute = async (text: string, values: Values, timeoutMs: number, listen: (request: Request) => void) => {
    let done: (error: unknown) => void = () => undefined;
    const request = newRequest(text, values, timeoutMs, (error) => done(error));
    listen(request);
    await run(request, (settled) => {
      done = settled;
      if (values.length > 0) connection.execSql(request);
      else connection.execSqlBatch(request);
    });
  };

  const query: Session["query"] = async (text, values = [], timeoutMs = config.statementTimeoutMs) => {
    let rows: Cells[] = [];
    await execute(text, values, timeoutMs, (request) => {
      request.on("columnMetadata", () => {
        rows = [];
      });
      request.on("row", (columns: readonly Column[]) => rows.push(cellsOf(columns)));
    });
    return rows;
  };

  async function* stream(text: string, values: Values, batchSize: number): AsyncGenerator<Cells[]> {
    const waiting: Cells[] = [];
    const rowsOf: { request: Request | null } = { request: null };
    let isDone = false;
    let wake = (): void => undefined;
    const finished = execute(text, values, 0, (request) => {
      rowsOf.request = request;
      request.on("row", (columns: readonly Column[]) => {
        waiting.push(cellsOf(columns));
        if (waiting.length < batchSize) return;
        request.pause();
        wake();
      });
    }).finally(() => {
      isDone = true;
      wake();
    });
    // A failure is told where the next batch is asked for.
    finished.catch(() => undefined);
    try {
      while (true) {
        if (waiting.length >= batchSize) {
          yield waiting.splice(0, batchSize);
          // The consumer may have taken its time: a signal that fired meanwhile ends it here.
          signal?.throwIfAborted();
        } else if (isDone) {
          await finished;
          if (waiting.length > 0) yield waiting;
          return;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
            rowsOf.request?.resume();
          });
        }
      }
    } finally {
      // Left in the middle: the rest is not read, the server is told to stop, and the connection goes on once it confirms.
      if (!isDone) {
        rowsOf.request?.cancel();
        await finished.catch(() => undefined);
      }
    }
  }

  const transact = (work: (done: (error: unknown) => void) => void) => run(null, work);

  const rollback: Session["rollback"] = async () => {
    if (!hasTransaction) return;
    hasTransaction = false;
    try {
      await transact((done) => connection.rollbackTransaction(done));
    } catch (error) {
      // The server had ended it already and did not say so.
      if (!(error instanceof SyncError && errorNumbersOf(error.cause).includes(noTransaction))) throw error;
    }
  };

  const clearUp = async (): Promise<void> => {
    signal?.removeEventListener("abort", onAbort);
    if (running) {
      breakOff?.(closedError());
      await running?.settled;
    }
    if (hasTransaction && !isBroken) {
      await new Promise<void>((resolve) => {
        connection.rollbackTransaction((error) => {
          isBroken ||= Boolean(error);
          resolve();
        });
      });
    }
    events.removeListener("rollbackTransaction", onRolledBack);
    if (isBroken) connection.close();
    onEnd();
  };

  return {
    prepare: async () => {
      await query(sessionSettings);
    },
    query,
    stream,
    async begin(isolation) {
      const level = isolation === "snapshot" ? ISOLATION_LEVEL.SNAPSHOT : ISOLATION_LEVEL.READ_COMMITTED;
      await transact((done) => connection.beginTransaction(done, "", level));
      hasTransaction = true;
    },
    async commit() {
      await transact((done) => connection.commitTransaction(done));
      hasTransaction = false;
    },
    rollback,
    end() {
      ending ??= clearUp();
      return ending;
    },
  };
}
