import type { Operation, OperationOutcome } from "./operation";
import { postponed } from "./outcome";
import type { ListPort, PlannedOnItem, RunStore, UniqueHolder } from "./ports";
import type { CanonicalValue, Definition, MappingId } from "./types";

/** Looks into the list for what the writes at hand do not tell, at most. */
const mostLooks = 20;

/** A write that waits for a value which this very run takes from the item that holds it. */
export interface Waiting {
  readonly operation: Operation;
  readonly holder: UniqueHolder;
}

/** How it goes on from an item: to the one that holds the value which it is to get, to a free value, or nowhere, as nothing will change it. */
type Way = number | "free" | "stuck";

/** What waiting comes to. */
export interface Waits {
  /** Updates that part with their value first: each of the least item of a circle, in which each row waits for the next and the last for the first. */
  readonly parting: ReadonlySet<Operation["id"]>;
  /** Writes whose value will be free once others, that wait for nothing, are written. */
  readonly ending: ReadonlySet<Operation["id"]>;
}

/**
 * Follows writes that wait for each other's values (`planned`: what the run does with their holders). Circles are looked for from the second try
 * on, since most values are free by then.
 */
export async function waitsOf(
  waiting: readonly Waiting[],
  planned: ReadonlyMap<number, PlannedOnItem>,
  { list, store }: { readonly list: Pick<ListPort, "findByUnique">; readonly store: Pick<RunStore, "plannedOn"> },
  signal: AbortSignal,
): Promise<Waits> {
  const parting = new Set<Operation["id"]>();
  const ending = new Set<Operation["id"]>();
  for (const field of new Set(waiting.map(({ holder }) => holder.field))) {
    const ofField = waiting.filter(({ holder }) => holder.field === field);
    const ways = new Map<number, Way>(
      ofField.flatMap(({ operation, holder }) =>
        operation.kind === "UPDATE" && operation.itemId !== null ? [[operation.itemId, holder.item.itemId]] : [],
      ),
    );
    for (let look = 0; look < mostLooks; look++) {
      const ends = new Set(ofField.flatMap((each) => follow(each, ways).unknown ?? []));
      if (ends.size === 0) break;
      for (const [item, way] of await waysFrom([...ends], field, planned, { list, store }, signal)) ways.set(item, way);
    }
    for (const each of ofField) {
      const { circle, isEnding } = follow(each, ways);
      const { id, itemId, attempts } = each.operation;
      if (isEnding) ending.add(id);
      else if (circle && attempts > 0 && itemId === Math.min(...circle)) parting.add(id);
    }
  }
  return { parting, ending };
}

interface Followed {
  /** Items of the circle that the write is part of. */
  readonly circle?: ReadonlySet<number>;
  readonly isEnding?: boolean;
  /** An item from which nobody looked on yet. */
  readonly unknown?: number;
}

function follow({ operation, holder }: Waiting, ways: ReadonlyMap<number, Way>): Followed {
  const passed = new Set<number>();
  for (let item = holder.item.itemId; ; ) {
    passed.add(item);
    if (item === operation.itemId) return { circle: passed };
    const way = ways.get(item);
    if (way === undefined) return { unknown: item };
    if (way === "free") return { isEnding: true };
    if (way === "stuck" || passed.has(way)) return {};
    item = way;
  }
}

async function waysFrom(
  items: readonly number[],
  field: MappingId,
  known: ReadonlyMap<number, PlannedOnItem>,
  { list, store }: { readonly list: Pick<ListPort, "findByUnique">; readonly store: Pick<RunStore, "plannedOn"> },
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Way>> {
  const others = items.filter((item) => !known.has(item));
  const planned = new Map([...known, ...(others.length === 0 ? [] : await store.plannedOn(others))]);
  const ways = new Map<number, Way>();
  const asked: { item: number; wanted: CanonicalValue }[] = [];
  for (const item of items) {
    const next = planned.get(item);
    const wanted = next?.intended[field] ?? null;
    if (!next?.isOpen) ways.set(item, "stuck");
    else if (next.kind === "DELETE" || wanted === null) ways.set(item, "free");
    else asked.push({ item, wanted });
  }
  if (asked.length === 0) return ways;
  const questions = asked.map(({ item, wanted }) => ({ values: { [field]: wanted }, besides: item }));
  const holders = await list.findByUnique(questions, signal);
  for (const [index, { item }] of asked.entries()) ways.set(item, holders[index]?.item.itemId ?? "free");
  return ways;
}

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
