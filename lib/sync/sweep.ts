import { type Db, db } from "@/lib/db/client";

/**
 * Definitions whose open run nobody works on: no lease, or an expired one, and no wait that is still running.
 * A run that was just asked for has its own wake-up; it is left alone for a moment. Waking one twice does no harm.
 */
export async function findRunsToWake(client: Db = db()): Promise<string[]> {
  const rows = await client.$queryRaw<{ sync_def_id: string }[]>`
    SELECT run.sync_def_id FROM sync_runs run LEFT JOIN sync_leases lease USING (sync_def_id)
    WHERE run.status = 'RUNNING'
      AND (lease.holder IS NULL OR lease.expires_at < clock_timestamp())
      AND (run.waiting_until IS NULL OR run.waiting_until < clock_timestamp())
      AND coalesce(run.progress_at, run.start_time) < clock_timestamp() - interval '2 seconds'`;
  return rows.map((row) => row.sync_def_id);
}
