import {
  type BareItem,
  bareOrRefused,
  begun,
  neededFields,
  partsOf,
  type RefusedCreate,
  withBareItem,
} from "./bare-create";
import { asSent, conditional, createDraft, type Draft, itemIdOf, partialDraft, partingDraft, pushDraft } from "./draft";
import { writtenBesides } from "./hold";
import { syncBridgeKey } from "./identity";
import type { Operation, OperationOutcome } from "./operation";
import {
  againOrRefused,
  done,
  doubtfulByItself,
  holds,
  itemGone,
  parted,
  postponed,
  putOffByItself,
  putsOffAlone,
  refused,
  unreadable,
} from "./outcome";
import { type RefusedUpdate, withoutCulprits, writtenWithout } from "./partial";
import type { ListPort, ListWrite, RunStore, SourcePort, WriteAnswer } from "./ports";
import { withoutStanding } from "./replaced-edits";
import { backInFilter, foundAfterAll } from "./second-look";
import type { Definition, FieldValues, MappingId } from "./types";
import { type Adoptable, adoptableCreates, type NotUnique } from "./unique-clash";
import { type RoundOfWrites, ValueQueue } from "./value-queue";

/** Tries on one item that others keep changing, before it is left to the next run. */
const triesPerItem = 3;

interface GroupPorts {
  readonly source: Pick<SourcePort, "lookUp">;
  readonly list: ListPort;
  readonly store: Pick<
    RunStore,
    "ownedElsewhere" | "plannedOn" | "listNotes" | "isolated" | "keepIsolated" | "keepOverwritten" | "event"
  >;
}

/** Operations that go on in another round. */
interface Retries {
  changed: Operation[];
  /** Creates, and updates, that have another item's value in a unique column. */
  creates: NotUnique[];
  updates: Extract<Draft, { kind: "update" }>[];
  refused: RefusedUpdate[];
  refusedCreates: RefusedCreate[];
}

/**
 * Writes one group of claimed operations to the list and says what became of each. One item is never in flight twice, since a run holds one
 * operation an identity and follow-up writes wait for the answer. Throws only for what concerns all (login, permission, list gone, abort, a
 * primary that cannot be asked).
 */
export async function writeGroup(
  definition: Definition,
  group: readonly Operation[],
  { source, list, store }: GroupPorts,
  signal: AbortSignal,
): Promise<readonly OperationOutcome[]> {
  const outcomes: OperationOutcome[] = [];
  let drafts: Draft[] = [];
  const toRead: Operation[] = [];
  const needed = group.some(({ isBare, kind }) => isBare && kind === "CREATE")
    ? await neededFields(definition, list, signal)
    : new Set<MappingId>();
  const made = new Map<Operation["id"], BareItem>();
  for (const operation of await withoutReturned(definition, group, source, signal, outcomes)) {
    if (operation.kind === "RECORD") outcomes.push(recorded(operation));
    else if (operation.kind === "CREATE" || operation.itemId === null) drafts.push(createDraft(operation, needed));
    else if (operation.expectedEtag === null || operation.isBare) toRead.push(operation);
    else drafts.push(conditional(operation, operation.itemId, operation.expectedEtag));
  }
  drafts.push(...(await readBeforeWrite(definition, toRead, { list, store }, signal, outcomes)));
  const kept: KeptEdits = new Map();
  const queue = new ValueQueue(definition, { list, store }, signal);
  const tries = new Map<Operation["id"], number>();
  while (drafts.length > 0) {
    await keepOverwritten(drafts, kept, store);
    const answers = await list.write(
      drafts.map((draft) => requestOf(definition, draft)),
      signal,
    );
    const followUps: Draft[] = [];
    const retry: Retries = { changed: [], creates: [], updates: [], refused: [], refusedCreates: [] };
    const arePutOffAlone = putsOffAlone(answers);
    drafts.forEach((draft, index) => {
      const answer = answers[index];
      if (!answer) throw new Error("The list port gave fewer answers than requests.");
      if (answer.status === "written" && draft.kind === "create" && draft.operation.isBare) {
        const item = { itemId: answer.itemId, etag: answer.etag, values: draft.values };
        made.set(draft.operation.id, item);
        followUps.push(...restOf(draft.operation, item, needed, retry));
        return;
      }
      const outcome = outcomeOf(definition, draft, answer, { retry, arePutOffAlone });
      if (outcome) outcomes.push(outcome);
    });
    retry.changed = withoutBusy(retry.changed, tries, outcomes);
    const unblocked = await queue.next(retry.updates, roundOf(group, drafts, outcomes), outcomes);
    outcomes.push(...(await bareOrRefused(definition, retry.refusedCreates, list, signal)));
    drafts = [
      ...followUps,
      ...unblocked,
      ...(await readBeforeWrite(definition, retry.changed, { list, store }, signal, outcomes)),
      ...adoptionDrafts(
        definition,
        await adoptableCreates(definition, retry.creates, { list, store }, signal, outcomes),
        outcomes,
      ),
      ...(await withoutCulprits(definition, retry.refused, { list, store }, signal, outcomes)).map(partialDraft),
    ];
  }
  outcomes.push(...(await queue.end()));
  return outcomes.map((outcome) => withBareItem(outcome, made.get(outcome.operation.id)));
}

