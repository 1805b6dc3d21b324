import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { readRetention } from "@/lib/sync/settings";
import { retentionPolicies } from "./policy";
import type { KeptHistory } from "./types";

/**
 * How long each kind of history is kept, how much there is and since when. Numbers of rows are those of
 * the metastore's statistics, which follow the tables within seconds.
 */
export async function getRetention(context: Context): Promise<readonly KeptHistory[]> {
  requireAllowed(context, retentionPolicies.read);
  const days = await readRetention();
  const kinds = await db().$queryRaw<Omit<KeptHistory, "days">[]>`
    SELECT kind, pg_stat_get_live_tuples(kinds.of::regclass)::float8 AS rows, "oldestAt" FROM (
      SELECT 1 AS place, 'keepOperationsDays' AS kind, 'sync_operations' AS of,
        (SELECT min(start_time) FROM sync_runs r WHERE EXISTS (SELECT FROM sync_operations o WHERE o.sync_run_id = r.id)) AS "oldestAt"
      UNION ALL SELECT 2, 'keepEventsDays', 'sync_events',
        (SELECT min(start_time) FROM sync_runs r WHERE EXISTS (SELECT FROM sync_events e WHERE e.sync_run_id = r.id))
      UNION ALL SELECT 3, 'keepSnapshotsDays', 'schema_snapshots', (SELECT min(captured_at) FROM schema_snapshots)
      UNION ALL SELECT 4, 'keepMetricsDays', 'source_table_metrics', (SELECT min(captured_at) FROM source_table_metrics)
    ) kinds ORDER BY place`;
  return kinds.map((kept) => ({ ...kept, days: days[kept.kind] }));
}
