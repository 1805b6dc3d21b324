import { listMappings } from "./mark";
import { mostFlips } from "./normalise";
import type { Operation, Rejection } from "./operation";
import { besides, type Done, partly } from "./outcome";
import type { Definition, FieldValues, HeldField, HeldFields, ListNotes, MappingId } from "./types";

/** Fields of an operation that wait for a person, with what row and list say of them. */
export function heldFields(operation: Operation, theirs: FieldValues, code: HeldField["code"]): HeldFields {
  return Object.fromEntries(
    Object.entries(theirs).map(([id, value]) => [
      id,
      { code, ours: operation.intended[id as MappingId] ?? null, theirs: value },
    ]),
  );
}

/**
 * The outcome of an update that left fields to a person's decision and wrote all others: PARTIAL, and its base keeps what both sides agreed on
 * last in those fields. Without an eTag, so that nothing is written to the item before it was read again: by its eTag alone an edit of a held
 * field would be written over.
 */
export function writtenBesides(
  definition: Definition,
  operation: Operation,
  held: HeldFields,
  {
    itemId,
    overwritten,
    notes,
  }: {
    readonly itemId: number;
    readonly overwritten: FieldValues | null;
    readonly notes?: ListNotes | undefined;
  },
): Done & { readonly rejection: Rejection } {
  const rejection = heldRejection(definition, operation, held);
  const outcome = partly(operation, { itemId, etag: null }, besides(operation.intended, held), rejection, overwritten);
  return { ...outcome, rejection, held, ...(notes ? { notes } : {}) };
}

function heldRejection(definition: Definition, operation: Operation, held: HeldFields): Rejection {
  const fields = Object.entries(held) as [MappingId, HeldField][];
  const [first] = fields;
  const nameOf = (id: MappingId) => `“${columnOf(definition, id)}”`;
  const edited = fields.filter(([, { code }]) => code === "edited-in-list").map(([id]) => nameOf(id));
  const flipping = fields.filter(([, { code }]) => code === "ping-pong").map(([id]) => nameOf(id));
  const message = [
    edited.length === 0 ? [] : `A person edited ${edited.join(", ")} in the list since the last push.`,
    flipping.length === 0
      ? []
      : `${flipping.join(", ")} was set back ${mostFlips} times after this row was written, each time to the same value and by no person.`,
    "The other fields are written.",
  ]
    .flat()
    .join(" ");
  const code = first?.[1].code ?? "edited-in-list";
  const { identity, contentHash, kind } = operation;
  return {
    identity,
    origin: "GRAPH",
    code,
    field: first ? columnOf(definition, first[0]) : null,
    message,
    contentHash,
    operationKind: kind,
  };
}

/** What the list calls a field. */
export function columnOf(definition: Definition, field: MappingId): string {
  return listMappings(definition).find(({ id }) => id === field)?.target.name ?? field;
}
