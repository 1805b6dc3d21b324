import { type Context, requireAllowed } from "@/lib/context";
import { processKeyring } from "@/lib/crypto/keyring";
import { keyId } from "@/lib/crypto/seal";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { resealSecretsJob } from "@/lib/jobs/definitions/reseal-secrets";
import { enqueue } from "@/lib/jobs/queue";
import { type ResealCount, resealSecrets } from "@/lib/sync/reseal-secrets";
import { secretPolicies } from "./policy";
import type { ResealInput } from "./schema";

/**
 * Asks a worker to seal every stored secret under the current key. Throws `input-invalid` when this process has another current key than the
 * person was shown.
 */
export async function requestReseal(context: Context, input: ResealInput): Promise<void> {
  requireAllowed(context, secretPolicies.reseal);
  const current = keyId(processKeyring().current);
  if (input.keyId !== current) {
    throw new AppError("input-invalid", {
      message: `This web process seals under the key ${current}, another one under ${input.keyId}.`,
      remedy: "Give every web process and worker the same keys, then try again.",
    });
  }
  await inTransaction(async (tx) => {
    await recordAudit(tx, context, {
      action: "secrets.reseal-requested",
      targetKind: "installation",
      after: { keyId: current },
    });
    await enqueue(tx, resealSecretsJob, { keyId: current });
  });
}

/** Seals every stored secret under the current key here and now, for the command line. May be broken off and begun anew. */
export async function resealNow(context: Context, signal: AbortSignal): Promise<ResealCount> {
  requireAllowed(context, secretPolicies.reseal);
  const keys = processKeyring();
  return resealSecrets({ context, keys, keyId: keyId(keys.current), signal });
}
