import { introspectDatabaseJob } from "@/lib/jobs/definitions/introspect-database";
import type { WorkQueue } from "@/lib/jobs/work-queue";
import { introspectDatabase } from "@/lib/sync/introspect-database";

/** Reads the catalog of a database that a person or a schedule asked to introspect. */
export function workIntrospections(queue: WorkQueue, concurrency: number): Promise<void> {
  return queue.work(introspectDatabaseJob, concurrency, async ({ introspectionRunId }, signal) => {
    await introspectDatabase({ introspectionRunId, signal });
  });
}
