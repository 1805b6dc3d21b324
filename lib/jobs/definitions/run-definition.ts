import { z } from "zod";
import { defineJob } from "../define-job";

/**
 * Continue the definition's open run. The run itself is guarded by its lease and found again by the sweeper, so no
 * heartbeat is needed here; the expiry only has to outlast the longest slice (SYNCBRIDGE_SLICE_MS, an hour).
 */
export const runDefinitionJob = defineJob({
  name: "run-definition",
  payload: z.object({ definitionId: z.uuid() }),
  policy: "short",
  singletonKey: ({ definitionId }) => definitionId,
  retryLimit: 5,
  expireInSeconds: 2 * 3_600,
});
