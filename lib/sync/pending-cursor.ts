import type { Tx } from "@/lib/db/client";
import { formatNumber } from "@/lib/format/number";
import { plural } from "@/lib/format/plural";
import type { NewEvent } from "./run-events";

/** Where a run's reading ended; takes effect when every operation has an outcome (sync-semantics 3). Kept in `sync_runs.pending_cursor`. */
export interface PendingCursor {
  readonly instanceId: string | null;
  /** Name and type of the cursor column; null where the reading noted no position. */
  readonly column: string | null;
  readonly position: string | null;
  readonly freshnessToken: string | null;
  readonly takenAt: string;
  /** What such a reading passed was left as it is: its position is not to be trusted. */
  readonly isStale: boolean;
  /** Items whose rows were not met were left alone, which the next full scan has to decide. */
  readonly hasPutOff: boolean;
  /** The mapping that the rows were compared by. */
  readonly mappingVersion: number;
}

/** What a run's decide phase came to. */
export interface DecidedRun {
  readonly creates: number;
  readonly updates: number;
  readonly deletes: number;
  readonly marks: number;
  readonly rows: bigint;
  readonly filtered: bigint;
  readonly stale: bigint;
  readonly isFullScan: boolean;
}

/** The story of the decide phase, in counts; kinds that do not occur are not named. */
export function decidedEvents(run: DecidedRun): readonly NewEvent[] {
  const { rows, filtered, stale } = run;
  const kinds: readonly (readonly [number, string])[] = [
    [run.creates, "to create"],
    [run.updates, "to update"],
    [run.deletes, "to delete"],
    [run.marks, "to mark as gone"],
  ];
  const planned = kinds.flatMap(([count, what]) => (count === 0 ? [] : `${formatNumber(count)} ${what}`));
  const outside = filtered === 0n ? "" : ` (${formatNumber(filtered)} outside the filter)`;
  const plan = `Read ${plural(rows, "row")}${outside}; ${planned.length === 0 ? "nothing to write" : planned.join(", ")}.`;
  const decided: NewEvent = { severity: "INFO", type: "decided", message: plan };
  if (stale === 0n) return [decided];
  const message = `Left ${plural(stale, "row")} as ${stale === 1n ? "it is" : "they are"}: the list holds fresher values than this reading, or ones that cannot be compared with it.`;
  return [decided, { severity: "WARN", type: "stale-rows", message, payload: { rows: Number(stale) } }];
}

interface EndedRun {
  readonly runId: string;
  readonly definitionId: string;
  readonly isFullScan: boolean;
  readonly startTime: Date;
  readonly cursor: PendingCursor | null;
}

/**
 * Lets the cursor of a completed run take effect: one SOURCE row an instance, with the position where the definition reads by a cursor, else with
 * how fresh the rows are that the list now holds. A stale reading moves nothing. As a part of the caller's transaction.
 */
export async function storeCursor(tx: Tx, run: EndedRun): Promise<void> {
  const { cursor } = run;
  if (!cursor || cursor.isStale) return;
  await noteFullScan(tx, run, cursor);
  const { instanceId, column, position, freshnessToken, takenAt } = cursor;
  // Nothing had a value: the position before stays.
  if (column !== null && position === null) return;
  const value = position ?? freshnessToken ?? takenAt;
  const type = position === null ? (freshnessToken === null ? "TIMESTAMP" : "LSN") : typeOf(position);
  await tx.$executeRaw`
    INSERT INTO sync_cursors (sync_def_id, cursor_scope, cursor_type, cursor_value, cursor_column, freshness_token, source_instance_id, last_run_id)
    VALUES (${run.definitionId}::uuid, 'SOURCE', ${type}::"CursorType", ${value}, ${column}, ${freshnessToken}, ${instanceId}::uuid,
      ${run.runId}::uuid)
    ON CONFLICT (sync_def_id, cursor_scope, source_instance_id, target_list_id) DO UPDATE
    SET cursor_type = excluded.cursor_type, cursor_value = excluded.cursor_value, cursor_column = excluded.cursor_column,
      freshness_token = excluded.freshness_token, last_run_id = excluded.last_run_id, updated_at = clock_timestamp()`;
}

/** A position of a time column begins like a date; that of a row version is a log position in all but name. */
const typeOf = (position: string) => (/^\d{4}-\d\d-\d\d/.test(position) ? "TIMESTAMP" : "LSN");

/**
 * Everything has been compared, unless rows that were not met could not be asked for: then the next run reads everything again. What was published while the run went on still has to be: by another version of the mapping, or by any change of
 * the definition since it began.
 */
async function noteFullScan(tx: Tx, run: EndedRun, cursor: PendingCursor): Promise<void> {
  if (!run.isFullScan || cursor.hasPutOff) return;
  await tx.$executeRaw`
    UPDATE sync_definitions SET last_full_scan_at = ${run.startTime},
      rescan_required = rescan_required AND (mapping_version <> ${cursor.mappingVersion} OR updated_at > ${run.startTime})
    WHERE id = ${run.definitionId}::uuid`;
}
