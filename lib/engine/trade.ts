import type { Operation, OperationOutcome } from "./operation";
import { postponed } from "./outcome";
import type { ListPort, RunStore, UniqueHolder } from "./ports";
import type { CanonicalValue, Definition, MappingId } from "./types";

/** Items that may stand in one circle of rows that wait for each other's values. */
const longestTrade = 20;

/** An update that waits for a value which this very run takes from the item that holds it. */
export interface Waiting {
  readonly operation: Operation;
  readonly holder: UniqueHolder;
}

interface Walk extends Waiting {
  readonly own: number;
  /** Items in the circle so far, the own one first. */
  readonly items: number[];
  /** The value that the last of them is to get. */
  wanted: CanonicalValue;
}

/**
 * Of updates that wait for values which the run frees, those whose rows trade values: each waits for the next one and the last for the first, so
 * that no order of writes can do it. Of each circle the update of its least item is answered, so that one alone parts with its value. Looked for
 * from the second try on, since most values are free by then.
 */
export async function tradesAmong(
  waiting: readonly Waiting[],
  { list, store }: { readonly list: Pick<ListPort, "findByUnique">; readonly store: Pick<RunStore, "plannedOn"> },
  signal: AbortSignal,
): Promise<ReadonlySet<Operation["id"]>> {
  const found = new Set<Operation["id"]>();
  let walks = waiting.flatMap((each): Walk[] => {
    const { kind, itemId: own, attempts } = each.operation;
    if (kind !== "UPDATE" || own === null || attempts === 0) return [];
    return [{ ...each, own, items: [own, each.holder.item.itemId], wanted: null }];
  });
  for (let step = 0; walks.length > 0 && step < longestTrade; step++) {
    const planned = await store.plannedOn(walks.map(lastOf));
    walks = walks.filter((walk) => {
      const next = planned.get(lastOf(walk));
      walk.wanted = next?.kind === "UPDATE" ? (next.intended[walk.holder.field] ?? null) : null;
      return walk.wanted !== null;
    });
    if (walks.length === 0) break;
    const holders = await list.findByUnique(
      walks.map((walk) => ({ values: { [walk.holder.field]: walk.wanted }, besides: lastOf(walk) })),
      signal,
    );
    walks = walks.filter((walk, index) => {
      const next = holders[index]?.item.itemId;
      if (next === walk.own && walk.own === Math.min(...walk.items)) found.add(walk.operation.id);
      if (next === undefined || walk.items.includes(next)) return false;
      walk.items.push(next);
      return true;
    });
  }
  return found;
}

const lastOf = ({ items, own }: Walk) => items.at(-1) ?? own;

/**
 * Back to the spool, as an update that parts with its own value of the column first: that is a write of its own, and stored as such before it is
 * sent. Null where the column must not be empty, is empty, or was parted with before.
 */
export function toPart(definition: Definition, operation: Operation, field: MappingId): OperationOutcome | null {
  const column = definition.mappings.find(({ id }) => id === field)?.target;
  const isHeld = (operation.before?.[field] ?? null) !== null;
  if (column?.isRequired === true || !isHeld || operation.parted !== null) return null;
  return { ...postponed({ ...operation, parted: { [field]: null } }, "unique-clash", 0), asBare: true };
}

/** The line of the run's story about it. */
export function partingEvent({ identity, itemId }: Operation, column: string) {
  const message = `${identity.text}: rows trade their values in the unique column “${column}”, so that none can be written first. Item ${itemId} is empty there until the others are written, and then gets its own value.`;
  return { severity: "INFO" as const, type: "values-traded", message, payload: { identity: identity.text, itemId } };
}
