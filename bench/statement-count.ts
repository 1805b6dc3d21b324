import pg from "pg";

/** Statements that a server executed since the last `forget`. */
interface StatementCount {
  /** Everything, also BEGIN, SET and COMMIT. */
  readonly all: number;
  /** Without those that only open, close or set up a transaction. */
  readonly questions: number;
  /** Time that the server spent in all of them, in milliseconds. */
  readonly ms: number;
  /** The five that took longest, for whoever looks for the time. */
  readonly slowest: readonly string[];
}

export interface StatementCounter {
  forget(): Promise<void>;
  /** Of one database, by what the server itself counted: every connection and every driver included. */
  count(database: string): Promise<StatementCount>;
  close(): Promise<void>;
}

/** Settings with which the server counts what it executes (pg_stat_statements); each statement of a message of several counts by itself. */
export const countingSettings = {
  shared_preload_libraries: "pg_stat_statements",
  "pg_stat_statements.max": "20000",
  "pg_stat_statements.track": "top",
  "pg_stat_statements.track_utility": "on",
};

/** @param url a database of the server that nobody measures, as a superuser */
export async function openStatementCounter(url: string): Promise<StatementCounter> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
  return {
    async forget() {
      await client.query("SELECT pg_stat_statements_reset()");
    },
    async count(database) {
      const { rows } = await client.query<{ query: string; calls: number; ms: number; isSetting: boolean }>(
        `SELECT regexp_replace(query, '\\s+', ' ', 'g') AS query, calls::float8, total_exec_time AS ms,
           query ~* '^\\s*(begin|start transaction|commit|rollback|set|reset|deallocate|discard|savepoint|release)\\M' AS "isSetting"
         FROM pg_stat_statements AS stats JOIN pg_database AS d ON d.oid = stats.dbid WHERE d.datname = $1
         ORDER BY total_exec_time DESC`,
        [database],
      );
      const sum = (counted: typeof rows) => counted.reduce((total, { calls }) => total + calls, 0);
      return {
        all: sum(rows),
        ms: rows.reduce((total, { ms }) => total + ms, 0),
        questions: sum(rows.filter(({ isSetting }) => !isSetting)),
        slowest: rows
          .slice(0, 5)
          .map(({ query, calls, ms }) => `${ms.toFixed(0)} ms in ${calls}: ${query.slice(0, 100)}`),
      };
    },
    close: () => client.end(),
  };
}
