import { ColumnIndex, indexKey, type KeyRange } from "./column-index";
import type { Column, FieldValue, Item, ItemVersion, List, Tombstone } from "./entities";

/** Older versions kept of an item; the service keeps up to 50,000, which no trial needs. */
const KEPT_VERSIONS = 50;

/** One list with its items, indexes and change log. All ways in are O(1) for an item; pages cost what they hold. */
export class ListData {
  readonly items = new Map<number, Item>();
  readonly recycled = new Map<number, Tombstone>();
  /** When items were last written, in milliseconds; filled only while near-simultaneous writes are refused. */
  readonly writtenAt = new Map<number, number>();
  private readonly older = new Map<number, ItemVersion[]>();
  private readonly indexes = new Map<string, ColumnIndex>();
  /** Position in the log → the item that changed there; an older position of the same item is emptied. */
  private readonly log: (number | undefined)[] = [];
  private highestId = 0;

  constructor(public list: List) {
    this.buildIndexes();
  }

  get nextId(): number {
    return this.highestId + 1;
  }

  get nextSeq(): number {
    return this.log.length;
  }

  column(name: string): Column | undefined {
    return this.list.columns.find((column) => column.name === name);
  }

  replaceList(list: List): void {
    this.list = list;
    this.buildIndexes();
  }

  put(item: Item, older?: ItemVersion[]): void {
    const before = this.items.get(item.id);
    if (older) this.older.set(item.id, older);
    else if (before && before.version !== item.version) this.keepVersion(before);
    if (before) this.unindex(before);
    const tombstone = this.recycled.get(item.id);
    if (tombstone) {
      this.recycled.delete(item.id);
      this.clearLog(tombstone.seq);
    }
    if (before) this.clearLog(before.seq);
    this.items.set(item.id, item);
    this.log[item.seq] = item.id;
    this.highestId = Math.max(this.highestId, item.id);
    for (const [name, index] of this.indexes) {
      const key = indexKey(item.values[name]);
      if (key !== undefined) index.add(key, item.id);
    }
  }

  recycle(tombstone: Tombstone): void {
    const id = tombstone.item.id;
    const before = this.items.get(id);
    if (before) {
      this.unindex(before);
      this.clearLog(before.seq);
      this.items.delete(id);
    }
    this.recycled.set(id, tombstone);
    this.log[tombstone.seq] = id;
    this.highestId = Math.max(this.highestId, id);
  }

  /** Ids of the items that hold a value in an indexed column; undefined when the column has no index. */
  lookUp(name: string, value: FieldValue): number[] | undefined {
    const key = indexKey(value);
    return key === undefined ? undefined : this.indexes.get(name)?.find(key);
  }

  /** Ids of the items whose value in an indexed column lies in a range, in the order of their values. */
  range(name: string, keys: KeyRange): Iterable<number> | undefined {
    return this.indexes.get(name)?.range(keys);
  }

  /** Items in order of id, after a given one and up to another. */
  *after(id: number, last = this.highestId): Generator<Item> {
    const end = Math.min(last, this.highestId);
    for (let next = Math.max(id, 0) + 1; next <= end; next++) {
      const item = this.items.get(next);
      if (item) yield item;
    }
  }

  /** Ids whose last change stands at or after a position, oldest change first. */
  *changedSince(seq: number): Generator<{ id: number; seq: number }> {
    for (let at = seq; at < this.log.length; at++) {
      const id = this.log[at];
      if (id !== undefined) yield { id, seq: at };
    }
  }

  /** The position from which on so many live changes stand before another one. */
  stepBack(seq: number, changes: number): number {
    let at = seq;
    for (let left = changes; left > 0 && at > 0; ) if (this.log[--at] !== undefined) left--;
    return at;
  }

  /** The position behind the last change made at or before an instant; what is younger is not told yet. */
  settledAt(instantMs: number): number {
    let at = this.log.length;
    while (at > 0) {
      const id = this.log[at - 1];
      const time = id === undefined ? undefined : (this.items.get(id)?.modified ?? this.recycled.get(id)?.at);
      if (time !== undefined && Date.parse(time) <= instantMs) return at;
      at--;
    }
    return 0;
  }

  versionsOf(id: number): ItemVersion[] {
    return this.older.get(id) ?? [];
  }

  private keepVersion(item: Item): void {
    const versions = this.older.get(item.id) ?? [];
    versions.push({ version: item.version, modified: item.modified, modifiedBy: item.modifiedBy, values: item.values });
    if (versions.length > KEPT_VERSIONS) versions.shift();
    this.older.set(item.id, versions);
  }

  private clearLog(seq: number): void {
    this.log[seq] = undefined;
  }

  private unindex(item: Item): void {
    for (const [name, index] of this.indexes) {
      const key = indexKey(item.values[name]);
      if (key !== undefined) index.delete(key, item.id);
    }
  }

  private buildIndexes(): void {
    const wanted = this.list.columns.filter((column) => column.indexed && !column.system).map((column) => column.name);
    for (const name of this.indexes.keys()) if (!wanted.includes(name)) this.indexes.delete(name);
    for (const name of wanted) {
      if (this.indexes.has(name)) continue;
      const index = new ColumnIndex();
      for (const item of this.items.values()) {
        const key = indexKey(item.values[name]);
        if (key !== undefined) index.add(key, item.id);
      }
      this.indexes.set(name, index);
    }
  }
}
