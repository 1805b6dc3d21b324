import { matchListJob } from "@/lib/jobs/definitions/match-list";
import type { WorkQueue } from "@/lib/jobs/work-queue";
import { computeMatch } from "@/lib/sync/first-match";

/** Compares rows and items for a person to decide on. */
export function workMatches(queue: WorkQueue, concurrency: number): Promise<void> {
  return queue.work(matchListJob, concurrency, async ({ matchId }, signal) => {
    await computeMatch({ matchId, signal });
  });
}
