import { keyValuesOf } from "./key-values";
import type { RunStore, SourceSnapshot } from "./ports";
import type { SeenIdentities } from "./seen-identities";
import type { Definition, SourceRow } from "./types";

/** Keys asked for by one statement; the connectors take a thousand. */
const keysAPage = 500;

/**
 * The pages of a reading by cursor, and after them the rows that the cursor may have passed and that are not settled: a rejected row followed
 * by one that succeeds is judged again by each run (P3). They are looked up by key, unless the reading has met them. Those whose identity does
 * not tell their key wait for the next full scan.
 */
export async function* withUnsettled(
  definition: Pick<Definition, "keyColumns" | "keyStrategy">,
  snapshot: Pick<SourceSnapshot, "pages" | "lookUp">,
  store: Pick<RunStore, "unsettled">,
  seen: Pick<SeenIdentities, "has">,
): AsyncGenerator<readonly SourceRow[]> {
  yield* snapshot.pages();
  if (definition.keyStrategy === "HASHED") return;
  for (let page = await store.unsettled(null, keysAPage); page.length > 0; ) {
    const keys = page.flatMap((identity) => {
      const values = seen.has(identity.hash) ? null : keyValuesOf(definition.keyColumns, identity);
      return values ? [values] : [];
    });
    const last = page.at(-1)?.hash ?? null;
    if (keys.length > 0) {
      const rows = await snapshot.lookUp(keys);
      if (rows.length > 0) yield rows;
    }
    page = await store.unsettled(last, keysAPage);
  }
}
