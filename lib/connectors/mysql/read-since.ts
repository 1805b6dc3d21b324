import { z } from "zod";
import type { ReadRequest, ReadSince } from "@/lib/connectors/connector";
import { blindOverlapMs, isTimeKind, type TimePosition, timePosition } from "@/lib/connectors/sql/cursor-position";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { SourceRow } from "@/lib/engine/types";
import { SyncError } from "@/lib/errors/app-error";
import { quoteIdentifier, quoteTable } from "./names";
import { parameterOf } from "./parameter";
import { parseRows, type ReadColumn, selectList } from "./read-columns";
import type { Session } from "./session";

/** An incremental reading in the making: what had to be asked before the snapshot is known. */
export interface SinceReading {
  readonly column: string;
  pages(
    request: ReadRequest,
    where: string,
    columns: readonly ReadColumn[],
    found: ReadonlyMap<string, ReadColumn>,
  ): AsyncGenerator<readonly SourceRow[]>;
  /** Null before the last page. */
  position(): string | null;
  ahead(): number;
}

/** InnoDB's list of transactions may be this much behind, and so much later than its start may a transaction be seen. */
const listLagMs = 1_000;

const horizonSchema = z.tuple([z.string(), z.string()]);

/**
 * Asks for the clock and the age of the oldest open transaction, both before the snapshot is taken: a transaction that commits after it was
 * either counted here, or began later than this clock.
 */
export async function openSince(session: Session, since: ReadSince): Promise<SinceReading> {
  const overlapMs = await oldestTransactionMs(session);
  const rows = await session.query(
    `SELECT DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%H:%i:%s.%f'),
       DATE_FORMAT(CONVERT_TZ(UTC_TIMESTAMP(6), '+00:00', @@GLOBAL.time_zone), '%Y-%m-%dT%H:%i:%s.%f')`,
  );
  const [utc, local] = horizonSchema.parse([rows[0]?.[0], rows[0]?.[1] ?? rows[0]?.[0]]);
  let place: TimePosition | null = null;
  let isComplete = false;

  async function* deliver(
    request: ReadRequest,
    columns: readonly ReadColumn[],
    cursor: ReadColumn,
    noticed: TimePosition,
  ): AsyncGenerator<readonly SourceRow[]> {
    const selected = [...columns, cursor];
    const select = `SELECT ${selectList(selected)} FROM ${quoteTable(request.table)} AS r`;
    await session.limit(0);
    for (const { condition, values } of passes(cursor, since.position)) {
      for await (const rows of session.stream(`${select} ${condition}`, values, request.pageSize)) {
        parseRows(rows, selected);
        for (const row of rows) {
          const value = row.pop();
          // Year 0 is a date that nobody entered.
          if (value && !value.startsWith("0000-")) noticed.notice(value);
        }
        yield rows;
      }
    }
    isComplete = true;
  }

  return {
    column: since.column,
    pages(request, where, columns, found) {
      const cursor = found.get(since.column);
      if (!cursor || !isTimeKind(cursor.column.kind)) {
        const said = `${since.column} is of type ${cursor?.column.nativeType}`;
        throw sourceError("cursor-unsupported", "halt", { where, said });
      }
      // What a column without zone holds may be in UTC or in the server's own zone: the earlier clock reads rows again, and skips none.
      const clock = cursor.column.kind === "instant" || utc < local ? utc : local;
      place = timePosition(cursor.column.kind, since.position, clock, overlapMs);
      return deliver(request, columns, cursor, place);
    },
    position: () => (isComplete ? (place?.position() ?? null) : null),
    ahead: () => place?.ahead() ?? 0,
  };
}

/** All rows at first; then those at or after the position, and by themselves those without a time, a zero date included. */
function passes(
  cursor: ReadColumn,
  position: string | null,
): readonly { readonly condition: string; readonly values: readonly string[] }[] {
  if (position === null) return [{ condition: "", values: [] }];
  const name = `r.${quoteIdentifier(cursor.column.name)}`;
  const parameter = parameterOf(cursor.type, position);
  const { sql, value } = typeof parameter === "string" ? { sql: "?", value: position } : parameter;
  return [
    { condition: `WHERE ${name} >= ${sql}`, values: [value] },
    { condition: `WHERE ${name} IS NULL OR ${name} = 0`, values: [] },
  ];
}

/** Age of the oldest transaction that may still write, in milliseconds; ten minutes where the user may not see them. */
async function oldestTransactionMs(session: Session): Promise<number> {
  try {
    // The times of this list are in the machine's zone, whatever the session's.
    const rows = await session.query(
      `SELECT TIMESTAMPDIFF(SECOND, MIN(trx_started), CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM'))
       FROM information_schema.innodb_trx WHERE trx_is_read_only = 0 AND trx_mysql_thread_id <> CONNECTION_ID()`,
    );
    const seconds = rows[0]?.[0];
    if (seconds === null || seconds === undefined) return listLagMs;
    // An hour that the machine's clock was put back makes a transaction younger than it is.
    return Number(seconds) < 0 ? blindOverlapMs : (Number(seconds) + 1) * 1_000 + listLagMs;
  } catch (error) {
    if (error instanceof SyncError && error.code === "source-permission") return blindOverlapMs;
    throw error;
  }
}
