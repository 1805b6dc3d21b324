import { discoverSiteJob } from "@/lib/jobs/definitions/discover-site";
import type { WorkQueue } from "@/lib/jobs/work-queue";
import { discoverSite } from "@/lib/sync/discover-sharepoint";

/** Reads lists and columns of a SharePoint site into the catalog. */
export function workDiscoveries(queue: WorkQueue, concurrency: number): Promise<void> {
  return queue.work(discoverSiteJob, concurrency, async ({ siteId }, signal) => {
    await discoverSite({ siteId, signal });
  });
}
