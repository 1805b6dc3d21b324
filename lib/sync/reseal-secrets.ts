import type { Context } from "@/lib/context";
import { type Keyring, keyId, keyOf, rewrap } from "@/lib/crypto/seal";
import { type Db, db, type Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { replaceSealed, type SealedText, sealedOtherwise, sealedPlaces } from "./sealed-secrets";

const batchSize = 100;
const beforeAllIds = "00000000-0000-0000-0000-000000000000";

/** What one round did. */
export interface ResealCount {
  readonly resealed: number;
  /** Secrets whose key is not there, or that were altered: they stay as they are and must be entered again. */
  readonly unopened: number;
}

interface Resealing {
  readonly context: Context;
  readonly keys: Keyring;
  /** The id of the key that everything shall be sealed under. */
  readonly keyId: string;
  readonly signal: AbortSignal;
}

/**
 * Wraps the data key of every stored secret by the key of the given id, while others read and write them: both forms open for whoever has both
 * keys, and a secret that is entered meanwhile is left as it was entered. Each batch is a transaction with its audit row; what is done is not done
 * again, so that a round that broke off is simply begun anew. Throws `key-missing` when this process does not have that key.
 */
export async function resealSecrets(options: Resealing, client: Db = db()): Promise<ResealCount> {
  const { keys, keyId: wanted } = options;
  const target = keyOf(keys, wanted);
  if (!target) {
    throw new AppError("key-missing", {
      message: `Secrets shall be sealed under the key ${wanted}, which this process does not have.`,
      remedy: "Give every web process and worker the same SYNCBRIDGE_SECRET_KEY and SYNCBRIDGE_OTHER_SECRET_KEYS.",
    });
  }
  const ring: Keyring = { current: target, others: [keys.current, ...keys.others] };
  const count = { resealed: 0, unopened: 0 };
  for (const place of sealedPlaces) {
    let after = beforeAllIds;
    for (;;) {
      options.signal.throwIfAborted();
      const batch = await inTransaction(
        async (tx) => {
          const texts = await sealedOtherwise(tx, place, { keyId: wanted, after, limit: batchSize });
          return { last: texts.at(-1)?.id, ...(await resealBatch(tx, place, texts, ring, options.context)) };
        },
        { client },
      );
      count.resealed += batch.resealed;
      count.unopened += batch.unopened;
      if (batch.last === undefined) break;
      after = batch.last;
    }
  }
  return count;
}

async function resealBatch(
  tx: Tx,
  place: (typeof sealedPlaces)[number],
  texts: readonly SealedText[],
  keys: Keyring,
  context: Context,
): Promise<ResealCount> {
  let resealed = 0;
  let unopened = 0;
  for (const each of texts) {
    const sealed = rewrapped(keys, each.text, place.context);
    if (sealed === null) unopened += 1;
    else if (await replaceSealed(tx, place, each, sealed)) resealed += 1;
  }
  if (resealed > 0) {
    await recordAudit(tx, context, {
      action: "secrets.resealed",
      targetKind: "installation",
      targetName: place.context,
      after: { keyId: keyId(keys.current), count: resealed },
    });
  }
  return { resealed, unopened };
}

function rewrapped(keys: Keyring, text: string, context: string): string | null {
  try {
    return rewrap(keys, text, context);
  } catch (error) {
    if (error instanceof AppError && error.code === "key-missing") return null;
    throw error;
  }
}
