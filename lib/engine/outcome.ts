import { changedFields } from "./mapping";
import type { DoubtfulOperation, LeaveCause, Operation, OperationOutcome, Rejection } from "./operation";
import type { ListItem, WriteAnswer } from "./ports";
import { withoutStanding } from "./replaced-edits";
import type {
  ConflictPolicy,
  ContentHash,
  Definition,
  FieldValues,
  HeldFields,
  LedgerState,
  ListNotes,
  MappingId,
} from "./types";
import { sameValue } from "./value";

/** An operation that reached its end. */
export type Done = Extract<OperationOutcome, { result: "done" }>;

type Again = Extract<OperationOutcome, { result: "again" }>;

/** An operation that reached its end; `overwritten` holds what a person had set and this write replaced by policy. */
export function done(
  operation: Operation,
  how: Exclude<Done["how"], "partial">,
  item: { readonly itemId: number; readonly etag: string | null },
  overwritten: FieldValues | null = null,
  notes?: ListNotes,
): OperationOutcome {
  const { itemId, etag } = item;
  const written = operation.intended;
  return { result: "done", operation, how, itemId, etag, written, rejection: null, overwritten, notes };
}

/** An update of which the list took `written` only; `refusal` says which field it did not take. Without one it is an update like others. */
export function partial(
  operation: Operation,
  { itemId, etag }: { readonly itemId: number; readonly etag: string | null },
  written: FieldValues,
  refusal: { readonly message: string; readonly field: string | null } | null,
  overwritten: FieldValues | null,
): OperationOutcome {
  if (refusal === null) return done(operation, "updated", { itemId, etag }, overwritten);
  const { identity, contentHash, kind: operationKind } = operation;
  const code = "item-refused";
  const rejection: Rejection = { identity, origin: "GRAPH", code, contentHash, operationKind, ...refusal };
  return partly(operation, { itemId, etag }, written, rejection, overwritten);
}

/** An item that holds `written` only. Without a rejection nothing refuses the rest: the next run writes it. */
export function partly(
  operation: Operation,
  { itemId, etag }: { readonly itemId: number; readonly etag: string | null },
  written: FieldValues,
  rejection: Rejection | null,
  overwritten: FieldValues | null = null,
): Done {
  return { result: "done", operation, how: "partial", itemId, etag, written, rejection, overwritten };
}

/** What the ledger says of a row after an operation. */
export interface LedgerAfter {
  readonly state: LedgerState;
  readonly itemId: number;
  readonly etag: string | null;
  readonly contentHash: ContentHash | null;
  readonly base: FieldValues | null;
  /** Fields that wait for a person; null where none does. */
  readonly held: HeldFields | null;
  /** Why the entry is not LINKED. */
  readonly cause: LeaveCause | "list-delete" | null;
}

/**
 * The ledger entry that an outcome leaves behind; null where it stays as it was. The base is what was sent, never what an answer echoed
 * (sync-semantics 4). An item that outlives its row stays ours as ARCHIVED, so that the row coming back goes on with it.
 */
export function ledgerAfter(outcome: Done): LedgerAfter | null {
  const { operation, itemId, etag } = outcome;
  const { contentHash, before, cause } = operation;
  const unchanged = { itemId, etag, contentHash: contentHash || null, held: null };
  const agreed = baseAfter({ before, intended: outcome.written });
  switch (outcome.how) {
    case "returned":
      return null;
    case "deleted":
      return { state: "DELETED", itemId, etag: null, contentHash: null, base: null, held: null, cause };
    case "marked":
    case "left":
      return { ...unchanged, state: "ARCHIVED", base: agreed, cause };
    case "detached":
      return { ...unchanged, state: "DETACHED", base: before, cause: "list-delete" };
    case "asked":
      return { ...unchanged, state: "ASKED", base: before, cause: "list-delete" };
    case "partial":
      return { ...unchanged, state: "PARTIAL", base: agreed, held: outcome.held ?? null, cause: null };
    case "kept":
      if (cause !== null) return { ...unchanged, state: "ARCHIVED", base: before, cause };
      return { ...unchanged, state: "LINKED", base: agreed, cause: null };
    case "created":
    case "updated":
    case "recorded":
    case "adopted":
      return { ...unchanged, state: "LINKED", base: agreed, cause: null };
  }
}

