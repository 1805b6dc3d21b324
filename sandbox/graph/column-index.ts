import type { FieldValue } from "./entities";

export type IndexKey = string | number | boolean;

/** How a value stands in an index: text ignores case, as SharePoint's unique columns do (Graph contract table (d) 24). */
export function indexKey(value: FieldValue | undefined): IndexKey | undefined {
  if (typeof value === "string") return value.toLowerCase();
  if (typeof value === "number" || typeof value === "boolean") return value;
  return undefined;
}

/** Both ends belong to the range; a missing end is open. */
export interface KeyRange {
  from?: IndexKey;
  to?: IndexKey;
}

/** Items by value of one column: equal keys in O(1), ranges in the order of their keys, at the cost of what they hold. */
export class ColumnIndex {
  private readonly ids = new Map<IndexKey, number | Set<number>>();
  /** Keys in order: made when a range is first asked for, and kept from then on. */
  private sorted: IndexKey[] | undefined;

  add(key: IndexKey, id: number): void {
    const held = this.ids.get(key);
    if (held === undefined) {
      this.ids.set(key, id);
      this.sorted?.splice(this.position(this.sorted, key), 0, key);
    } else if (typeof held === "number") this.ids.set(key, new Set([held, id]));
    else held.add(id);
  }

  delete(key: IndexKey, id: number): void {
    const held = this.ids.get(key);
    if (held instanceof Set) {
      held.delete(id);
      if (held.size > 0) return;
    } else if (held !== id) return;
    this.ids.delete(key);
    this.sorted?.splice(this.position(this.sorted, key), 1);
  }

  find(key: IndexKey): number[] {
    const held = this.ids.get(key);
    if (held === undefined) return [];
    return typeof held === "number" ? [held] : [...held];
  }

  *range({ from, to }: KeyRange): Generator<number> {
    this.sorted ??= [...this.ids.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const keys = this.sorted;
    for (let at = from === undefined ? 0 : this.position(keys, from); at < keys.length; at++) {
      const key = keys[at];
      if (key === undefined || (to !== undefined && key > to)) return;
      yield* this.find(key);
    }
  }

  /** Where a key stands, or would stand. */
  private position(keys: IndexKey[], key: IndexKey): number {
    let low = 0;
    for (let high = keys.length; low < high; ) {
      const middle = (low + high) >> 1;
      const there = keys[middle];
      if (there !== undefined && there < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
