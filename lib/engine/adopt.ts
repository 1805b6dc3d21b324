import { syncBridgeKey } from "./identity";
import type { Operation, OperationOutcome } from "./operation";
import {
  again,
  attemptsPerOperation,
  backoffMs,
  done,
  postponed,
  putOffByItself,
  putsOffAlone,
  refused,
  unreadable,
} from "./outcome";
import type { ListPort, RunStore, WriteAnswer } from "./ports";
import type { Definition } from "./types";

/** Tries on one item that others keep changing. */
const triesPerItem = 3;

interface Stamp {
  readonly operation: Operation;
  readonly itemId: number;
  readonly etag: string;
}

/**
 * Ties items that are there to their rows: writes each item's SyncBridgeKey under its eTag and touches no field. The ledger says already whose
 * the item is, so that a death in between costs nothing but the repetition. Where the list has no key column there is nothing to write.
 * Under another key two rows may trade keys: an item of ours that still carries the wanted one loses it first, its own operation gives it
 * the new one.
 */
export async function adoptItems(
  definition: Definition,
  operations: readonly Operation[],
  { list, store }: { readonly list: ListPort; readonly store: Pick<RunStore, "ownedElsewhere"> },
  signal: AbortSignal,
): Promise<readonly OperationOutcome[]> {
  if (definition.keyLevel === "K3" || definition.keyLevel === "K4")
    return operations.map((operation) =>
      done(operation, "adopted", { itemId: itemIdOf(operation), etag: operation.expectedEtag }),
    );
  const outcomes: OperationOutcome[] = [];
  let stamps: Stamp[] = [];
  let toRead: Operation[] = [];
  for (const operation of operations) {
    const etag = operation.expectedEtag;
    if (etag === null) toRead.push(operation);
    else stamps.push({ operation, itemId: itemIdOf(operation), etag });
  }
  for (let round = 1; stamps.length > 0 || toRead.length > 0; round++) {
    stamps.push(...(await readAgain(toRead, list, signal, outcomes)));
    toRead = [];
    const answers = await list.write(
      stamps.map((stamp) => ({
        kind: "update",
        itemId: stamp.itemId,
        etag: stamp.etag,
        values: {},
        key: keyOf(definition, stamp.operation),
      })),
      signal,
    );
    const held: Operation[] = [];
    const arePutOffAlone = putsOffAlone(answers);
    for (const [index, { operation }] of stamps.entries()) {
      const answer = answers[index];
      if (!answer) throw new Error("The list port gave fewer answers than requests.");
      if (answer.status === "changed-meanwhile" && round < triesPerItem) toRead.push(operation);
      else if (answer.status === "not-unique") held.push(operation);
      else outcomes.push(outcomeOf(operation, answer, arePutOffAlone));
    }
    if (round < triesPerItem) toRead.push(...(await freeKeys(definition, held, { list, store }, signal, outcomes)));
    else outcomes.push(...held.map(laterOrTaken));
    stamps = [];
  }
  return outcomes;
}

const keyOf = (definition: Definition, operation: Operation) =>
  syncBridgeKey(definition.identityNamespace, operation.identity.hash);

function itemIdOf(operation: Operation): number {
  if (operation.itemId === null) throw new Error("An item that is adopted is there.");
  return operation.itemId;
}

const goneMessage = "The item was deleted before it was tied to its row.";

async function readAgain(
  operations: readonly Operation[],
  list: ListPort,
  signal: AbortSignal,
  outcomes: OperationOutcome[],
): Promise<Stamp[]> {
  if (operations.length === 0) return [];
  const unread = new Set<number>();
  const items = await list.readItems(operations.map(itemIdOf), signal, unread);
  return operations.flatMap((operation) => {
    if (unread.has(itemIdOf(operation))) {
      outcomes.push(unreadable(operation));
      return [];
    }
    const item = items.get(itemIdOf(operation));
    if (item && item.etag !== null) return [{ operation, itemId: item.itemId, etag: item.etag }];
    outcomes.push(
      item
        ? again(operation, "graph-answer-invalid", backoffMs(operation.attempts))
        : refused(operation, "graph-not-found", goneMessage),
    );
    return [];
  });
}

function outcomeOf(
  operation: Operation,
  answer: Exclude<WriteAnswer, { status: "not-unique" }>,
  arePutOffAlone: boolean,
): OperationOutcome {
  switch (answer.status) {
    case "written":
      return done(operation, "adopted", answer);
    case "changed-meanwhile":
      return refused(operation, "busy-item", "Others changed the item three times in a row.");
    case "gone":
      return refused(operation, "graph-not-found", goneMessage);
    case "refused":
      return refused(operation, answer.isItemClosed ? "item-closed" : "item-refused", answer.message, answer.field);
    case "later":
      return answer.wasSent && arePutOffAlone
        ? putOffByItself(operation, answer.code, Math.max(1, answer.retryAfterMs))
        : postponed(operation, answer.code, Math.max(1, answer.retryAfterMs));
    case "in-doubt":
      return { result: "in-doubt", operation, code: answer.code, putOffMs: null };
  }
}

/**
 * Takes keys off items of ours that belong to other rows, so that they can be given where they belong now. Answers what is to be tried again.
 * A key on an item of nobody is a copy that a person made, or a leftover, and is left to a person.
 */
async function freeKeys(
  definition: Definition,
  held: readonly Operation[],
  { list, store }: { readonly list: ListPort; readonly store: Pick<RunStore, "ownedElsewhere"> },
  signal: AbortSignal,
  outcomes: OperationOutcome[],
): Promise<readonly Operation[]> {
  if (held.length === 0) return [];
  const holders = await list.findByKey(
    held.map((operation) => keyOf(definition, operation)),
    signal,
  );
  const found = held.flatMap((operation) => {
    const item = holders.get(keyOf(definition, operation));
    return item ? [{ operation, item }] : [];
  });
  const owned = await store.ownedElsewhere(
    found.map(({ operation, item }) => ({ hash: operation.identity.hash, itemId: item.itemId })),
  );
  const toFree = found.filter(({ operation }) => owned.has(operation.identity.hash));
  await list.write(
    toFree.flatMap(({ item: { itemId, etag } }) =>
      etag === null ? [] : [{ kind: "update", itemId, etag, values: {}, key: null }],
    ),
    signal,
  );
  const freed = new Set(toFree.map(({ operation }) => operation));
  const foreign = new Map(found.map(({ operation, item }) => [operation, item]));
  for (const operation of held) {
    if (freed.has(operation)) continue;
    const item = foreign.get(operation);
    outcomes.push(item ? keyTaken(operation, `Item ${item.itemId}`) : laterOrTaken(operation));
  }
  return [...freed];
}

function keyTaken(operation: Operation, whose: string): OperationOutcome {
  return refused(operation, "unique-clash", `${whose} carries this row's key already.`);
}

/** The list says that the key is taken and shows no item that has it: it may not show it yet. */
function laterOrTaken(operation: Operation): OperationOutcome {
  if (operation.attempts + 1 < attemptsPerOperation)
    return again(operation, "unique-clash", backoffMs(operation.attempts));
  return keyTaken(operation, "An item that the list does not show");
}