/**
 * What both sides agree on once an operation is done: what was sent, and of fields that it left alone what they agreed on before. Without the
 * latter a field that KEEP leaves alone would look edited by a person as soon as the item is compared again.
 */
export function baseAfter({ before, intended }: Pick<Operation, "before" | "intended">): FieldValues {
  return { ...before, ...intended };
}

/** Refused for good by Graph until its retry rule, the row, the mapping or the column says otherwise. */
export function refused(
  operation: Operation,
  code: string,
  message: string,
  field: string | null = null,
): OperationOutcome {
  const { identity, contentHash, kind: operationKind } = operation;
  const rejection: Rejection = { identity, origin: "GRAPH", code, field, message, contentHash, operationKind };
  return { result: "rejected", operation, rejection };
}

/** Back to the spool, as a try that counts. */
export function again(operation: Operation, code: string, notBeforeMs = 0, asCreate = false): OperationOutcome {
  return { result: "again", operation, code, notBeforeMs, asCreate, asBare: false, isAttempt: true };
}

/** Back to the spool without having been looked at: throttled, or never sent. */
export function postponed(operation: Operation, code: string, notBeforeMs: number): Again {
  return { result: "again", operation, code, notBeforeMs, asCreate: false, asBare: false, isAttempt: false };
}

/** An update whose item is without the value that its row trades (`trade.ts`): other rows can be written, and then it gets the one it wants. */
export function parted(operation: Operation): Again {
  return { ...postponed(operation, "unique-clash", backoffMs(operation.attempts)), hasParted: true };
}

/** An operation that was sent this often without an end becomes a rejection with its own retry rule. */
export const attemptsPerOperation = 6;

/** Writes that make up one batch. Fewer may be put off without a word about the others: each slice has read the list before it sends them. */
const fewWrites = 20;

/**
 * Whether what a round put off is so by itself. Where the list puts off more than it serves it takes nothing for the moment, which is a pause,
 * however long (sync-semantics 11); what it keeps putting off while it serves others would keep its run open for ever.
 */
export function putsOffAlone(answers: readonly WriteAnswer[]): boolean {
  const putOff = answers.filter((answer) => answer.status === "later" && answer.wasSent).length;
  const served = answers.filter(({ status }) => status !== "later" && status !== "in-doubt").length;
  return putOff <= fewWrites || putOff <= served;
}

/** Writes that the list put off this often while it served others become rejections: after twenty minutes of waits, or more where it asks for more. */
export const putOffsPerOperation = 24;

/** A write that the list puts off by itself, not because it takes none for the moment: it waits longer each time, and not for ever. */
export function putOffByItself(sent: Operation, code: string, waitMs: number): OperationOutcome {
  const operation = { ...sent, putOffs: sent.putOffs + 1 };
  if (isPutOffForEver(operation)) return givenUpAsPutOff(operation);
  return postponed(operation, code, Math.max(waitMs, backoffMs(sent.putOffs)));
}

/** The same of a create that may have been carried out all the same: it stays in doubt for so long, and is given up when it was looked for. */
export function doubtfulByItself(sent: Operation, code: string, waitMs: number): OperationOutcome {
  const operation = { ...sent, putOffs: sent.putOffs + 1 };
  return { result: "in-doubt", operation, code, putOffMs: Math.max(waitMs, backoffMs(sent.putOffs)) };
}

const isPutOffForEver = ({ putOffs }: Operation) => putOffs >= putOffsPerOperation;

function givenUpAsPutOff(operation: Operation): OperationOutcome {
  const message = `SharePoint asked ${operation.putOffs} times to wait with this write, while it served others.`;
  return refused(operation, "write-put-off", message);
}

/** Waits without a word from Graph: doubled with each attempt. Milliseconds. */
export const backoffMs = (attempts: number) => Math.min(60_000, 500 * 2 ** attempts);

