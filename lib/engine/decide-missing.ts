import { SyncError } from "@/lib/errors/app-error";
import { countOperations } from "./counts";
import { leave } from "./leave";
import type { MissingPage, RunStore, SourcePort } from "./ports";
import { foundAfterAll, keysPerLook } from "./second-look";
import type { Definition, Identity, IdentityHash, RunCounts } from "./types";

/** What became of the items whose rows were not met. */
export interface DecidedMissing {
  readonly counts: RunCounts;
  /** Some were left alone, since nobody could say that their rows are gone. */
  readonly hasPutOff: boolean;
}

/**
 * Spools what becomes of the items whose rows a complete reading did not meet. Only the primary instance can say that a row is gone: where it
 * cannot be asked, nothing is inferred this time, and the run goes on with what it has.
 */
export async function decideMissing(
  definition: Definition,
  takenAt: string,
  { source, store }: { readonly source: SourcePort; readonly store: RunStore },
  before: RunCounts,
  signal: AbortSignal,
): Promise<DecidedMissing> {
  let counts = before;
  for (let after: IdentityHash | null = null; ; ) {
    signal.throwIfAborted();
    const { entries, refused }: MissingPage = await store.missing(after, keysPerLook);
    after = entries.at(-1)?.identity.hash ?? null;
    if (after === null) return { counts, hasPutOff: false };
    const identities = entries.map((entry) => entry.identity);
    const found = await askPrimary(definition, source, store, identities, signal);
    if (found === null) return { counts, hasPutOff: true };
    const gone = entries.filter(({ identity: { hash }, contentHash }) => {
      const waiting = refused.get(hash);
      return !found.has(hash) && !(waiting && waiting.contentHash === contentHash);
    });
    const operations = gone.flatMap((entry) => leave(definition, entry, "source-delete", takenAt) ?? []);
    counts = countOperations(counts, operations);
    await store.spool({ operations, rejections: [], resolved: [], seen: [], counts });
  }
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
