import { discoverSiteJob } from "@/lib/jobs/definitions/discover-site";
import type { WorkQueue } from "@/lib/jobs/work-queue";
import { continueDiscovery } from "@/lib/sync/discover-sharepoint";

/** Reads lists and columns of a SharePoint site into the catalog; one that has to wait has asked for its next wake-up. */
export function workDiscoveries(queue: WorkQueue, concurrency: number): Promise<void> {
  return queue.work(discoverSiteJob, concurrency, async ({ siteId }, signal) => {
    await continueDiscovery({ siteId, signal });
  });
}
