import { type Db, db, type Tx } from "@/lib/db/client";
import type { RunOutcome } from "@/lib/db/generated/client";
import { inTransaction } from "@/lib/db/transaction";
import { unansweredEdits } from "@/lib/engine/replaced-edits";
import type { FieldValues, OperationId } from "@/lib/engine/types";
import { formatNumber } from "@/lib/format/number";
import { type PendingCursor, storeCursor } from "./pending-cursor";
import { tellReplacedEdits } from "./replaced-edits";
import { addEvents } from "./run-events";

interface RunRow {
  readonly items_processed: number;
  readonly items_failed: number;
  readonly items_created: number;
  readonly items_updated: number;
  readonly items_adopted: number;
  readonly items_deleted: number;
  readonly items_marked: number;
  readonly rows_read: bigint;
  readonly rows_filtered: bigint;
  readonly start_time: Date;
  readonly is_full_scan: boolean;
  readonly pending_cursor: PendingCursor | null;
}

/** Ids that a run's end is written for. `targetListId` is `sharepoint_lists.id`. */
export interface EndScope {
  readonly runId: string;
  readonly definitionId: string;
  readonly targetListId: string;
}

/**
 * Ends a run whose operations all have an outcome: the cursor takes effect, metrics and story are written. One transaction of the caller.
 * A run in which rows were rejected is PARTIAL: it did what could be done.
 */
export async function completeRun(tx: Tx, scope: EndScope): Promise<void> {
  const [run] = await tx.$queryRaw<RunRow[]>`
    UPDATE sync_runs SET status = 'COMPLETED', phase = 'DONE', end_time = clock_timestamp(), waiting_until = NULL, progress_at = clock_timestamp(),
      outcome = CASE WHEN items_failed > 0 THEN 'PARTIAL' ELSE 'SUCCEEDED' END::"RunOutcome"
    WHERE id = ${scope.runId}::uuid AND status = 'RUNNING'
    RETURNING items_processed, items_failed, items_created, items_updated, items_adopted, items_deleted, items_marked, rows_read, rows_filtered, start_time, is_full_scan, pending_cursor`;
  if (!run) return;
  const instanceId = run.pending_cursor?.instanceId ?? null;
  const { start_time: startTime, is_full_scan: isFullScan, pending_cursor: cursor } = run;
  await storeCursor(tx, { ...scope, startTime, isFullScan, cursor });
  // Updates leave as many items as there were: only a reading of everything counts them anew then, which takes a look at every entry.
  const keepsCount = !isFullScan && run.items_processed === run.items_updated;
  const written = run.items_created + run.items_updated + run.items_adopted + run.items_deleted + run.items_marked;
  await tx.$executeRaw`
    INSERT INTO sync_metrics AS metric (sync_def_id, source_instance_id, target_list_id, last_sync_ts, total_rows_synced, last_run_id,
      source_row_count, target_row_count)
    SELECT ${scope.definitionId}::uuid, ${instanceId}::uuid, ${scope.targetListId}::uuid, clock_timestamp(), ${written}, ${scope.runId}::uuid,
      ${isFullScan ? run.rows_read - run.rows_filtered : null}, coalesce(
        (SELECT target_row_count FROM sync_metrics WHERE ${keepsCount} AND sync_def_id = ${scope.definitionId}::uuid
          AND target_list_id = ${scope.targetListId}::uuid ORDER BY last_sync_ts DESC NULLS LAST LIMIT 1),
        (SELECT count(*) FROM sync_ledger WHERE sync_def_id = ${scope.definitionId}::uuid
          AND state IN ('LINKED', 'MOVING', 'PENDING_DELETE', 'PARTIAL', 'ARCHIVED', 'ASKED')))
    ON CONFLICT (sync_def_id, source_instance_id, target_list_id) DO UPDATE
    SET last_sync_ts = excluded.last_sync_ts, total_rows_synced = metric.total_rows_synced + excluded.total_rows_synced,
      last_run_id = excluded.last_run_id, target_row_count = excluded.target_row_count,
      source_row_count = coalesce(excluded.source_row_count, metric.source_row_count)`;
  await tx.$executeRaw`
    UPDATE sync_definitions SET halted_code = NULL, halted_reason = NULL, halted_at = NULL
    WHERE id = ${scope.definitionId}::uuid`;
  const message = completedMessage(run);
  await addEvents(tx, scope.runId, [{ severity: run.items_failed > 0 ? "WARN" : "INFO", type: "completed", message }]);
}

/** What a run did, by kinds; deletes and marks are named where there are any. */
function completedMessage(run: RunRow): string {
  const leaving = [
    run.items_deleted === 0 ? "" : `, deleted ${formatNumber(run.items_deleted)}`,
    run.items_marked === 0 ? "" : `, marked ${formatNumber(run.items_marked)} as gone`,
  ].join("");
  const [created, updated, adopted, rejected] = [
    run.items_created,
    run.items_updated,
    run.items_adopted,
    run.items_failed,
  ].map((count) => formatNumber(count));
  return `Created ${created}, updated ${updated}, adopted ${adopted}${leaving}, rejected ${rejected}.`;
}

