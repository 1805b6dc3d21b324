import { changedFields } from "./mapping";
import type { ListItem } from "./ports";
import type { ConflictPolicy, FieldValues, MappingId, Operation, OperationOutcome, Rejection } from "./types";
import { sameValue } from "./value";

type Done = Extract<OperationOutcome, { result: "done" }>;

/** An operation that reached its end; `overwritten` holds what a person had set and the policy replaced. */
export function done(
  operation: Operation,
  how: Done["how"],
  item: { readonly itemId: number; readonly etag: string | null },
  overwritten: FieldValues | null = null,
): OperationOutcome {
  return { result: "done", operation, how, itemId: item.itemId, etag: item.etag, overwritten };
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
  const { identity, contentHash } = operation;
  const rejection: Rejection = { identity, origin: "GRAPH", code, field, message, contentHash };
  return { result: "rejected", operation, rejection };
}

/** Back to the spool, as a try that counts. */
export function again(operation: Operation, code: string, notBeforeMs = 0, asCreate = false): OperationOutcome {
  return { result: "again", operation, code, notBeforeMs, asCreate, isAttempt: true };
}

/** Back to the spool without having been looked at: throttled, or never sent. */
export function postponed(operation: Operation, code: string, notBeforeMs: number): OperationOutcome {
  return { result: "again", operation, code, notBeforeMs, asCreate: false, isAttempt: false };
}

/** An operation that was sent this often without an end becomes a rejection with its own retry rule. */
export const attemptsPerOperation = 6;

/** Waits without a word from Graph: doubled with each attempt. Milliseconds. */
export const backoffMs = (attempts: number) => Math.min(60_000, 500 * 2 ** attempts);

/** Whether an item holds the given values in all fields they name. */
export function holds(item: ListItem, values: FieldValues | null): boolean {
  if (values === null) return false;
  return (Object.keys(values) as MappingId[]).every((id) => sameValue(values[id] ?? null, item.values[id] ?? null));
}

/** The item's own values of fields that a person changed away from base, of those that are about to be written. */
function editedFields(operation: Operation, item: ListItem): FieldValues {
  const edited: Record<MappingId, FieldValues[MappingId]> = {};
  for (const id of Object.keys(operation.intended) as MappingId[]) {
    const now = item.values[id] ?? null;
    if (!sameValue(now, operation.before?.[id]) && !sameValue(now, operation.intended[id])) edited[id] = now;
  }
  return edited;
}

/** What to do with an update whose item was found changed, or is read before its first conditional write. */
export type ChangedItemVerdict =
  /** The item holds what we want already. */
  | { readonly verdict: "settled" }
  /** Write these fields under the item's present eTag. `overwritten` is null unless a person's edit is replaced by policy. */
  | { readonly verdict: "write"; readonly values: FieldValues; readonly overwritten: FieldValues | null }
  /** The policy lets the list's values stand until the row changes again; there is nothing else to write. */
  | { readonly verdict: "keep" }
  /** A person must decide. */
  | { readonly verdict: "ask"; readonly edited: FieldValues };

/**
 * Decides an update against the item as it is now (sync-semantics 7): unmapped fields never matter; a mapped field that a person edited is a
 * recorded conflict decided by policy, field by field. The item is compared as it is, so that only what differs from it is sent.
 * An adopted item has no base: each difference counts as edited. In one-way push the row's change is always the later one, so LATEST_WINS acts as SOURCE_WINS.
 */
export function judgeChangedItem(operation: Operation, item: ListItem, policy: ConflictPolicy): ChangedItemVerdict {
  if (holds(item, operation.intended)) return { verdict: "settled" };
  const edited = editedFields(operation, item);
  const values = changedFields(operation.intended, item.values);
  if (Object.keys(edited).length === 0) return { verdict: "write", values, overwritten: null };
  switch (policy) {
    case "SOURCE_WINS":
    case "LATEST_WINS":
      return { verdict: "write", values, overwritten: edited };
    case "DESTINATION_WINS": {
      const rest = Object.fromEntries(Object.entries(values).filter(([id]) => !(id in edited)));
      return Object.keys(rest).length === 0
        ? { verdict: "keep" }
        : { verdict: "write", values: rest, overwritten: null };
    }
    case "MANUAL":
      return { verdict: "ask", edited };
  }
}

/**
 * Settles an operation whose answer was lost, by the item found now (`null`: none). Never sends anything.
 * A found item whose values differ from what was sent has been edited since: its eTag is not taken over, so that the next write reads first.
 * What was not applied waits longer with each attempt, since a server that fails needs a while; a payload that it can never digest is given up
 * (Graph contract (d) 29).
 */
export function settleDoubt(operation: Operation, item: ListItem | null): OperationOutcome {
  if (item !== null) {
    const isHeld = holds(item, operation.intended);
    if (operation.kind === "CREATE")
      return done(operation, "created", { itemId: item.itemId, etag: isHeld ? item.etag : null });
    if (isHeld) return done(operation, "updated", item);
  } else if (operation.itemId !== null) return again(operation, "graph-in-doubt", 0, true);
  if (operation.attempts < attemptsPerOperation)
    return again(operation, "graph-in-doubt", backoffMs(operation.attempts));
  return refused(
    operation,
    "graph-in-doubt",
    `SharePoint failed ${operation.attempts} times to carry out this write, or to say that it did.`,
  );
}