/** Of operations whose items others changed again, those that may be tried once more. */
function withoutBusy(
  changed: readonly Operation[],
  tries: Map<Operation["id"], number>,
  outcomes: OperationOutcome[],
): Operation[] {
  return changed.filter((operation) => {
    const count = (tries.get(operation.id) ?? 0) + 1;
    tries.set(operation.id, count);
    if (count < triesPerItem) return true;
    outcomes.push(refused(operation, "busy-item", "Others changed the item three times in a row."));
    return false;
  });
}

/** What a round did: the items of its drafts that were written, and those of the group whose operations go on. */
function roundOf(
  group: readonly Operation[],
  drafts: readonly Draft[],
  outcomes: readonly OperationOutcome[],
): RoundOfWrites {
  const sent = new Set(drafts.map(({ operation }) => operation.id));
  const ended = new Set(outcomes.map(({ operation }) => operation.id));
  const done = outcomes.filter(({ result, operation }) => result === "done" && sent.has(operation.id));
  return {
    written: new Set(done.flatMap(({ operation }) => operation.itemId ?? [])),
    open: new Set(group.flatMap(({ id, itemId }) => (ended.has(id) ? [] : (itemId ?? [])))),
  };
}

/** The edit that an operation's latest write was to replace; operations whose writes replaced none are absent. */
type KeptEdits = Map<Operation["id"], FieldValues | null>;

/**
 * What people had set is kept before it is replaced: of a write whose answer is lost the list tells only what replaced it. What a former round was
 * to replace is forgotten, since it is known not to have been written.
 */
async function keepOverwritten(
  drafts: readonly Draft[],
  kept: KeptEdits,
  store: Pick<RunStore, "keepOverwritten">,
): Promise<void> {
  const edits = drafts.flatMap((draft) => {
    const edit = draft.kind === "create" ? null : draft.overwritten;
    const { id, overwritten } = draft.operation;
    if (edit === (kept.get(id) ?? null)) return [];
    kept.set(id, edit);
    return { id, overwritten: edit === null ? overwritten : [...overwritten, edit] };
  });
  if (edits.length > 0) await store.keepOverwritten(edits);
}

/** The update that brings a bare item its other fields; without an eTag the item is read first. */
function restOf(
  operation: Operation,
  item: BareItem,
  needed: ReadonlySet<MappingId>,
  retry: Retries,
): readonly Draft[] {
  const { itemId, etag } = item;
  const values = partsOf(operation.intended, needed).rest;
  const update = begun(operation, item);
  if (etag !== null)
    return [{ kind: "update", operation: update, itemId, etag, values, how: "updated", overwritten: null }];
  retry.changed.push(update);
  return [];
}

/**
 * Looks once more, on the primary instance, for rows that a reading did not meet or met outside the filter, right before their items are touched: between plan and
 * write lies up to a day. What has come back is left to the next run.
 */
async function withoutReturned(
  definition: Definition,
  group: readonly Operation[],
  source: GroupPorts["source"],
  signal: AbortSignal,
  outcomes: OperationOutcome[],
): Promise<readonly Operation[]> {
  const leaving = (cause: Operation["cause"]) =>
    group.flatMap((each) =>
      each.cause === cause && (cause !== "left-filter" || each.kind !== "RECORD") ? each.identity : [],
    );
  const found = await foundAfterAll(definition, source, leaving("source-delete"), signal);
  const inside = await backInFilter(definition, source, leaving("left-filter"), signal);
  if (found.size === 0 && inside.size === 0) return group;
  return group.filter((operation) => {
    const { hash } = operation.identity;
    const isBack =
      (operation.cause === "source-delete" && found.has(hash)) ||
      (operation.cause === "left-filter" && inside.has(hash));
    if (isBack)
      outcomes.push(done(operation, "returned", { itemId: itemIdOf(operation), etag: operation.expectedEtag }));
    return !isBack;
  });
}

function recorded(operation: Operation): OperationOutcome {
  if (operation.itemId === null) throw new Error("A RECORD operation has an item.");
  const how = operation.cause === null ? "recorded" : "left";
  return done(operation, how, { itemId: operation.itemId, etag: operation.expectedEtag });
}

function requestOf(definition: Definition, draft: Draft): ListWrite {
  switch (draft.kind) {
    case "create": {
      const key = syncBridgeKey(definition.identityNamespace, draft.operation.identity.hash);
      return { kind: "create", key, values: draft.values };
    }
    case "update":
      return { kind: "update", itemId: draft.itemId, etag: draft.etag, values: draft.values };
    case "delete":
      return { kind: "delete", itemId: draft.itemId, etag: draft.etag };
  }
}

const secondEmpty =
  "This row and others trade their values in a unique column, so that one item must be empty there for a moment, and the list has an empty one already. Give that item a value, then try this row again.";

