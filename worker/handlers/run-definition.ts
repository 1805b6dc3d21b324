import { runDefinitionJob } from "@/lib/jobs/definitions/run-definition";
import type { WorkQueue } from "@/lib/jobs/work-queue";
import { continueRun } from "@/lib/sync/run-sync";

/** Works a definition's open run for one slice; a run that is not done or has to wait asks for its next wake-up. */
export function workRuns(queue: WorkQueue, holder: string, concurrency: number): Promise<void> {
  return queue.work(runDefinitionJob, concurrency, async ({ definitionId }, signal) => {
    const next = await continueRun({ definitionId, holder, signal });
    if (next.state !== "again") return;
    await queue.wake(runDefinitionJob, { definitionId }, { startAfter: new Date(Date.now() + next.startAfterMs) });
  });
}
