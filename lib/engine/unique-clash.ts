import { columnOf } from "./hold";
import { syncBridgeKey } from "./identity";
import type { Operation, OperationOutcome } from "./operation";
import { againOrRefused, attemptsPerOperation, backoffMs, holds, postponed, refused } from "./outcome";
import type { ListItem, ListPort, PlannedOnItem, RunStore, UniqueHolder } from "./ports";
import { partingEvent, toPart, waitsOf } from "./trade";
import type { CanonicalValue, Definition, FieldValues, IdentityHash } from "./types";

/** Rows whose item, found by their key, another row owns: the key column was edited, or two definitions push the same rows into this list. */
export async function itemsTaken(
  store: Pick<RunStore, "ownedElsewhere">,
  operations: readonly Operation[],
  itemOf: (operation: Operation) => ListItem | undefined,
): Promise<ReadonlySet<IdentityHash>> {
  const found = operations.flatMap((operation) => {
    const item = itemOf(operation);
    return item ? [{ hash: operation.identity.hash, itemId: item.itemId }] : [];
  });
  return found.length === 0 ? new Set() : store.ownedElsewhere(found);
}

/** One item has one owner: it is not written for a second row. */
export function itemTaken(operation: Operation, item: ListItem): OperationOutcome {
  return refused(
    operation,
    "unique-clash",
    `Item ${item.itemId} carries this row's key and belongs to another row or another sync.`,
  );
}

/** A write that the list refused as not unique, with the values that were sent. */
export interface NotUnique {
  readonly operation: Operation;
  readonly values: FieldValues;
}

/** A create whose item is there already: it is adopted and brought up to date. */
export interface Adoptable {
  readonly operation: Operation;
  readonly item: ListItem;
}

/**
 * Creates that were refused as not unique. An item with our own key, or at lower levels one that holds a unique value and all others too: an earlier
 * create of this very row arrived after all, so the item is to be adopted, unless another row owns it. Of all others the outcome is that of
 * {@link settleClashes}.
 */
export async function adoptableCreates(
  definition: Definition,
  creates: readonly NotUnique[],
  {
    list,
    store,
  }: { readonly list: ListPort; readonly store: Pick<RunStore, "ownedElsewhere" | "plannedOn" | "event"> },
  signal: AbortSignal,
  outcomes: OperationOutcome[],
): Promise<readonly Adoptable[]> {
  if (creates.length === 0) return [];
  const keyOf = (operation: Operation) => syncBridgeKey(definition.identityNamespace, operation.identity.hash);
  const byKey =
    definition.keyLevel === "K1"
      ? await list.findByKey(
          creates.map(({ operation }) => keyOf(operation)),
          signal,
        )
      : new Map<string, ListItem>();
  const others = creates.filter(({ operation }) => !byKey.has(keyOf(operation)));
  const holderOf = await holdersOf(others, list, signal);
  const sameItem = (operation: Operation): ListItem | undefined => {
    const item = byKey.get(keyOf(operation));
    if (item || definition.keyLevel === "K1") return item;
    const holder = holderOf.get(operation.id);
    return holder && holds(holder.item, operation.intended) ? holder.item : undefined;
  };
  const operations = creates.map(({ operation }) => operation);
  const taken = await itemsTaken(store, operations, sameItem);
  const adoptable: Adoptable[] = [];
  const clashing: Clash[] = [];
  for (const operation of operations) {
    const item = sameItem(operation);
    const holder = holderOf.get(operation.id) ?? null;
    if (item && taken.has(operation.identity.hash))
      outcomes.push(holder ? clashWith(definition, operation, holder) : itemTaken(operation, item));
    else if (item) adoptable.push({ operation, item });
    else clashing.push({ operation, holder });
  }
  outcomes.push(...(await settleClashes(definition, clashing, { list, store }, signal)));
  return adoptable;
}

/** Updates that were refused as not unique, each with the item that holds one of the unique values. */
export async function clashesOf(
  refusals: readonly NotUnique[],
  { list, store }: ClashPorts,
  signal: AbortSignal,
): Promise<readonly Clash[]> {
  const holderOf = await holdersOf(refusals, list, signal);
  const clashes = refusals.map(({ operation }) => ({ operation, holder: holderOf.get(operation.id) ?? null }));
  return withFreed(clashes, await plannedOnHolders(clashes, store));
}

export interface ClashPorts {
  readonly list: Pick<ListPort, "findByUnique">;
  readonly store: Pick<RunStore, "plannedOn" | "event">;
}

