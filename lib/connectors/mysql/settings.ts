import type { ServerVersion } from "./version";

/** What a transaction is for. */
export type Purpose = "read" | "write";

/** Seconds that a connection of ours may be idle or wait for us to take rows before the server lets it go. */
const patience = 900;
const lockWait = 30;
/** Written out: a session's DEFAULT is what the server's administrators set for all, and would leave rows out without a word. */
const noSelectLimit = "18446744073709551615";

/**
 * Reading shows dates as they are stored and lets the keys of such rows be compared. Writing refuses what the column cannot hold, and
 * keeps a 0 that is written to a self-numbered column. Neither changes what a quote or a backslash means.
 */
const modes: Readonly<Record<Purpose, string>> = {
  read: "ALLOW_INVALID_DATES",
  write:
    "STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION",
};

/**
 * The SET statement on which the text form of every value depends, and limits that keep us a modest guest. All are settings of the
 * session; they are set before each transaction, because a pooler in between or a server's `init_connect` may have changed them.
 */
export function sessionSettings(version: ServerVersion, purpose: Purpose, statementTimeoutMs: number): string {
  const settings = [
    "character_set_client = utf8mb4",
    "character_set_results = utf8mb4",
    "collation_connection = utf8mb4_bin",
    "time_zone = '+00:00'",
    `sql_mode = '${modes[purpose]}'`,
    "autocommit = 1",
    "foreign_key_checks = 1",
    "unique_checks = 1",
    `sql_select_limit = ${noSelectLimit}`,
    "sql_big_selects = 1",
    "sql_safe_updates = 0",
    `lock_wait_timeout = ${lockWait}`,
    `innodb_lock_wait_timeout = ${lockWait}`,
    `net_write_timeout = ${patience}`,
    `wait_timeout = ${patience}`,
    timeLimit(version, statementTimeoutMs),
    ...(version.isMariaDb
      ? [
          `idle_transaction_timeout = ${patience}`,
          "system_versioning_asof = DEFAULT",
          "in_predicate_conversion_threshold = 0",
        ]
      : ["information_schema_stats_expiry = DEFAULT"]),
  ];
  return `SET ${settings.map((setting) => `SESSION ${setting}`).join(", ")}`;
}

/** MySQL counts milliseconds and stops SELECT only; MariaDB counts seconds and stops every statement. 0 sets no limit in both. */
export function timeLimit(version: ServerVersion, milliseconds: number): string {
  const limit = Math.max(0, Math.trunc(milliseconds));
  return version.isMariaDb ? `max_statement_time = ${limit / 1_000}` : `max_execution_time = ${limit}`;
}
