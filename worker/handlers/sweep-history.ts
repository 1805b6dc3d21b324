import { removeOldEvents, removeOldMetrics, removeOldOperations, removeOldSnapshots } from "@/lib/sync/retention";
import { readRetention } from "@/lib/sync/settings";

/**
 * Removes history that is older than the settings want it kept, a bounded number of each kind each time. Every worker sweeps; each run is taken
 * by one of them.
 *
 * @returns how many rows of which kind were removed
 */
export async function sweepHistory() {
  const { keepOperationsDays, keepEventsDays, keepSnapshotsDays, keepMetricsDays } = await readRetention();
  return {
    operations: await removeOldOperations(keepOperationsDays),
    events: keepEventsDays === null ? 0 : await removeOldEvents(keepEventsDays),
    snapshots: keepSnapshotsDays === null ? 0 : await removeOldSnapshots(keepSnapshotsDays),
    metrics: keepMetricsDays === null ? 0 : await removeOldMetrics(keepMetricsDays),
  };
}
