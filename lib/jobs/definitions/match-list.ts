import { z } from "zod";
import { defineJob } from "../define-job";

/** Compare the rows of a definition with the items of its list, as a person asked. */
export const matchListJob = defineJob({
  name: "match-list",
  payload: z.object({ matchId: z.uuid() }),
  policy: "short",
  singletonKey: ({ matchId }) => matchId,
  retryLimit: 5,
  expireInSeconds: 2 * 3_600,
  heartbeatSeconds: 30,
});
