import type pg from "pg";
import Cursor from "pg-cursor";
import { sourceError } from "@/lib/connectors/sql/source-error";
import { cancelOnServer } from "./cancel";
import type { PostgresConfig } from "./config";
import { toSyncError } from "./errors";

/** One row as the server sent it: text or NULL, in the order of the columns. */
export type Cells = (string | null)[];

/** Chosen once for each column of an answer by its type's oid; turns the server's text into the delivered text. */
export type CellParser = (raw: string) => string;

type ParserOf = (typeOid: number) => CellParser;

const asSent: ParserOf = () => (raw) => raw;

type TransactionMode = "snapshot" | "change";

/** A change waits for others less long than a reading: a person may be waiting for its outcome. */
const begins: Readonly<Record<TransactionMode, string>> = {
  snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = '30s'",
  change: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL lock_timeout = '10s'",
};

/** Session settings on which the text form of every value depends, and limits that keep us a modest guest. */
const transactionSettings = [
  "SET LOCAL TimeZone = 'UTC'",
  "SET LOCAL DateStyle = 'ISO, YMD'",
  "SET LOCAL IntervalStyle = 'iso_8601'",
  "SET LOCAL extra_float_digits = 1",
  "SET LOCAL bytea_output = 'hex'",
  "SET LOCAL xmloption = content",
  "SET LOCAL jit = off",
  "SET LOCAL idle_in_transaction_session_timeout = '15min'",
];

/**
 * One connection taken from the pool until `end`. Rejects with the signal's reason when it fires, at once and also in the middle of a
 * statement, which is then cancelled on the server.
 */
export interface Session {
  /**
   * Begins a transaction. `snapshot` is read-only and all following statements see one state of the database, taken by the first of them;
   * `change` writes, and each statement sees what is committed. Settings are local to it, so that a pooler in between cannot leak them.
   */
  begin(options: { mode: TransactionMode; statementTimeoutMs: number; also?: readonly string[] }): Promise<void>;
  query(text: string, values?: readonly unknown[], parserOf?: ParserOf): Promise<Cells[]>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** One statement, fetched in batches by a server-side portal; ends early when the consumer stops. */
  stream(text: string, values: readonly unknown[], batchSize: number, parserOf?: ParserOf): AsyncGenerator<Cells[]>;
  /** The first `limit` rows of one statement, by the same portal: for large answers much cheaper in the driver than `query`. */
  page(text: string, values: readonly unknown[], limit: number, parserOf?: ParserOf): Promise<Cells[]>;
  /** Rolls back and gives the connection back; cancels what still runs. Harmless when repeated. */
  end(): Promise<void>;
}

/** Makes a session of a connection that was just taken from the pool. */
export function createSession(
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
  let closed: Promise<void> = Promise.resolve();
  const closeCursor = (): Promise<void> => {
    const cursor = openCursor;
    openCursor = null;
    if (cursor && !broken) {
      inFlight = true;
      closed = Promise.race([cursor.close(), gone]).finally(() => {
        inFlight = false;
      });
    }
    return closed;
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
    async begin({ mode, statementTimeoutMs, also = [] }) {
      const statements = [
        begins[mode],
        ...transactionSettings,
        `SET LOCAL statement_timeout = ${Math.trunc(statementTimeoutMs)}`,
        ...also,
      ];
      await query(statements.join("; "));
    },
    async commit() {
      await query("COMMIT");
    },
    async rollback() {
      await query("ROLLBACK");
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
