import { syncBridgeKey } from "./identity";
import type { Operation } from "./operation";
import { holds } from "./outcome";
import type { ClockPort, ListItem, LostCreatesList, LostCreatesStore, ToldItem } from "./ports";
import type { Definition, FieldValues, MappingId, OperationId } from "./types";

export interface LostCreatesPorts {
  readonly list: LostCreatesList;
  readonly store: LostCreatesStore;
  readonly clock: ClockPort;
}

/** What was found of creates whose answers were lost. */
export interface LostCreates {
  readonly found: ReadonlyMap<OperationId, ListItem>;
  /** Where the list's story goes on, after everything that was looked at; null where nothing was. */
  readonly link: string | null;
}

/**
 * Finds the items of creates whose answers were lost, in a list whose key column is not unique (sync-semantics 5). Reads what changed since a link
 * that was taken before any of them was sent: an item made by a lost create is among it. At K2 it carries the row's key, at K3 its values of the
 * unique fields, at K4 all values that were sent; there it must be ours and owned by nobody, and is given to one create at most.
 * Changes can be told late (Graph contract 7.2), so that what is not found is looked for again after `pauseMs`. Once is enough where that time has
 * passed before (`null`), and at K3: a repeated create is refused by the list.
 */
export async function findLostCreates(
  definition: Pick<Definition, "keyLevel" | "identityNamespace">,
  creates: readonly Operation[],
  ports: LostCreatesPorts,
  pauseMs: number | null,
  signal: AbortSignal,
): Promise<LostCreates> {
  const found = new Map<OperationId, ListItem>();
  if (creates.length === 0) return { found, link: null };
  // What is in doubt from a time of K1 has no link: then all items are looked at.
  const start = await ports.store.createLink();
  let link = start;
  const signs = await signsOf(definition, creates, ports.list, signal);
  for (let isLast = pauseMs === null || definition.keyLevel === "K3"; ; isLast = true) {
    const taken = new Set([...found.values()].map((item) => item.itemId));
    const open = creates.filter((create) => !found.has(create.id));
    for await (const part of ports.list.itemsSince(start, signal)) {
      signal.throwIfAborted();
      if (part.kind === "end") link = part.link;
      else await claim(part.items, open, signs, { found, taken, store: ports.store });
    }
    if (found.size === creates.length || isLast) return { found, link };
    await ports.clock.sleep(pauseMs ?? 0, signal);
  }
}

interface Signs {
  readonly ofCreate: (create: Operation) => string;
  readonly ofItem: (item: ToldItem) => string | null;
}

/** By what an item and a create are told to be one. */
async function signsOf(
  definition: Pick<Definition, "keyLevel" | "identityNamespace">,
  creates: readonly Operation[],
  list: LostCreatesList,
  signal: AbortSignal,
): Promise<Signs> {
  if (definition.keyLevel === "K1" || definition.keyLevel === "K2")
    return {
      ofCreate: (create) => syncBridgeKey(definition.identityNamespace, create.identity.hash),
      ofItem: (item) => item.key,
    };
  const unique = definition.keyLevel === "K3" ? await list.uniqueFields(signal) : [];
  const sent = Object.keys(creates[0]?.intended ?? {}) as MappingId[];
  const fields = (unique.length > 0 ? unique : sent).toSorted();
  const signOf = (values: FieldValues) => JSON.stringify(fields.map((id) => values[id] ?? null));
  return {
    ofCreate: (create) => signOf(create.intended),
    ofItem: (item) => (item.isOurs === false ? null : signOf(item.values)),
  };
}

async function claim(
  items: readonly ToldItem[],
  open: readonly Operation[],
  signs: Signs,
  into: { readonly found: Map<OperationId, ListItem>; readonly taken: Set<number>; readonly store: LostCreatesStore },
): Promise<void> {
  const wanted = new Map<string, Operation[]>();
  for (const create of open) {
    if (into.found.has(create.id)) continue;
    const sign = signs.ofCreate(create);
    wanted.set(sign, [...(wanted.get(sign) ?? []), create]);
  }
  const candidates = items.filter((item) => !into.taken.has(item.itemId) && wanted.has(signs.ofItem(item) ?? ""));
  if (candidates.length === 0) return;
  const owned = await into.store.ownedItems(candidates.map((item) => item.itemId));
  for (const item of candidates) {
    if (owned.has(item.itemId) || into.taken.has(item.itemId)) continue;
    const waiting = wanted.get(signs.ofItem(item) ?? "") ?? [];
    // Among creates that look alike, the one whose every value is there comes first.
    const at = Math.max(
      0,
      waiting.findIndex((create) => holds(item, create.intended)),
    );
    const [create] = waiting.splice(at, 1);
    if (!create) continue;
    const { itemId, etag, values } = item;
    into.found.set(create.id, { itemId, etag, values });
    into.taken.add(itemId);
  }
}
