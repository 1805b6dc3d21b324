import { z } from "zod";
import { defineJob } from "../define-job";

/** Read the lists and columns of a SharePoint site into the catalog. */
export const discoverSiteJob = defineJob({
  name: "discover-site",
  payload: z.object({ siteId: z.uuid() }),
  policy: "short",
  singletonKey: ({ siteId }) => siteId,
  retryLimit: 2,
  expireInSeconds: 1_800,
  heartbeatSeconds: 30,
});