/**
 * Ends a run that cannot go on. What is in doubt stays for the next run to settle; what was not sent can no longer be claimed, and is marked
 * so by `dropLeftOvers`, which may take longer than a transaction that holds the lease.
 */
export async function abandonRun(
  tx: Tx,
  scope: Pick<EndScope, "runId" | "definitionId">,
  end: {
    readonly outcome: Exclude<RunOutcome, "SUCCEEDED" | "PARTIAL">;
    readonly code: string;
    readonly message: string;
  },
): Promise<void> {
  const ended = await tx.$executeRaw`
    UPDATE sync_runs SET status = 'FAILED', phase = 'DONE', outcome = ${end.outcome}::"RunOutcome", end_time = clock_timestamp(), waiting_until = NULL,
      error_code = ${end.code}, error_message = ${end.message}, progress_at = clock_timestamp()
    WHERE id = ${scope.runId}::uuid AND status = 'RUNNING'`;
  if (ended === 0) return;
  await tx.$executeRaw`DELETE FROM sync_seen WHERE sync_run_id = ${scope.runId}::uuid`;
  await tx.$executeRaw`DELETE FROM sync_missing WHERE sync_run_id = ${scope.runId}::uuid`;
  if (end.outcome === "HALTED") {
    await tx.$executeRaw`
      UPDATE sync_definitions d SET halted_code = ${end.code}, halted_reason = ${end.message}, halted_at = clock_timestamp()
      FROM sync_runs r WHERE r.id = ${scope.runId}::uuid AND r.purpose NOT IN ('PLAN', 'TEST') AND d.id = r.sync_def_id`;
  }
  const severity = end.outcome === "CANCELLED" ? "INFO" : "ERROR";
  await addEvents(tx, scope.runId, [
    { severity, type: end.outcome.toLowerCase(), message: end.message, payload: { code: end.code } },
  ]);
}

/** Operations dropped by one statement: a second of work at most, so that neither lease nor heartbeat waits for it. */
const dropBatch = 10_000;

/**
 * Marks what ended runs of a definition left unsent as dropped, but for a halted plan that may still be approved. Such operations are never claimed again; this only keeps their state true.
 * What their earlier writes may have replaced is told in their run's story. Harmless when repeated or cut off. Answers how many there were.
 */
export async function dropLeftOvers(definitionId: string, client: Db = db()): Promise<number> {
  let dropped = 0;
  for (;;) {
    const batch = await inTransaction((tx) => dropSome(tx, definitionId), { client });
    dropped += batch;
    if (batch === 0) return dropped;
  }
}

interface DroppedRows {
  readonly dropped: number;
  /** Of them, those whose earlier writes may have replaced a person's edit. */
  readonly edited: readonly {
    readonly runId: string;
    readonly id: OperationId;
    readonly identity: string;
    readonly itemId: number | null;
    readonly overwritten: readonly FieldValues[];
  }[];
}

async function dropSome(tx: Tx, definitionId: string): Promise<number> {
  const [found] = await tx.$queryRaw<DroppedRows[]>`
      WITH unsent AS (
        SELECT o.id FROM sync_runs r
        JOIN LATERAL (SELECT id FROM sync_operations WHERE sync_run_id = r.id AND state = 'PENDING' LIMIT ${dropBatch}) o ON true
        WHERE r.sync_def_id = ${definitionId}::uuid AND r.status = 'FAILED' AND NOT (r.phase = 'HALTED' AND NOT EXISTS (
          SELECT FROM sync_runs newer WHERE newer.sync_def_id = r.sync_def_id AND newer.start_time > r.start_time
        )) LIMIT ${dropBatch}
      ), dropped AS (
        UPDATE sync_operations o SET state = 'DROPPED', settled_at = clock_timestamp() FROM unsent WHERE o.id = unsent.id AND o.state = 'PENDING'
        RETURNING o.id, o.sync_run_id AS "runId", o.source_identity AS identity, o.sp_item_id AS "itemId", o.overwritten
      )
      SELECT count(*)::int AS dropped, coalesce(jsonb_agg(to_jsonb(dropped)) FILTER (WHERE overwritten IS NOT NULL), '[]') AS edited FROM dropped`;
  const { dropped, edited } = found ?? { dropped: 0, edited: [] };
  for (const runId of new Set(edited.map((operation) => operation.runId))) {
    const ofRun = edited.filter((operation) => operation.runId === runId);
    await tellReplacedEdits(tx, { runId, definitionId }, ofRun.flatMap(unansweredEdits));
  }
  return dropped;
}
