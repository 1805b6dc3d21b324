import { SyncError } from "@/lib/errors/app-error";
import type { RunCounts } from "./counts";
import { countOperations } from "./counts";
import { isRefusedLeave } from "./decide-row";
import { leave } from "./leave";
import type { MissingPage, RunStore, SourcePort, SourceSnapshot } from "./ports";
import { cannotBeAsked, foundAfterAll, isOfAnotherKey, keysPerLook } from "./second-look";
import type { Definition, Identity, IdentityHash } from "./types";

/** What became of the items whose rows were not met. */
export interface DecidedMissing {
  readonly counts: RunCounts;
  /** Some were left alone, since nobody could say that their rows are gone. */
  readonly hasPutOff: boolean;
}

/** What of a complete reading says how sure it is that a row which it did not meet is gone. */
export type ReadingProof = Pick<SourceSnapshot, "takenAt" | "isSnapshot" | "isPrimary">;

/**
 * Spools what becomes of the items whose rows a complete reading did not meet. Only the primary instance can say that a row is gone: where it
 * cannot be asked, nothing is inferred this time, and the run goes on with what it has. Rows that cannot be asked for need the reading itself as
 * proof: one state of the whole table, on the primary.
 */
export async function decideMissing(
  definition: Definition,
  reading: ReadingProof,
  { source, store }: { readonly source: SourcePort; readonly store: RunStore },
  before: RunCounts,
  signal: AbortSignal,
): Promise<DecidedMissing> {
  const doubt = doubtOf(reading);
  if (doubt !== null && definition.keyStrategy === "HASHED") {
    await tellNotInferred(store, "the rows of this table have no key by which they could be looked for again", doubt);
    return { counts: before, hasPutOff: true };
  }
  let counts = before;
  let hasPutOff = false;
  let ofAnotherKey = 0;
  for (let after: IdentityHash | null = null; ; ) {
    signal.throwIfAborted();
    const { entries, refused }: MissingPage = await store.missing(after, keysPerLook);
    after = entries.at(-1)?.identity.hash ?? null;
    if (after === null) {
      if (ofAnotherKey > 0) await tellOfAnotherKey(store, ofAnotherKey);
      return { counts, hasPutOff };
    }
    const identities = entries.map((entry) => entry.identity);
    ofAnotherKey += identities.filter((identity) => isOfAnotherKey(definition, identity)).length;
    const found = await askPrimary(definition, source, store, identities, signal);
    if (found === null) return { counts, hasPutOff: true };
    const missed = entries.filter(({ identity }) => !found.has(identity.hash));
    const gone = doubt === null ? missed : missed.filter(({ identity }) => !cannotBeAsked(definition, identity));
    if (doubt !== null && gone.length < missed.length && !hasPutOff) {
      hasPutOff = true;
      await tellNotInferred(store, "some keys are too long to be kept, and so to look for their rows again", doubt);
    }
    const leaving = gone.flatMap((entry) => leave(definition, entry, "source-delete", reading.takenAt) ?? []);
    const operations = leaving.filter((operation) => !isRefusedLeave(operation, refused));
    counts = countOperations(counts, operations);
    await store.spool({ operations, rejections: [], resolved: [], seen: new Uint8Array(), counts });
  }
}

function tellOfAnotherKey(store: RunStore, items: number): Promise<void> {
  const message = `Items whose rows were not met are left alone: ${items} of them carry a key that was made of other columns, or of values of another kind, than the key has now. Choose the key anew on the sync's page Key: rows and items are compared then.`;
  return store.event({ severity: "WARN", type: "deletes-not-inferred", message, payload: { items } });
}

function tellNotInferred(store: RunStore, why: string, doubt: string): Promise<void> {
  const message = `Items whose rows were not met are left alone: ${why}, and ${doubt}.`;
  return store.event({ severity: "WARN", type: "deletes-not-inferred", message });
}

/** Why a reading is no proof that rows are gone; null for one that is. */
function doubtOf({ isSnapshot, isPrimary }: ReadingProof): string | null {
  if (!isSnapshot)
    return "this reading did not see one state of the table, so that a row which moved meanwhile may have been missed; the instance's connection test says what allows it";
  return isPrimary ? null : "another instance than the primary was read, which may lag behind it";
}

async function askPrimary(
  definition: Definition,
  source: SourcePort,
  store: RunStore,
  identities: readonly Identity[],
  signal: AbortSignal,
): Promise<ReadonlySet<IdentityHash> | null> {
  try {
    return await foundAfterAll(definition, source, identities, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof SyncError) || error.trait !== "transient") throw error;
    const message = `Rows that were not met are left alone this time, since the primary instance could not be asked for them: ${error.message}`;
    await store.event({ severity: "WARN", type: "deletes-put-off", message, payload: { code: error.code } });
    return null;
  }
}
