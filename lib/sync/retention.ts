import { type Db, db, type Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";

/** Operations removed by one statement: a second of work at most. */
const batchSize = 5_000;
/** Statements of one sweep: what is left waits for the next one, so that an old metastore is thinned out over hours, not in one rush. */
const mostBatches = 20;

/**
 * Removes the operations of runs that ended more than `days` ago, oldest first. Kept are those of a run of which any may still be in doubt: one
 * left SENT is the only proof that a value found in the list is ours; and those that wait for a person (HELD). What is kept of the run's
 * requests goes with them. Runs, their counts and their story
 * stay. Any number of workers may do so at once.
 *
 * @returns how many operations were removed
 */
export async function removeOldOperations(days: number, client: Db = db()): Promise<number> {
  let removed = 0;
  for (let batch = 0; batch < mostBatches; batch++) {
    const some = await inTransaction((tx) => removeSome(tx, days), { client });
    if (some === null) break;
    removed += some;
  }
  return removed;
}

/** Null when there is no such run. */
async function removeSome(tx: Tx, days: number): Promise<number | null> {
  const [run] = await tx.$queryRaw<{ id: string }[]>`
    SELECT r.id FROM sync_runs r
    WHERE r.operations_removed_at IS NULL AND r.status <> 'RUNNING' AND r.end_time < clock_timestamp() - ${days} * interval '1 day'
      AND NOT EXISTS (SELECT FROM sync_operations o WHERE o.sync_run_id = r.id AND o.state IN ('SENT', 'PENDING'))
    ORDER BY r.end_time LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (!run) return null;
  const removed = await tx.$executeRaw`
    DELETE FROM sync_operations WHERE id IN (
      SELECT id FROM sync_operations WHERE sync_run_id = ${run.id}::uuid AND state IN ('DONE', 'REJECTED', 'DROPPED') LIMIT ${batchSize})`;
  if (removed < batchSize) {
    // A thousand at most, and their bodies hold the same values.
    await tx.$executeRaw`DELETE FROM sync_run_requests WHERE sync_run_id = ${run.id}::uuid`;
    await tx.$executeRaw`UPDATE sync_runs SET operations_removed_at = clock_timestamp() WHERE id = ${run.id}::uuid`;
  }
  return removed;
}

/**
 * Removes the stories, samples and rejected rows' causes of runs that ended more than `days` ago, oldest first; the runs with their counts and errors stay. Any number of workers
 * may do so at once.
 *
 * @returns how many events were removed
 */
export async function removeOldEvents(days: number, client: Db = db()): Promise<number> {
  let removed = 0;
  for (let batch = 0; batch < mostBatches; batch++) {
    const some = await inTransaction((tx) => removeSomeEvents(tx, days), { client });
    if (some === null) break;
    removed += some;
  }
  return removed;
}

async function removeSomeEvents(tx: Tx, days: number): Promise<number | null> {
  const [run] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM sync_runs
    WHERE events_removed_at IS NULL AND status <> 'RUNNING' AND end_time < clock_timestamp() - ${days} * interval '1 day'
    ORDER BY end_time LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (!run) return null;
  const removed = await tx.$executeRaw`
    DELETE FROM sync_events WHERE id IN (SELECT id FROM sync_events WHERE sync_run_id = ${run.id}::uuid LIMIT ${batchSize})`;
  if (removed < batchSize) {
    await tx.$executeRaw`DELETE FROM sync_run_samples WHERE sync_run_id = ${run.id}::uuid`;
    await tx.$executeRaw`DELETE FROM sync_run_rejections WHERE sync_run_id = ${run.id}::uuid`;
    await tx.$executeRaw`UPDATE sync_runs SET events_removed_at = clock_timestamp() WHERE id = ${run.id}::uuid`;
  }
  return removed;
}

/**
 * Removes snapshots of structure that are older than `days`. The newest two of each table stay, however old: the present structure, and what it
 * was compared with last.
 *
 * @returns how many snapshots were removed
 */
export async function removeOldSnapshots(days: number, client: Db = db()): Promise<number> {
  return client.$executeRaw`
    DELETE FROM schema_snapshots WHERE id IN (
      SELECT s.id FROM schema_snapshots s
      WHERE s.captured_at < clock_timestamp() - ${days} * interval '1 day' AND EXISTS (
        SELECT FROM schema_snapshots n WHERE n.table_id = s.table_id AND (n.captured_at, n.id) > (s.captured_at, s.id)
        ORDER BY n.captured_at OFFSET 1)
      ORDER BY s.captured_at LIMIT ${batchSize})`;
}

/**
 * Removes measured row counts that are older than `days`; the newest two of each table and instance stay.
 *
 * @returns how many counts were removed
 */
export async function removeOldMetrics(days: number, client: Db = db()): Promise<number> {
  return client.$executeRaw`
    DELETE FROM source_table_metrics WHERE id IN (
      SELECT m.id FROM source_table_metrics m
      WHERE m.captured_at < clock_timestamp() - ${days} * interval '1 day' AND EXISTS (
        SELECT FROM source_table_metrics n WHERE n.table_id = m.table_id AND n.database_instance_id = m.database_instance_id
          AND (n.captured_at, n.id) > (m.captured_at, m.id)
        ORDER BY n.captured_at OFFSET 1)
      ORDER BY m.captured_at LIMIT ${batchSize})`;
}
