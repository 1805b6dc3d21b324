import { SyncError } from "@/lib/errors/app-error";
import { keyValuesOf } from "./key-values";
import type { RunStore } from "./ports";
import type { Definition, Identity, ValueKind } from "./types";

type KeyColumns = Definition["keyColumns"];

/** One kind of each class that identities tell apart. */
const kindsApart: readonly ValueKind[] = ["integer", "text", "uuid", "instant", "boolean"];

/** Columns whose kind is tried at once; a table changes column by column. */
const mostChanges = 2;

/** Entries that are looked at: an identity that was stored otherwise than it was made proves nothing, others do. */
export const sampledEntries = 20;

/**
 * The key as entries of the ledger were made of it, where its columns held values of another class then: the number 7 and the text "7" are
 * different identities. Null where no entry proves that.
 */
export function formerKeyOf(keyColumns: KeyColumns, entries: readonly Identity[]): KeyColumns | null {
  const others = entries.filter((identity) => keyValuesOf(keyColumns, identity) === null);
  if (others.length === 0) return null;
  for (const tried of variants(keyColumns, mostChanges))
    if (others.some((identity) => keyValuesOf(tried, identity) !== null)) return tried;
  return null;
}

/** The same columns with up to so many of other kinds, few changes first. */
function* variants(columns: KeyColumns, changes: number, from = 0): Generator<KeyColumns> {
  if (changes === 0) return;
  for (let at = from; at < columns.length; at++)
    for (const kind of kindsApart) yield columns.map((column, index) => (index === at ? { ...column, kind } : column));
  for (let at = from; at < columns.length; at++)
    for (const kind of kindsApart) {
      const changed = columns.map((column, index) => (index === at ? { ...column, kind } : column));
      yield* variants(changed, changes - 1, at + 1);
    }
}

/**
 * Refuses to read a table whose key columns hold values of another kind than the ledger's identities were made of: each row would be new, and get a
 * second item. Throws `key-kind-changed` (halt).
 */
export async function requireFormerKey(
  { keyStrategy, keyColumns }: Pick<Definition, "keyStrategy" | "keyColumns">,
  store: Pick<RunStore, "ownedIdentities">,
): Promise<void> {
  // A row of a table without a key is what it holds, whatever kind that has.
  if (keyStrategy === "HASHED") return;
  const former = formerKeyOf(keyColumns, await store.ownedIdentities(sampledEntries));
  if (!former) return;
  const changed = keyColumns.filter(({ kind }, index) => kind !== former[index]?.kind);
  const names = changed.map(({ name }) => `“${name}”`).join(", ");
  throw new SyncError("key-kind-changed", {
    trait: "halt",
    message: `The key column ${names} holds another kind of value than when the items were made, so that every row would look new.`,
  });
}
