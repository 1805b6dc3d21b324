import { partsOf } from "./bare-create";
import { heldFields, writtenBesides } from "./hold";
import { changedFields } from "./mapping";
import { countFlips, formsBeside, inBaseForm, listFormAfter, pingPongFields } from "./normalise";
import type { Operation, OperationOutcome } from "./operation";
import { againOrRefused, arrived, backoffMs, besides, done, judgeChangedItem, refused } from "./outcome";
import type { PartialUpdate } from "./partial";
import type { ListItem } from "./ports";
import type { Definition, FieldValues, HeldFields, ListNotes, MappingId } from "./types";
import { sameValue } from "./value";

export interface Conditional {
  readonly operation: Operation;
  readonly itemId: number;
  readonly etag: string;
  readonly overwritten: FieldValues | null;
  /** What was learned when the item was read; absent where it was not. */
  readonly notes?: ListNotes;
}

/** A write that is ready to be sent. */
export type Draft =
  | { readonly kind: "create"; readonly operation: Operation; readonly values: FieldValues }
  | (Conditional & {
      readonly kind: "update";
      readonly values: FieldValues;
      readonly how: "updated" | "adopted" | "marked";
      /** Fields that are left to a person. */
      readonly held?: HeldFields | undefined;
      /** The first part of an update that trades values: it only takes them away. */
      readonly isParting?: true;
      /** Fields that are left out, since the list refused them before. */
      readonly refusal?: PartialUpdate;
    })
  | (Conditional & { readonly kind: "delete" });

/** A create, of a bare one only what is needed. */
export function createDraft(operation: Operation, needed: ReadonlySet<MappingId>): Draft {
  const { intended, isBare } = operation;
  return { kind: "create", operation, values: isBare ? partsOf(intended, needed).bare : intended };
}

/** An update without the fields at fault. */
export function partialDraft(refusal: PartialUpdate): Draft {
  const { operation, itemId, etag, values, overwritten } = refusal;
  return { kind: "update", operation, itemId, etag, values, how: "updated", overwritten, refusal };
}

/** The write that an operation means, under the eTag of the item as it was left. */
export function conditional(operation: Operation, itemId: number, etag: string): Draft {
  const common = { operation, itemId, etag, overwritten: null };
  if (operation.kind === "DELETE") return { ...common, kind: "delete" };
  if (operation.kind === "MARK") return { ...common, kind: "update", values: operation.intended, how: "marked" };
  const values = changedFields(operation.intended, operation.before);
  return { ...common, kind: "update", values, how: "updated" };
}

/** An item's values without what is only the list's own form of what we sent; under the eTag of our own write that form is learned. */
export function asSent(
  operation: Operation,
  item: ListItem,
  known: (ListNotes & { readonly etag: string | null }) | undefined,
) {
  const { etag: ours = null, listForm: former = null, flips = null } = known ?? {};
  const isOurs = ours !== null && item.etag === ours && operation.before !== null;
  const listForm = isOurs ? listFormAfter(former, operation.before ?? {}, item.values) : former;
  const seen = { ...item, values: inBaseForm(item.values, operation.before, listForm) };
  return { seen, notes: { listForm, flips } };
}

/** The first part of an update that trades values; null for any other, and where a person edited what it would part with. */
export function partingDraft(operation: Operation, item: ListItem): Draft | null {
  const { itemId, etag } = item;
  const { parted: values, isBare, before } = operation;
  if (values === null || !isBare || etag === null) return null;
  const fields = Object.keys(values) as MappingId[];
  if (fields.length === 0 || fields.some((id) => !sameValue(item.values[id], before?.[id]))) return null;
  return { kind: "update", operation, itemId, etag, values, how: "updated", overwritten: null, isParting: true };
}

/** The item of an operation that has one. */
export function itemIdOf(operation: Operation): number {
  if (operation.itemId === null) throw new Error("An update has an item.");
  return operation.itemId;
}

/** Turns an item that was just read into the conditional write that brings it up to date, or into the outcome that needs none. */
export function pushDraft(
  definition: Definition,
  operation: Operation,
  item: ListItem,
  how: "updated" | "adopted" | "marked",
  into: Into,
  notes?: ListNotes,
): void {
  const judged = judgeChangedItem(operation, item, definition.conflictPolicy);
  switch (judged.verdict) {
    case "settled":
      into.outcomes.push(arrived(operation, how, item, notes));
      return;
    case "keep":
      into.outcomes.push(done(operation, "kept", item, null, notes));
      return;
    case "ask":
      into.outcomes.push(
        refused(operation, "edited-in-list", "A person edited mapped fields of the item since the last push."),
      );
      return;
    case "hold": {
      const held = heldFields(operation, judged.edited, "edited-in-list");
      pushHeld(definition, operation, item, { values: judged.values, overwritten: null, held, how, notes }, into);
      return;
    }
    case "write": {
      const { values, overwritten } = judged;
      const byPerson = item.isByPerson ?? true;
      const flips = countFlips(notes?.flips ?? null, { sent: values, replaced: overwritten ?? {}, byPerson });
      const answered = pingPongFields(flips).filter((id) => overwritten?.[id] !== undefined);
      const told = notes && { listForm: formsBeside(notes.listForm, values), flips };
      if (answered.length === 0 || operation.kind === "DELETE" || operation.kind === "MARK") {
        pushWrite(operation, item, { values, overwritten, how, notes: told }, into);
        return;
      }
      // Something that is no person sets these back each time: writing them again would only be answered again.
      const theirs = Object.fromEntries(answered.map((id) => [id, overwritten?.[id] ?? null]));
      const held = heldFields(operation, theirs, "ping-pong");
      const others = besides(overwritten ?? {}, held);
      pushHeld(
        definition,
        operation,
        item,
        {
          values: besides(values, held),
          overwritten: Object.keys(others).length === 0 ? null : others,
          held,
          how,
          notes: told,
        },
        into,
      );
    }
  }
}

interface Judged {
  readonly values: FieldValues;
  readonly overwritten: FieldValues | null;
  readonly how: "updated" | "adopted" | "marked";
  readonly notes?: ListNotes | undefined;
  readonly held?: HeldFields | undefined;
}

/** Where what is to be written goes, and what is at its end. */
export interface Into {
  readonly drafts: Draft[];
  readonly outcomes: OperationOutcome[];
}

/** The write of what a person has not to decide; where that is nothing, the outcome. */
function pushHeld(
  definition: Definition,
  operation: Operation,
  item: ListItem,
  judged: Judged & { readonly held: HeldFields },
  into: Into,
): void {
  if (Object.keys(judged.values).length > 0) pushWrite(operation, item, judged, into);
  else into.outcomes.push(writtenBesides(definition, operation, judged.held, { ...judged, itemId: item.itemId }));
}

function pushWrite(operation: Operation, item: ListItem, judged: Judged, into: Into): void {
  const { itemId, etag } = item;
  if (etag === null) {
    into.outcomes.push(againOrRefused(operation, "graph-answer-invalid", { waitMs: backoffMs(operation.attempts) }));
    return;
  }
  const { overwritten, held, notes } = judged;
  into.drafts.push(
    operation.kind === "DELETE"
      ? { kind: "delete", operation, itemId, etag, overwritten }
      : { ...judged, kind: "update", operation, itemId, etag, held, ...(notes ? { notes } : {}) },
  );
}
