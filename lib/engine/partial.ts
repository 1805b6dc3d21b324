import { createHash } from "node:crypto";
import { columnOf, writtenBesides } from "./hold";
import type { Operation, OperationOutcome } from "./operation";
import { againOrRefused, backoffMs, partial, refused } from "./outcome";
import type { Culprits, ListPort, RunStore } from "./ports";
import type { Definition, FieldValues, HeldFields, MappingId } from "./types";

/** An update that the list refused as a whole. */
export interface RefusedUpdate {
  readonly operation: Operation;
  readonly itemId: number;
  readonly etag: string;
  readonly values: FieldValues;
  readonly overwritten: FieldValues | null;
  /** Fields that are left to a person in any case. */
  readonly held?: HeldFields | undefined;
  /** What the list said. */
  readonly message: string;
  /** Column that it named, if any. */
  readonly field: string | null;
}

/** An update that is sent once more without the fields at fault. */
export interface PartialUpdate extends RefusedUpdate {
  readonly culprits: Culprits;
}

/** One kind of refusal: what the list said, without the values it quotes, about which columns. */
function signatureOf({ message, values }: RefusedUpdate): string {
  const said = message.replace(/'[^']*'|"[^"]*"|\d+/g, "?");
  return createHash("sha256")
    .update(JSON.stringify([said, Object.keys(values).toSorted()]))
    .digest("hex");
}

/**
 * Finds the fields at fault of refused updates, so that the others flow (F4): by writing parts of them, once for each kind of refusal a day,
 * since that costs several writes (sync-semantics 7). Answers the updates to be sent without their culprits; all others have their outcome.
 * A single field needs no search.
 */
export async function withoutCulprits(
  definition: Definition,
  updates: readonly RefusedUpdate[],
  { list, store }: { readonly list: ListPort; readonly store: Pick<RunStore, "isolated" | "keepIsolated"> },
  signal: AbortSignal,
  outcomes: OperationOutcome[],
): Promise<readonly PartialUpdate[]> {
  const searched: RefusedUpdate[] = [];
  for (const update of updates) {
    const [only, ...others] = Object.keys(update.values) as MappingId[];
    if (others.length > 0) searched.push(update);
    else {
      const field = update.field ?? (only === undefined ? null : columnOf(definition, only));
      outcomes.push(refused(update.operation, "item-refused", update.message, field));
    }
  }
  if (searched.length === 0) return [];
  const known = new Map(await store.isolated([...new Set(searched.map(signatureOf))]));
  const again: PartialUpdate[] = [];
  for (const update of searched) {
    const signature = signatureOf(update);
    const culprits = known.get(signature);
    if (culprits === undefined) {
      const found = await search(definition, update, list, signal, outcomes);
      if (found === null) continue;
      known.set(signature, found);
      await store.keepIsolated(signature, found);
    } else if (culprits.some(({ field }) => !(field in update.values)) || culprits.length === 0) {
      outcomes.push(refused(update.operation, "item-refused", update.message, update.field));
    } else again.push(withoutFields(update, culprits));
  }
  return again.filter((update) => {
    if (Object.keys(update.values).length > 0) return true;
    outcomes.push(refusedFor(definition, update.operation, update.culprits));
    return false;
  });
}

/** Searches one update; null where the search broke off, and the update is tried again. */
async function search(
  definition: Definition,
  update: RefusedUpdate,
  list: ListPort,
  signal: AbortSignal,
  outcomes: OperationOutcome[],
): Promise<Culprits | null> {
  const { operation, itemId, etag, values } = update;
  const found = await list.isolateRefusal({ itemId, etag, values }, signal);
  const rest = withoutFields(update, found.culprits);
  if (Object.keys(found.undecided).length > 0) {
    // Parts of it may have been written, over what a person had set.
    const { overwritten } = operation;
    const begun = { ...operation, overwritten: rest.overwritten ? [...overwritten, rest.overwritten] : overwritten };
    outcomes.push(againOrRefused(begun, "graph-conflict", { waitMs: backoffMs(operation.attempts) }));
    return null;
  }
  outcomes.push(writtenWithout(definition, rest, { itemId, etag: found.etag }));
  return found.culprits;
}

/** What of an update is written, and replaced, beside the fields at fault. */
function withoutFields(update: RefusedUpdate, culprits: Culprits): PartialUpdate {
  const overwritten = without(update.overwritten ?? {}, culprits);
  const replaced = Object.keys(overwritten).length === 0 ? null : overwritten;
  return { ...update, culprits, values: without(update.values, culprits), overwritten: replaced };
}

function without(values: FieldValues, culprits: Culprits): FieldValues {
  const fields = new Set<MappingId>(culprits.map(({ field }) => field));
  return Object.fromEntries(Object.entries(values).filter(([id]) => !fields.has(id as MappingId)));
}

/** The outcome of an update that was written without its culprits; a whole one where only the combination had been refused. */
export function writtenWithout(
  definition: Definition,
  { operation, culprits, overwritten, held }: PartialUpdate,
  item: { readonly itemId: number; readonly etag: string | null },
): OperationOutcome {
  const rejection = culprits.length === 0 ? null : rejectionOf(definition, culprits);
  if (held === undefined)
    return partial(operation, item, without(operation.intended, culprits), rejection, overwritten);
  const written = writtenBesides(definition, operation, held, { itemId: item.itemId, overwritten });
  if (rejection === null) return written;
  const both = {
    ...written.rejection,
    ...rejection,
    code: "item-refused",
    message: `${rejection.message} ${written.rejection.message}`,
  };
  return { ...written, written: without(written.written, culprits), rejection: both };
}

function refusedFor(definition: Definition, operation: Operation, culprits: Culprits): OperationOutcome {
  const { message, field } = rejectionOf(definition, culprits);
  return refused(operation, "item-refused", message, field);
}

function rejectionOf(definition: Definition, culprits: Culprits) {
  const message = culprits.map(({ field, message: said }) => `${columnOf(definition, field)}: ${said}`).join(" ");
  return { message, field: culprits[0] ? columnOf(definition, culprits[0].field) : null };
}
