import { adoptItems } from "./adopt";
import { writeGroup } from "./apply-group";
import { syncBridgeKey } from "./identity";
import { findLostCreates, type LostCreates } from "./lost-creates";
import type { DoubtfulOperation, Operation, OperationOutcome } from "./operation";
import { settleDoubt, unreadable } from "./outcome";
import type { Backlog, ClockPort, ListPort, RunStore, SourcePort } from "./ports";
import type { Definition } from "./types";
import { itemsTaken, itemTaken } from "./unique-clash";

export interface ApplyOptions {
  /** Operations claimed at once by one lane; lanes × group bounds the open intents (sync-semantics 7: at most 200). */
  readonly groupSize: number;
  /** Groups in flight: while one stores its outcomes, another keeps the list busy. */
  readonly lanes: number;
  /** Waits up to this long are slept; longer ones free the worker's slot. Milliseconds. */
  readonly shortWaitMs: number;
  /** How long after a create was sent an item of it that the list's changes do not tell of counts as not made, where its key is not unique. Milliseconds. */
  readonly absencePauseMs: number;
  /** Asked between groups: true ends the slice after the groups in flight. */
  readonly isSliceOver: () => boolean;
}

export const defaultApplyOptions: ApplyOptions = {
  groupSize: 100,
  lanes: 2,
  shortWaitMs: 2_000,
  absencePauseMs: 15_000,
  isSliceOver: () => false,
};

interface ApplyPorts {
  readonly source: Pick<SourcePort, "lookUp">;
  readonly list: ListPort;
  readonly store: RunStore;
  readonly clock: ClockPort;
}

/** How the apply phase stands when it returns: nothing is left, or it goes on in `inMs`. */
export type ApplyResult = { readonly state: "done" } | { readonly state: "again"; readonly inMs: number };

/** Doubts are looked up in groups of this size: one `$batch` is 20 requests, several fly at once. */
const doubtGroup = 100;

/**
 * Settles every operation left SENT by looking at the list, before anything is sent again.
 * Creates are found by their SyncBridgeKey where it is unique, else among what changed since they were sent; everything else by its item.
 */
export async function settleDoubts(
  definition: Definition,
  ports: ApplyPorts,
  options: Pick<ApplyOptions, "absencePauseMs">,
  signal: AbortSignal,
): Promise<number> {
  let settled = 0;
  let link: string | null = null;
  for (;;) {
    signal.throwIfAborted();
    const doubts = await ports.store.inDoubt(doubtGroup);
    if (doubts.length === 0) {
      if (link !== null) await ports.store.keepCreateLink(link);
      return settled;
    }
    const creates = doubts.filter((operation) => operation.itemId === null);
    const others = doubts.filter((operation) => operation.itemId !== null);
    const toRead = others.filter((operation) => operation.kind !== "RECORD");
    const made = await itemsMade(definition, creates, ports, options, signal);
    link = made.link ?? link;
    const unread = new Set<number>();
    const byId = await ports.list.readItems(
      toRead.map((operation) => operation.itemId as number),
      signal,
      unread,
    );
    const taken = await itemsTaken(ports.store, creates, (operation) => made.found.get(operation.id));
    const outcomes: OperationOutcome[] = [
      ...creates.map((operation) => {
        const item = made.found.get(operation.id);
        return item && taken.has(operation.identity.hash)
          ? itemTaken(operation, item)
          : settleDoubt(operation, item ?? null, definition.onListDelete);
      }),
      ...others.map((operation) =>
        unread.has(operation.itemId as number)
          ? unreadable(operation)
          : settleDoubt(operation, byId.get(operation.itemId as number) ?? null, definition.onListDelete),
      ),
    ];
    await ports.store.settle(outcomes);
    settled += outcomes.length;
  }
}

/** The items of creates in doubt. */
async function itemsMade(
  definition: Definition,
  creates: readonly DoubtfulOperation[],
  ports: ApplyPorts,
  options: Pick<ApplyOptions, "absencePauseMs">,
  signal: AbortSignal,
): Promise<LostCreates> {
  if (definition.keyLevel !== "K1") {
    const haveWaited = creates.every(({ putOff }) => putOff?.dueInMs === 0);
    return findLostCreates(definition, creates, ports, haveWaited ? null : options.absencePauseMs, signal);
  }
  const keyOf = (operation: Operation) => syncBridgeKey(definition.identityNamespace, operation.identity.hash);
  const byKey = await ports.list.findByKey(creates.map(keyOf), signal);
  const found = creates.flatMap((operation) => {
    const item = byKey.get(keyOf(operation));
    return item ? [[operation.id, item] as const] : [];
  });
  return { found: new Map(found), link: null };
}

async function carryOut(
  definition: Definition,
  group: readonly Operation[],
  ports: ApplyPorts,
  signal: AbortSignal,
): Promise<readonly OperationOutcome[]> {
  const adoptions = group.filter((operation) => operation.kind === "ADOPT");
  if (adoptions.length === 0) return writeGroup(definition, group, ports, signal);
  const others = group.filter((operation) => operation.kind !== "ADOPT");
  const adopted = await adoptItems(definition, adoptions, ports, signal);
  return [...adopted, ...(await writeGroup(definition, others, ports, signal))];
}

