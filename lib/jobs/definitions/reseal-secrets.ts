import { z } from "zod";
import { defineJob } from "../define-job";

/** Seal every stored secret under the key of this id, as an administrator asked. */
export const resealSecretsJob = defineJob({
  name: "reseal-secrets",
  payload: z.object({ keyId: z.string().min(1) }),
  policy: "short",
  singletonKey: ({ keyId }) => keyId,
  retryLimit: 10,
  expireInSeconds: 1_800,
  heartbeatSeconds: 30,
});
