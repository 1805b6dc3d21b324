import type { CanonicalValue, FieldValues, MappingId } from "./types";
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

/**
 * An item's values with the list's own forms taken back to what was sent, so that whoever compares them with base finds only what somebody
 * edited. A field counts as ours when it still shows exactly its form.
 */
export function inBaseForm(read: FieldValues, base: FieldValues | null, listForm: FieldValues | null): FieldValues {
  if (base === null || listForm === null) return read;
  const values: Record<MappingId, CanonicalValue> = { ...read };
  for (const [id, form] of entriesOf(listForm)) {
    const own = base[id];
    if (own !== undefined && sameValue(read[id], form)) values[id] = own;
  }
  return values;
}

/** How often one field's value was answered by the other side with the same other value. */
export interface Flip {
  /** What we wrote. */
  readonly ours: CanonicalValue;
  /** What stood there instead the next time. */
  readonly theirs: CanonicalValue;
  readonly count: number;
}

/** By field; fields that nobody answers are absent. */
export type Flips = Readonly<Record<MappingId, Flip>>;

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