/** Before the first create is sent, marks where the list's story stands: whatever a lost create makes is told after it. */
async function markBeforeCreates(definition: Definition, ports: ApplyPorts, signal: AbortSignal): Promise<void> {
  if (definition.keyLevel === "K1" || (await ports.store.createLink()) !== null) return;
  if ((await ports.store.backlog()).pending === 0) return;
  await ports.store.keepCreateLink(await ports.list.changesLink(signal));
}

/**
 * The apply phase: claims groups (marked SENT and committed first), writes them, stores their outcomes. Restarts where it stopped.
 * Returns `again` when only waiting operations are left, or the slice is over. Throws halting SyncErrors; what is in flight then stays SENT
 * and is settled by the next holder.
 */
export async function apply(
  definition: Definition,
  ports: ApplyPorts,
  options: ApplyOptions,
  signal: AbortSignal,
): Promise<ApplyResult> {
  for (;;) {
    const { sent, settleInMs } = await ports.store.backlog();
    if (settleInMs === 0) await settleDoubts(definition, ports, options, signal);
    await markBeforeCreates(definition, ports, signal);
    const intents = new OpenIntents(options, settleInMs === 0 ? 0 : sent);
    await runLanes(definition, ports, options, intents, signal);
    const left = await ports.store.backlog();
    if (left.settleInMs === 0) continue;
    const wait = waitOf(left, intents.isFull);
    if (wait === null) return { state: "done" };
    if (wait > options.shortWaitMs || options.isSliceOver()) return { state: "again", inMs: wait };
    await ports.clock.sleep(wait, signal);
  }
}

/** Milliseconds until there is something to do; null when nothing is left. While too much is put off, nothing is sent. */
function waitOf({ dueInMs, settleInMs }: Backlog, isFull: boolean): number | null {
  if (settleInMs === null) return dueInMs;
  return dueInMs === null || isFull ? settleInMs : Math.min(dueInMs, settleInMs);
}

/** Bounds the operations that were sent and have no end: those under way, and those in doubt. */
class OpenIntents {
  private readonly most: number;
  private readonly least: number;

  constructor(
    { lanes, groupSize }: Pick<ApplyOptions, "lanes" | "groupSize">,
    private open: number,
  ) {
    this.most = lanes * groupSize;
    this.least = Math.ceil(groupSize / 2);
  }

  /** Whether too few could be sent to be worth it. */
  get isFull(): boolean {
    return this.most - this.open < this.least;
  }

  /** Takes room for at most `wanted` operations, and answers for how many; null when it is full. */
  take(wanted: number): number | null {
    if (this.isFull) return null;
    const room = Math.min(wanted, this.most - this.open);
    this.open += room;
    return room;
  }

  giveBack(room: number): void {
    this.open -= room;
  }
}

/**
 * Runs the lanes until each finds nothing to claim. When one fails the others end after their present group, and all are awaited,
 * so that no group is left in flight behind a thrown error.
 */
async function runLanes(
  definition: Definition,
  ports: ApplyPorts,
  options: ApplyOptions,
  intents: OpenIntents,
  signal: AbortSignal,
): Promise<void> {
  let failed = false;
  const shouldStop = () => failed || options.isSliceOver();
  const lanes = Array.from({ length: options.lanes }, async () => {
    try {
      await lane(definition, ports, { ...options, intents, shouldStop }, signal);
    } catch (error) {
      failed = true;
      throw error;
    }
  });
  const results = await Promise.allSettled(lanes);
  const rejected = results.find((result) => result.status === "rejected");
  if (rejected) throw rejected.reason;
}

interface LaneOptions extends Pick<ApplyOptions, "groupSize" | "absencePauseMs"> {
  readonly intents: OpenIntents;
  readonly shouldStop: () => boolean;
}

async function lane(
  definition: Definition,
  ports: ApplyPorts,
  { groupSize, absencePauseMs, intents, shouldStop }: LaneOptions,
  signal: AbortSignal,
): Promise<void> {
  while (!shouldStop()) {
    signal.throwIfAborted();
    const room = intents.take(groupSize);
    if (room === null) return;
    const group = await ports.store.claim(room);
    intents.giveBack(room - group.length);
    if (group.length === 0) return;
    const carriedOut = await carryOut(definition, group, ports, signal);
    const outcomes = carriedOut.map((outcome) => toldAfter(outcome, absencePauseMs));
    await ports.store.settle(outcomes);
    intents.giveBack(outcomes.filter(({ result }) => result !== "in-doubt").length);
    if (outcomes.some(endsLane)) return;
  }
}

/** Someone asked to wait, or answers got lost: the loop in apply() decides how to go on. Of what was put off as doubtful, more is gathered first. */
const endsLane = (outcome: OperationOutcome) =>
  (outcome.result === "in-doubt" && outcome.putOffMs === null) ||
  (outcome.result === "again" && outcome.notBeforeMs > 0);

/** What was put off is looked for when an item made all the same must have been told. */
function toldAfter(outcome: OperationOutcome, absencePauseMs: number): OperationOutcome {
  if (outcome.result !== "in-doubt" || outcome.putOffMs === null) return outcome;
  return { ...outcome, putOffMs: Math.max(outcome.putOffMs, absencePauseMs) };
}
