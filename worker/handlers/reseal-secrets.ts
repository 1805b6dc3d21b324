import { randomUUID } from "node:crypto";
import { processKeyring } from "@/lib/crypto/keyring";
import { resealSecretsJob } from "@/lib/jobs/definitions/reseal-secrets";
import type { WorkQueue } from "@/lib/jobs/work-queue";
import { resealSecrets } from "@/lib/sync/reseal-secrets";

/** Seals all stored secrets under the key that an administrator has put in use. */
export function workResealing(queue: WorkQueue, holder: string): Promise<void> {
  return queue.work(resealSecretsJob, 1, async ({ keyId }, signal) => {
    const context = { actor: { kind: "worker", name: holder }, requestId: randomUUID() } as const;
    await resealSecrets({ context, keys: processKeyring(), keyId, signal });
  });
}
