import { runDefinitionJob } from "@/lib/jobs/definitions/run-definition";
import type { WorkQueue } from "@/lib/jobs/work-queue";
import { findRunsToWake } from "@/lib/sync/sweep";

/**
 * Wakes the runs that nobody works: their worker died, or their wake-up got lost. Every worker sweeps; a run woken twice
 * has one waiting job, and its lease lets one of them work.
 *
 * @returns how many runs were woken
 */
export async function sweepRuns(queue: WorkQueue): Promise<number> {
  const definitionIds = await findRunsToWake();
  for (const definitionId of definitionIds) await queue.wake(runDefinitionJob, { definitionId });
  return definitionIds.length;
}
