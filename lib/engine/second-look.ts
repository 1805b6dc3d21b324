import { SyncError } from "@/lib/errors/app-error";
import { compileExpression } from "./expression/compile";
import { compileRowFilter } from "./expression/row-filter";
import { identityOf, isCutOff } from "./identity";
import { keyValuesOf } from "./key-values";
import type { SourcePort } from "./ports";
import type { Definition, Identity, IdentityHash } from "./types";

/** Keys of one question to the primary. */
export const keysPerLook = 1_000;

type Keyed = Pick<Definition, "keyColumns" | "keyStrategy">;

/** Whether nothing is known by which a row could be asked for: it has no key, or one of today's that is too long for its identity to tell. */
export const cannotBeAsked = ({ keyColumns, keyStrategy }: Keyed, identity: Identity): boolean =>
  keyStrategy === "HASHED" || isCutOff(keyColumns, identity);

/** Whether an identity was made of another key than the table has now, such as columns of another class: nobody can say that its row is gone. */
export const isOfAnotherKey = (definition: Keyed, identity: Identity): boolean =>
  !cannotBeAsked(definition, identity) && keyValuesOf(definition.keyColumns, identity) === null;

/**
 * Which of the rows that a reading did not meet are there after all (sync-semantics 8): asked for by key on the primary instance, at most
 * {@link keysPerLook} of them. A row of another key than the table has now counts as there, since nobody could say that it is gone. Rows
 * {@link cannotBeAsked} for stay what a snapshot of the primary said. Throws where the primary cannot be asked.
 */
export async function foundAfterAll(
  definition: Keyed,
  source: Pick<SourcePort, "lookUp">,
  identities: readonly Identity[],
  signal: AbortSignal,
): Promise<ReadonlySet<IdentityHash>> {
  if (identities.length === 0 || definition.keyStrategy === "HASHED") return new Set();
  const { keyColumns } = definition;
  const found = new Set<IdentityHash>();
  const keys: (readonly string[])[] = [];
  for (const identity of identities) {
    const key = keyValuesOf(keyColumns, identity);
    if (key) keys.push(key);
    else if (!cannotBeAsked(definition, identity)) found.add(identity.hash);
  }
  if (keys.length === 0) return found;
  for (const row of await source.lookUp(keys, signal)) found.add(identityOf(keyColumns, row).hash);
  return found;
}

/**
 * Which of the rows that a reading met outside the filter are inside it now, or cannot be judged any more: asked for by key on the primary instance.
 * Where it cannot be asked the reading's word stands, which met these rows. Rows without a key have nothing to be asked for by.
 */
export async function backInFilter(
  definition: Pick<Definition, "keyColumns" | "keyStrategy" | "columns" | "rowFilter" | "facts">,
  source: Pick<SourcePort, "lookUp">,
  identities: readonly Identity[],
  signal: AbortSignal,
): Promise<ReadonlySet<IdentityHash>> {
  const { keyColumns, rowFilter } = definition;
  if (definition.keyStrategy === "HASHED") return new Set();
  const keys = identities.flatMap((identity) => {
    const key = keyValuesOf(keyColumns, identity);
    return key ? [key] : [];
  });
  if (keys.length === 0) return new Set();
  const compiled = rowFilter === null ? null : compileExpression(rowFilter, definition.columns, { expects: "boolean" });
  const names = [
    ...new Set([...keyColumns.map((column) => column.name), ...(compiled?.ok ? compiled.columnsUsed : [])]),
  ];
  const columns = names.flatMap((name) => definition.columns.filter((column) => column.name === name));
  const filter = compileRowFilter(definition, columns);
  try {
    const rows = await source.lookUp(keys, signal, names);
    const inside = rows.filter((row) => filter === null || filter(row) !== false);
    return new Set(inside.map((row) => identityOf(keyColumns, row).hash));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof SyncError) || error.trait !== "transient") throw error;
    return new Set();
  }
}
