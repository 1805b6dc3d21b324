import { type Context, requireAllowed } from "@/lib/context";
import { processKeyring } from "@/lib/crypto/keyring";
import { keyId } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { resealSecretsJob } from "@/lib/jobs/definitions/reseal-secrets";
import { newestJob } from "@/lib/sync/queue-state";
import { listSealedSecrets, type SecretOwner } from "@/lib/sync/sealed-secrets";
import { workersWithoutKey } from "@/lib/sync/worker-registry";
import { secretPolicies } from "./policy";
import type { KeysView, SealingKey } from "./types";

function countsOf(secrets: readonly SecretOwner[]): SealingKey["counts"] {
  const of = (kind: SecretOwner["kind"]) => secrets.filter((secret) => secret.kind === kind).length;
  return { password: of("password"), "client-secret": of("client-secret"), certificate: of("certificate") };
}

/** Under which keys the stored secrets are sealed, how many under each, and which of them this process cannot open. Reads no secret. */
export async function getKeys(context: Context): Promise<KeysView> {
  requireAllowed(context, secretPolicies.read);
  const ring = processKeyring();
  const current = keyId(ring.current);
  const known = [current, ...ring.others.map(keyId)];
  const [secrets, job, workersWithout] = await Promise.all([
    listSealedSecrets(db()),
    newestJob(resealSecretsJob.name, current),
    workersWithoutKey(current),
  ]);
  const found = secrets.map((secret) => secret.keyId).filter((id) => id === null || !known.includes(id));
  const ids = [...new Set([...known, ...found])];
  const lost = secrets.filter((secret) => secret.keyId === null || !known.includes(secret.keyId));
  return {
    keys: ids.map((id) => ({
      keyId: id,
      standing: id === current ? "current" : id !== null && known.includes(id) ? "other" : "missing",
      counts: countsOf(secrets.filter((secret) => secret.keyId === id)),
    })),
    openUnderOthers: secrets.length - lost.length - secrets.filter((secret) => secret.keyId === current).length,
    lost: lost.map(({ keyId: _, ...secret }) => secret),
    workersWithout,
    isResealing: job?.isOpen ?? false,
    failure: job?.failure ?? null,
  };
}
