import type { Operation, OperationOutcome } from "./operation";
import { partly, refused } from "./outcome";
import type { ListPort } from "./ports";
import type { Definition, FieldValues, MappingId } from "./types";

/** A create that the list refused as a whole, with what it said. */
export interface RefusedCreate {
  readonly operation: Operation;
  readonly message: string;
  /** Column that it named, if any. */
  readonly field: string | null;
}

/** An item that was made of the needed fields only. */
export interface BareItem {
  readonly itemId: number;
  readonly etag: string | null;
  readonly values: FieldValues;
}

/**
 * Fields that an item needs from its first moment: those of the key, required ones, and at K3 the unique ones, by which a create whose answer
 * was lost is found again.
 */
export async function neededFields(
  definition: Definition,
  list: Pick<ListPort, "uniqueFields">,
  signal: AbortSignal,
): Promise<ReadonlySet<MappingId>> {
  const keys = new Set(definition.keyColumns.map(({ name }) => name));
  const needed = definition.mappings.filter(
    ({ sourceColumn, target }) => target.isRequired === true || (sourceColumn !== null && keys.has(sourceColumn)),
  );
  const unique = definition.keyLevel === "K3" ? await list.uniqueFields(signal) : [];
  return new Set([...needed.map(({ id }) => id), ...unique]);
}

/** The values of a bare create, empty where a field is not needed, and those that follow once the item is there. */
export function partsOf(
  intended: FieldValues,
  needed: ReadonlySet<MappingId>,
): { readonly bare: FieldValues; readonly rest: FieldValues } {
  const entries = Object.entries(intended) as [MappingId, FieldValues[MappingId]][];
  return {
    bare: Object.fromEntries(entries.map(([id, value]) => [id, needed.has(id) ? value : null])),
    rest: Object.fromEntries(entries.filter(([id, value]) => !needed.has(id) && value !== null)),
  };
}

/**
 * What becomes of refused creates (F4, sync-semantics 7): only an item that we own is searched for the fields at fault, so the item is made of
 * its needed fields first. That is a write of its own, and stored as such before it is sent: the operation goes back to the spool as a bare one.
 * Refused also as a bare one it is a rejection. At K4 an item is told by all its values, so that a bare one whose answer was lost could not be
 * found again; there it is a rejection at once.
 */
export async function bareOrRefused(
  definition: Definition,
  creates: readonly RefusedCreate[],
  list: Pick<ListPort, "uniqueFields">,
  signal: AbortSignal,
): Promise<readonly OperationOutcome[]> {
  if (creates.length === 0) return [];
  const needed = await neededFields(definition, list, signal);
  return creates.map(({ operation, message, field }) => {
    const hasRest = Object.keys(partsOf(operation.intended, needed).rest).length > 0;
    if (operation.isBare || definition.keyLevel === "K4" || !hasRest)
      return refused(operation, "item-refused", message, field);
    return {
      result: "again",
      operation,
      code: "item-refused",
      notBeforeMs: 0,
      asCreate: false,
      asBare: true,
      isAttempt: false,
    };
  });
}

/** The operation once its bare item is there: what follows is an update of it. */
export function begun(operation: Operation, { itemId, etag, values }: BareItem): Operation {
  return { ...operation, itemId, expectedEtag: etag, before: values };
}

/**
 * The outcome of an operation whose bare item is there (undefined: there is none). However its other fields fared, the ledger learns of the item:
 * an item that nobody owns would be made a second time. What was not written yet is left to the next run.
 */
export function withBareItem(outcome: OperationOutcome, item: BareItem | undefined): OperationOutcome {
  if (item === undefined) return outcome;
  switch (outcome.result) {
    case "done":
      return outcome.how === "updated" ? { ...outcome, how: "created" } : outcome;
    case "rejected":
      return partly(outcome.operation, { itemId: item.itemId, etag: null }, item.values, outcome.rejection);
    case "again":
      return outcome.asCreate
        ? outcome
        : partly(outcome.operation, { itemId: item.itemId, etag: null }, item.values, null);
    case "in-doubt":
      return outcome;
  }
}
