import type { Operation, OperationOutcome } from "./operation";
import type { CanonicalValue, FieldValues, MappingId, OperationId } from "./types";

/** What a person had set in an item and a write took the place of. */
export interface ReplacedEdit {
  readonly operationId: OperationId;
  /** Readable, as in {@link Identity}. */
  readonly identity: string;
  /** Where it stood; null where that item is gone. */
  readonly itemId: number | null;
  readonly values: FieldValues;
  /** `unknown`: no answer came to the write that was to replace it, and the item does not tell. */
  readonly how: "replaced" | "deleted" | "unknown";
}

/** The edits that an operation took the place of, or may have, once it is at its end; of a field that was edited twice there are two. */
export function replacedEdits(outcome: OperationOutcome): readonly ReplacedEdit[] {
  const { operation } = outcome;
  const edits = unansweredEdits({ ...operation, identity: operation.identity.text });
  if (outcome.result !== "done") return edits;
  const { itemId, overwritten: values } = outcome;
  const latest = { operationId: operation.id, identity: operation.identity.text, itemId, how: "replaced" } as const;
  const all = values === null ? edits : [...edits, { ...latest, values }];
  return outcome.how === "deleted" ? all.map((edit) => ({ ...edit, how: "deleted" })) : all;
}

/** Those of an operation that came to no end of its own. */
export function unansweredEdits(operation: {
  readonly id: OperationId;
  readonly identity: string;
  readonly itemId: number | null;
  readonly overwritten: readonly FieldValues[];
}): readonly ReplacedEdit[] {
  const { id: operationId, identity, itemId } = operation;
  return operation.overwritten.map((values) => ({ operationId, identity, itemId, values, how: "unknown" }));
}

/** The before-image with the edits in it, the latest of each field. */
export function withEdits(before: FieldValues | null, edits: readonly FieldValues[]): FieldValues | null {
  return edits.length === 0 ? before : Object.assign({}, before, ...edits);
}

/** The operation without those edits that the item still holds: the write that was to replace them did not arrive. */
export function withoutStanding(operation: Operation, standing: (edit: FieldValues) => boolean): Operation {
  const overwritten = operation.overwritten.filter((edit) => !standing(edit));
  return overwritten.length === operation.overwritten.length ? operation : { ...operation, overwritten };
}

/** The line of the run's story about an edit, with the former values; `columnOf` is what people call a field. */
export function editEvent({ identity, itemId, values, how }: ReplacedEdit, columnOf: (field: MappingId) => string) {
  const item = itemId === null ? "its former item" : `item ${itemId}`;
  const type = how === "unknown" ? "edit-perhaps-overwritten" : "edit-overwritten";
  const message = `${identity}: ${item} was edited in the list${endOf[how]} The former values are kept: ${toldValues(values, columnOf)}.`;
  return { severity: "WARN" as const, type, message, payload: { identity, itemId, overwritten: values } };
}

const endOf = {
  replaced: "; the source's values replaced the edit.",
  deleted: " before it was deleted.",
  unknown: ", and no answer came to the write that was to replace the edit.",
} as const satisfies Record<ReplacedEdit["how"], string>;

/** Most fields that a message names, and most characters of each value: the operation holds all of them. */
const mostFields = 10;
const mostCharacters = 100;

function toldValues(values: FieldValues, columnOf: (field: MappingId) => string): string {
  const fields = Object.entries(values) as [MappingId, CanonicalValue][];
  const told = fields.slice(0, mostFields).map(([field, value]) => `${columnOf(field)} ${toldValue(value)}`);
  const rest = fields.length - told.length;
  return rest > 0 ? `${told.join(", ")} and ${rest} more` : told.join(", ");
}

function toldValue(value: CanonicalValue): string {
  if (value === null) return "(empty)";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return String(value);
  const characters = [...(typeof value === "string" ? value : value.join(", "))];
  const text = characters.slice(0, mostCharacters).join("");
  return characters.length > mostCharacters ? `“${text}…”` : `“${text}”`;
}