/** An update whose item holds what it was to get: the latest write arrived, whatever was answered; of those before it nobody knows. */
export function arrived(
  operation: Operation,
  how: "updated" | "adopted" | "marked",
  item: ListItem,
  notes?: ListNotes,
): OperationOutcome {
  const { overwritten } = operation;
  return done({ ...operation, overwritten: overwritten.slice(0, -1) }, how, item, overwritten.at(-1), notes);
}

/** Whether an item holds the given values in all fields they name. */
export function holds(item: ListItem, values: FieldValues | null): boolean {
  if (values === null) return false;
  return (Object.keys(values) as MappingId[]).every((id) => sameValue(values[id] ?? null, item.values[id] ?? null));
}

/** Of what was sent to an item in two parts: the values that it holds, and the fields that are still empty; others somebody edited. */
function arrivedValues(intended: FieldValues, item: ListItem): FieldValues {
  const now = (Object.keys(intended) as MappingId[]).map((id) => [id, item.values[id] ?? null] as const);
  return Object.fromEntries(now.filter(([id, value]) => value === null || sameValue(value, intended[id])));
}

/** The item's own values of fields that a person changed away from base, of those that are about to be written or go with the item. */
function editedFields(operation: Operation, item: ListItem): FieldValues {
  const edited: Record<MappingId, FieldValues[MappingId]> = {};
  const touched = operation.kind === "DELETE" ? (operation.before ?? {}) : operation.intended;
  for (const id of Object.keys(touched) as MappingId[]) {
    const now = item.values[id] ?? null;
    if (!sameValue(now, operation.before?.[id]) && !sameValue(now, operation.intended[id])) edited[id] = now;
  }
  return edited;
}

/** Values without the given fields. */
export function besides(values: FieldValues, fields: Readonly<Record<MappingId, unknown>>): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([id]) => !(id in fields)));
}

/** What to do with an update whose item was found changed, or is read before its first conditional write. */
export type ChangedItemVerdict =
  /** The item holds what we want already. */
  | { readonly verdict: "settled" }
  /** Write these fields under the item's present eTag. `overwritten` is null unless a person's edit is replaced by policy. */
  | { readonly verdict: "write"; readonly values: FieldValues; readonly overwritten: FieldValues | null }
  /** The policy lets the list's values stand until the row changes again; there is nothing else to write. */
  | { readonly verdict: "keep" }
  /** A person must decide whether the item goes. */
  | { readonly verdict: "ask" }
  /** A person must decide these fields; `values` are the others that are to be written, none where there is none. */
  | { readonly verdict: "hold"; readonly values: FieldValues; readonly edited: FieldValues };

/**
 * Decides an update against the item as it is now (sync-semantics 7): unmapped fields never matter; a mapped field that a person edited is a
 * recorded conflict decided by policy, field by field. The item is compared as it is, so that only what differs from it is sent.
 * An adopted item has no base: each difference counts as edited. In one-way push the row's change is always the later one, so LATEST_WINS acts as SOURCE_WINS.
 */
export function judgeChangedItem(operation: Operation, item: ListItem, policy: ConflictPolicy): ChangedItemVerdict {
  const isDelete = operation.kind === "DELETE";
  if (!isDelete && holds(item, operation.intended)) return { verdict: "settled" };
  const edited = editedFields(operation, item);
  const values = changedFields(operation.intended, item.values);
  if (Object.keys(edited).length === 0) return { verdict: "write", values, overwritten: null };
  switch (policy) {
    case "SOURCE_WINS":
    case "LATEST_WINS":
      return { verdict: "write", values, overwritten: edited };
    case "DESTINATION_WINS": {
      if (isDelete) return { verdict: "keep" };
      const rest = besides(values, edited);
      return Object.keys(rest).length === 0
        ? { verdict: "keep" }
        : { verdict: "write", values: rest, overwritten: null };
    }
    case "MANUAL":
      return operation.kind === "DELETE" || operation.kind === "MARK"
        ? { verdict: "ask" }
        : { verdict: "hold", values: besides(values, edited), edited };
  }
}