async function holdersOf(
  refusals: readonly NotUnique[],
  list: Pick<ListPort, "findByUnique">,
  signal: AbortSignal,
): Promise<ReadonlyMap<Operation["id"], UniqueHolder | null>> {
  if (refusals.length === 0) return new Map();
  const holders = await list.findByUnique(
    refusals.map(({ operation, values }) => ({ values, besides: operation.itemId })),
    signal,
  );
  return new Map(refusals.map(({ operation }, index) => [operation.id, holders[index] ?? null]));
}

/** A write that was refused as not unique, and the item that was found to hold its value. */
export interface Clash {
  readonly operation: Operation;
  readonly holder: UniqueHolder | null;
  /** Whether this very run gives that item another value or deletes it. */
  readonly isFreed?: boolean;
}

async function plannedOnHolders(
  clashes: readonly Clash[],
  store: Pick<RunStore, "plannedOn">,
): Promise<ReadonlyMap<number, PlannedOnItem>> {
  const held = clashes.flatMap(({ holder }) => holder?.item.itemId ?? []);
  return held.length === 0 ? new Map() : store.plannedOn(held);
}

const withFreed = (clashes: readonly Clash[], planned: ReadonlyMap<number, PlannedOnItem>): readonly Clash[] =>
  clashes.map((clash) => {
    const { holder } = clash;
    return { ...clash, isFreed: holder !== null && frees(planned.get(holder.item.itemId), holder) };
  });

/** How long a write waits for others that are sure to be written. Milliseconds. */
const pauseMs = 1_000;

/**
 * What becomes of writes that were refused as not unique and have no item to adopt (sync-semantics 5): the item that holds one of the unique
 * values is named; where none is found, or this very run gives its item another value or deletes it, the write is tried again later, since the
 * value may be free by then. Where rows trade values one of them parts with its own first (`trade.ts`).
 */
export async function settleClashes(
  definition: Definition,
  found: readonly Clash[],
  { list, store }: ClashPorts,
  signal: AbortSignal,
): Promise<readonly OperationOutcome[]> {
  if (found.length === 0) return [];
  const planned = await plannedOnHolders(found, store);
  const clashes = withFreed(found, planned);
  const waiting = clashes.flatMap(({ operation, holder, isFreed }) =>
    holder && isFreed ? [{ operation, holder }] : [],
  );
  const { parting, ending } = await waitsOf(waiting, planned, { list, store }, signal);
  const parts = new Map<Operation["id"], OperationOutcome>();
  for (const { operation, holder } of waiting) {
    const outcome = parting.has(operation.id) ? toPart(definition, operation, holder.field) : null;
    if (outcome === null || isLastTry(operation)) continue;
    parts.set(operation.id, outcome);
    await store.event(partingEvent(operation, columnOf(definition, holder.field)));
  }
  return clashes.map(({ operation, holder, isFreed = false }) => {
    const part = parts.get(operation.id);
    if (part) return part;
    if (ending.has(operation.id)) return postponed(operation, "unique-clash", pauseMs);
    return holder === null || (isFreed && !isLastTry(operation))
      ? againOrRefused(operation, "unique-clash", { waitMs: backoffMs(operation.attempts) })
      : clashWith(definition, operation, holder, isFreed);
  });
}

const isLastTry = (operation: Operation) => operation.attempts + 1 >= attemptsPerOperation;

/** Whether this run takes the value from the item that holds it. To a list, values that differ only in case are one. */
function frees(planned: PlannedOnItem | undefined, { item, field }: UniqueHolder): boolean {
  if (planned === undefined) return false;
  if (planned.kind === "DELETE") return true;
  if (!(field in planned.intended)) return false;
  const form = (value: CanonicalValue | undefined) =>
    typeof value === "string" ? value.toLowerCase() : (value ?? null);
  return form(planned.intended[field]) !== form(item.values[field]);
}

/**
 * Names the unique column and the item that holds the row's value, or one that differs from it only in case, which is one value to a list.
 * `isFreed`: this run was to take the value from that item, and could not.
 */
function clashWith(
  definition: Definition,
  operation: Operation,
  { item, field }: UniqueHolder,
  isFreed = false,
): OperationOutcome {
  const column = columnOf(definition, field);
  const [wanted, there] = [operation.intended[field], item.values[field]];
  const isCase =
    typeof wanted === "string" &&
    typeof there === "string" &&
    wanted !== there &&
    wanted.toLowerCase() === there.toLowerCase();
  const message = isCase
    ? `Item ${item.itemId} has a value in the unique column “${column}” that differs from this row's only in upper and lower case, which the list takes for the same.`
    : `Item ${item.itemId} has this row's value in the unique column “${column}” already.`;
  const remedy = ` The item is to get another value there and waits for it too: empty “${column}” in it, then try this row again.`;
  return refused(operation, "unique-clash", isFreed ? message + remedy : message, column);
}
