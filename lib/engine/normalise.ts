import type { CanonicalValue, FieldValues, Flip, Flips, ListNotes, MappingId } from "./types";
import { sameValue } from "./value";

const entriesOf = (values: FieldValues) => Object.entries(values) as [MappingId, CanonicalValue][];

/**
 * The list's own forms of fields, after an item was read under the eTag of our own write: what the list shows where that differs from what was
 * sent, e.g. a number cut to fifteen digits (sync-semantics 4). Nobody edited these; they are unchanged and never pulled. Fields that were
 * not sent keep the form they had; null where no field has one.
 */
export function listFormAfter(former: FieldValues | null, sent: FieldValues, read: FieldValues): FieldValues | null {
  const forms: Record<MappingId, CanonicalValue> = { ...former };
  for (const [id, value] of entriesOf(sent)) {
    const shown = read[id];
    if (shown === undefined || sameValue(shown, value)) delete forms[id];
    else forms[id] = shown;
  }
  return Object.keys(forms).length === 0 ? null : forms;
}

/** Graph contract (d) 24: digits that a list keeps of a number. */
const listDigits = 15;

/** Whether a list may show a value for what was sent although nobody touched it: a double that it keeps with fewer digits. */
function isCutNumber(shown: CanonicalValue | undefined, sent: CanonicalValue): boolean {
  return typeof shown === "number" && typeof sent === "number" && shown === Number(sent.toPrecision(listDigits));
}

/**
 * An item's values with the list's own forms taken back to what was sent, so that whoever compares them with base finds only what somebody
 * edited. A field counts as ours when it shows exactly the form that was learned, or a number as a list keeps it.
 */
export function inBaseForm(read: FieldValues, base: FieldValues | null, listForm: FieldValues | null): FieldValues {
  if (base === null) return read;
  const values: Record<MappingId, CanonicalValue> = { ...read };
  for (const [id, own] of entriesOf(base)) {
    const form = listForm?.[id];
    if ((form !== undefined && sameValue(read[id], form)) || isCutNumber(read[id], own)) values[id] = own;
  }
  return values;
}

/** The forms that are left once some fields are sent: of those what the list makes of them is not known yet. */
export function formsBeside(listForm: FieldValues | null, sent: FieldValues): FieldValues | null {
  const left = entriesOf(listForm ?? {}).filter(([id]) => sent[id] === undefined);
  return left.length === 0 ? null : Object.fromEntries(left);
}

/** What stays remembered after a write that nothing was learned by: forms of fields that were sent anew are forms of nothing. */
export function keptNotes(
  { listForm, flips }: ListNotes,
  before: FieldValues | null,
  base: FieldValues | null,
): ListNotes {
  const kept = entriesOf(listForm ?? {}).filter(([id]) => sameValue(before?.[id], base?.[id]));
  return { listForm: kept.length === 0 ? null : Object.fromEntries(kept), flips };
}

/** Nothing remembered. */
export const noNotes: ListNotes = { listForm: null, flips: null };

/** From so many answers on, a field is held: each further write would be answered again (sync-semantics 4). */
export const mostFlips = 3;

/**
 * Counts a write that replaces values which were not ours. The same pair of values again is one more flip; another pair, or a person's edit
 * (`byPerson`), begins anew: people may change their mind, and a source that alternates by itself is never answered. Fields that were written
 * without replacing anything are settled. Null where no field is left.
 */
export function countFlips(
  former: Flips | null,
  write: { readonly sent: FieldValues; readonly replaced: FieldValues; readonly byPerson: boolean },
): Flips | null {
  const flips: Record<MappingId, Flip> = { ...former };
  for (const [id, ours] of entriesOf(write.sent)) {
    const theirs = write.replaced[id];
    if (theirs === undefined || write.byPerson) {
      delete flips[id];
      continue;
    }
    const flip = flips[id];
    const isSame = flip !== undefined && sameValue(flip.ours, ours) && sameValue(flip.theirs, theirs);
    flips[id] = { ours, theirs, count: isSame ? flip.count + 1 : 1 };
  }
  return Object.keys(flips).length === 0 ? null : flips;
}

/** Fields that go back and forth: to be held as `ping-pong` until a person looks at them. */
export function pingPongFields(flips: Flips | null): readonly MappingId[] {
  return (Object.entries(flips ?? {}) as [MappingId, Flip][]).flatMap(([id, { count }]) =>
    count >= mostFlips ? [id] : [],
  );
}
