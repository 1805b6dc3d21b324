import type { ReadSince } from "@/lib/connectors/connector";
import { blindOverlapMs, isTimeKind, type TimePosition, timePosition } from "@/lib/connectors/sql/cursor-position";
import { sourceError } from "@/lib/connectors/sql/source-error";
import { quoteIdentifier } from "./names";
import { optionalCell, optionalRows } from "./probe";
import type { ReadColumn } from "./read-columns";
import type { Session } from "./session";
import { type Clocks, rowVersionCell } from "./snapshot";

/** Follows a cursor column through a reading. */
export interface Following {
  /** Condition on the table called `r`, whose parameter is `@p1`; null reads all rows. */
  readonly condition: string | null;
  /** Text of that parameter. */
  readonly values: readonly string[];
  /** A cell of the cursor column in the text form of its kind. */
  notice(cell: string | null): void;
  position(): string | null;
  ahead(): number;
}

/**
 * Prepares incremental reading by a cursor column (sync-semantics section 6). Everything is asked before the scan begins.
 * @throws SyncError `cursor-unsupported` (halt)
 */
export async function follow(
  session: Session,
  where: string,
  since: ReadSince,
  column: ReadColumn,
  clocks: Clocks,
): Promise<Following> {
  const { conversion, type } = column;
  const isVersion = type.name === "timestamp";
  if (!(isVersion || isTimeKind(conversion.kind)) || !conversion.compare) {
    const said = `${since.column} is ${column.column.nativeType}`;
    throw sourceError("cursor-unsupported", "halt", { where, said });
  }
  const quoted = `r.${quoteIdentifier(since.column)}`;
  const reached = `${quoted} >= ${conversion.compare("@p1")}`;
  const begins = since.position === null ? null : conversion.bound(since.position);
  const cursor = isVersion
    ? await versionPosition(session, since.position)
    : timePosition(conversion.kind, since.position, ownClock(conversion.kind, clocks), await overlapMs(session));
  return {
    condition: begins === null ? null : `(${reached} OR ${quoted} IS NULL)`,
    values: begins === null ? [] : [begins],
    notice: (cell) => {
      if (cell !== null) cursor.notice(cell);
    },
    position: () => cursor.position(),
    ahead: () => cursor.ahead(),
  };
}

/** The frame of a column without zone is not known: the earlier clock reads rows again and skips none. */
function ownClock(kind: string, { utc, local }: Clocks): string {
  return kind === "instant" || utc < local ? utc : local;
}

/** Whether the login may see the transactions of others; without the right it would see its own and take them for all. */
export async function seesTransactions(session: Session): Promise<boolean> {
  const allowed = await optionalCell(session, "SELECT CAST(HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE') AS int)");
  return allowed === "1";
}

/**
 * Age of the oldest open transaction that has written to this database, in milliseconds, at least one second; ten minutes where the login may
 * not see the transactions of others (VIEW SERVER STATE).
 */
async function overlapMs(session: Session): Promise<number> {
  if (!(await seesTransactions(session))) return blindOverlapMs;
  const rows = await optionalRows(
    session,
    `SELECT CAST(MAX(DATEDIFF(second, a.transaction_begin_time, GETDATE())) AS varchar(20))
     FROM sys.dm_tran_active_transactions AS a
     JOIN sys.dm_tran_database_transactions AS d ON d.transaction_id = a.transaction_id
     WHERE d.database_id = DB_ID() AND d.database_transaction_begin_time IS NOT NULL`,
  );
  if (rows === null) return blindOverlapMs;
  const seconds = Number(rows[0]?.[0] ?? 0);
  // One second for the rounding of DATEDIFF, one for values that are older than their transaction's first write.
  return Math.max(0, seconds) * 1_000 + 2_000;
}

/**
 * Row versions are given out when a row is written and seen when it is committed: MIN_ACTIVE_ROWVERSION() is the least that may still come.
 * The greatest version read becomes the position unless that bound is lower. Where the bound is refused the position stays where it was.
 */
async function versionPosition(session: Session, before: string | null): Promise<TimePosition> {
  const bound = await rowVersionCell(session, "MIN_ACTIVE_ROWVERSION()");
  let greatest: string | null = null;
  return {
    // A version is no time.
    ahead: () => 0,
    notice(value) {
      if (greatest === null || value > greatest) greatest = value;
    },
    position() {
      if (greatest === null || bound === null) return before;
      const reached = greatest < bound ? greatest : bound;
      return before !== null && before > reached ? before : reached;
    },
  };
}