/**
 * Settles an operation whose answer was lost, by the item found now (`null`: none). Never sends anything.
 * A found item whose values differ from what was sent has been edited since: its eTag is not taken over, so that the next write reads first.
 * What was not applied waits longer with each attempt, since a server that fails needs a while; a payload that it can never digest is given up
 * (Graph contract (d) 29). What the list said to have put off, and has, was no attempt.
 */
export function settleDoubt(doubtful: DoubtfulOperation, item: ListItem | null, gone: GoneRule): OperationOutcome {
  const { putOff, ...sent } = doubtful;
  const operation = withoutStanding(sent, (edit) => item !== null && holds(item, edit));
  // Tying an item to its row can be repeated without harm, and no value tells whether it was done.
  if (operation.kind === "ADOPT") return againOrGivenUp(operation);
  // A note writes nothing, so there is nothing to be in doubt of; it is taken up again where it stopped.
  if (operation.kind === "RECORD") return postponed(operation, "graph-in-doubt", 0);
  if (item !== null && operation.kind !== "DELETE") {
    const isHeld = holds(item, operation.intended);
    // Only the needed fields were sent, and perhaps others after them: the next run goes on from what is there.
    if (operation.isBare && operation.kind === "CREATE" && !isHeld)
      return partly(operation, { itemId: item.itemId, etag: null }, arrivedValues(operation.intended, item), null);
    if (operation.isBare && operation.parted && holds(item, operation.parted)) return parted(operation);
    if (operation.kind === "CREATE")
      return done(operation, "created", { itemId: item.itemId, etag: isHeld ? item.etag : null });
    if (isHeld) return arrived(operation, operation.kind === "MARK" ? "marked" : "updated", item);
  } else if (operation.itemId !== null && item === null) return itemGone(operation, "graph-in-doubt", gone);
  if (putOff && isPutOffForEver(operation)) return givenUpAsPutOff(operation);
  if (putOff) return postponed(operation, putOff.code, 0);
  return againOrGivenUp(operation);
}

function againOrGivenUp(operation: Operation): OperationOutcome {
  if (operation.attempts < attemptsPerOperation)
    return again(operation, "graph-in-doubt", backoffMs(operation.attempts));
  return refused(
    operation,
    "graph-in-doubt",
    `SharePoint failed ${operation.attempts} times to carry out this write, or to say that it did.`,
  );
}

/** What the definition says of rows whose item somebody deleted. */
export type GoneRule = Definition["onListDelete"];

/**
 * An operation met an item that is gone (P17, F3). With its row gone too there is nothing left to do; a living row makes a new item, lets go
 * of it, or waits for a person.
 */
export function itemGone(operation: Operation, code: string, rule: GoneRule): OperationOutcome {
  const item = { itemId: operation.itemId ?? 0, etag: null };
  if (operation.kind === "DELETE" || operation.kind === "MARK") return done(operation, "deleted", item);
  switch (rule) {
    case "RECREATE":
      return againOrRefused(operation, code, { asCreate: true });
    case "DETACH":
      return done(operation, "detached", item);
    case "ASK":
      return done(operation, "asked", item);
  }
}

/** An operation whose item the list fails to give, while it gives others. */
export function unreadable(operation: Operation): OperationOutcome {
  const attempts = operation.attempts + 1;
  if (attempts < attemptsPerOperation) return again(operation, "graph-unavailable", backoffMs(operation.attempts));
  const item = operation.itemId === null ? "the item" : `item ${operation.itemId}`;
  const message = `SharePoint failed ${attempts} times to show ${item}, which has to be read before it is written, while it showed others.`;
  return refused(operation, "graph-unavailable", message);
}

/** Back to the spool, unless it went round there too often: an operation that never ends would keep its run open for ever. */
export function againOrRefused(
  operation: Operation,
  code: string,
  how: { readonly waitMs?: number; readonly asCreate?: boolean },
): OperationOutcome {
  const attempts = operation.attempts + 1;
  if (attempts < attemptsPerOperation) return again(operation, code, how.waitMs ?? 0, how.asCreate ?? false);
  return refused(operation, code, `SharePoint did not come to an end with this write in ${attempts} attempts.`);
}