/** What became of a draft that was carried out. */
function writtenOutcome(
  definition: Definition,
  draft: Draft,
  item: { readonly itemId: number; readonly etag: string | null },
) {
  switch (draft.kind) {
    case "create":
      return done(draft.operation, "created", item);
    case "update":
      if (draft.isParting) return parted(draft.operation);
      if (draft.refusal) return writtenWithout(definition, draft.refusal, item);
      if (draft.held) return writtenBesides(definition, draft.operation, draft.held, draft);
      return done(draft.operation, draft.how, item, draft.overwritten, draft.notes);
    case "delete":
      return done(draft.operation, "deleted", item, draft.overwritten);
  }
}

/** The operation with the edit that its write was to replace: a server may say “later” to a write that it has carried out. */
function withSentEdit(draft: Draft): Operation {
  const { operation } = draft;
  if (draft.kind === "create" || draft.overwritten === null) return operation;
  return { ...operation, overwritten: [...operation.overwritten, draft.overwritten] };
}

/** The outcome of one answer, or undefined when the operation goes on in another round. */
function outcomeOf(
  definition: Definition,
  draft: Draft,
  answer: WriteAnswer,
  { retry, arePutOffAlone }: { readonly retry: Retries; readonly arePutOffAlone: boolean },
): OperationOutcome | undefined {
  const { operation } = draft;
  switch (answer.status) {
    case "written":
      return writtenOutcome(definition, draft, answer);
    case "changed-meanwhile":
      retry.changed.push(operation);
      return undefined;
    case "not-unique":
      if (draft.kind === "update" && draft.isParting) return refused(operation, "unique-clash", secondEmpty);
      if (draft.kind === "update") retry.updates.push(draft);
      else retry.creates.push({ operation, values: operation.intended });
      return undefined;
    case "gone":
      return itemGone(operation, "graph-not-found", definition.onListDelete);
    case "refused": {
      const { message, field, isItemClosed } = answer;
      if (isItemClosed) return refused(operation, "item-closed", message);
      if (draft.kind === "create") {
        retry.refusedCreates.push({ operation, message, field });
        return undefined;
      }
      if (draft.kind !== "update" || draft.refusal || draft.isParting)
        return refused(operation, "item-refused", message, field);
      retry.refused.push({ ...draft, message, field });
      return undefined;
    }
    case "later": {
      const waitMs = Math.max(1, answer.retryAfterMs);
      const sent = withSentEdit(draft);
      if (answer.code === "graph-conflict") return againOrRefused(sent, answer.code, { waitMs });
      // Graph was seen to carry out what it said to put off (Graph contract 8), and these lists take a second item.
      const isByItself = answer.wasSent && arePutOffAlone;
      if (draft.kind === "create" && answer.wasSent && takesTwins(definition))
        return isByItself
          ? doubtfulByItself(operation, answer.code, waitMs)
          : { result: "in-doubt", operation, code: answer.code, putOffMs: waitMs };
      return isByItself ? putOffByItself(sent, answer.code, waitMs) : postponed(sent, answer.code, waitMs);
    }
    case "in-doubt":
      return { result: "in-doubt", operation, code: answer.code, putOffMs: null };
  }
}

/** Whether nothing in the list keeps a row from getting a second item. */
const takesTwins = ({ keyLevel }: Pick<Definition, "keyLevel">) => keyLevel === "K2" || keyLevel === "K4";

/** The updates of items that turned out to be there already; what needs none has its outcome. */
function adoptionDrafts(definition: Definition, found: readonly Adoptable[], outcomes: OperationOutcome[]): Draft[] {
  const drafts: Draft[] = [];
  for (const { operation, item } of found)
    pushDraft(definition, { ...operation, itemId: item.itemId }, item, "adopted", { drafts, outcomes });
  return drafts;
}

/** Reads items that changed meanwhile, or whose eTag is not known, and judges what may be written. */
async function readBeforeWrite(
  definition: Definition,
  operations: readonly Operation[],
  { list, store }: Pick<GroupPorts, "list" | "store">,
  signal: AbortSignal,
  outcomes: OperationOutcome[],
): Promise<Draft[]> {
  if (operations.length === 0) return [];
  const unread = new Set<number>();
  const items = await list.readItems(operations.map(itemIdOf), signal, unread);
  const known = await store.listNotes(operations.map((operation) => operation.identity.hash));
  const drafts: Draft[] = [];
  for (const operation of operations) {
    const item = items.get(itemIdOf(operation));
    if (unread.has(itemIdOf(operation))) outcomes.push(unreadable(operation));
    else if (!item) outcomes.push(itemGone(operation, "graph-not-found", definition.onListDelete));
    else {
      const { seen, notes } = asSent(operation, item, known.get(operation.identity.hash));
      const how = operation.kind === "MARK" ? "marked" : "updated";
      const parting = partingDraft(operation, seen);
      const standing = (edit: FieldValues) => holds(seen, edit);
      if (parting) drafts.push(parting);
      else pushDraft(definition, withoutStanding(operation, standing), seen, how, { drafts, outcomes }, notes);
    }
  }
  return drafts;
}
