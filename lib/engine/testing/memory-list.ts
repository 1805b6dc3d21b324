import type {
  IsolatedRefusal,
  ListItem,
  ListPort,
  ListWrite,
  RefusedItem,
  ToldChanges,
  UniqueQuestion,
  WriteAnswer,
} from "../ports";
import type { CanonicalValue, FieldValues, MappingId } from "../types";

interface MemoryItem {
  key: string;
  version: number;
  /** When it was last made or changed, counted in changes of the list. */
  changed: number;
  isByPerson?: boolean;
  values: Record<MappingId, FieldValues[MappingId]>;
}

/** What a write would put into an item. */
export const valuesOf = (request: ListWrite): FieldValues => (request.kind === "delete" ? {} : request.values);

/** A list in memory, as kind as a list can be: one unique key column, eTags, no limits. Unkindness is added by the tests. */
export class MemoryList implements ListPort {
  readonly items = new Map<number, MemoryItem>();
  writes = 0;
  /** Asked before each write; an answer replaces the write, `applied` says whether it happens all the same. */
  interfere: (request: ListWrite) => { readonly answer: WriteAnswer; readonly applied: boolean } | undefined = () =>
    undefined;
  /** Why a field does not take a value; null where it does. A refused write names no field, as the real list may not. */
  refuses: (field: MappingId, value: CanonicalValue) => string | null = () => null;
  /** False: a second item with the same key is taken, and none is found by its key. */
  isKeyUnique = true;
  /** False: the list has no key column at all. */
  hasKeyColumn = true;
  /** Fields of which no two items may have the same value, upper and lower case alike. */
  unique: readonly MappingId[] = [];
  /** So many readings of changes do not tell any yet. */
  lateReadings = 0;
  private nextId = 1;
  private changes = 0;

  /** The list keeps values of exactly these fields; others are unknown to it. */
  constructor(private readonly fields: readonly MappingId[]) {}

  async verifyKeyColumn(): Promise<void> {
    // The key column of this list cannot be lost.
  }

  async write(requests: readonly ListWrite[], signal: AbortSignal): Promise<readonly WriteAnswer[]> {
    signal.throwIfAborted();
    return requests.map((request) => {
      const interference = this.interfere(request);
      if (!interference) return this.apply(request);
      if (interference.applied) this.apply(request);
      return interference.answer;
    });
  }

  async isolateRefusal({ itemId, etag, values }: RefusedItem, signal: AbortSignal): Promise<IsolatedRefusal> {
    const found = { culprits: [] as { field: MappingId; message: string }[], written: {}, undecided: {} };
    let latest: string | null = etag;
    for (const field of this.fields) {
      const value = values[field];
      if (value === undefined) continue;
      const part = { [field]: value };
      const answer: WriteAnswer | undefined =
        latest === null
          ? undefined
          : (await this.write([{ kind: "update", itemId, etag: latest, values: part }], signal))[0];
      if (answer?.status === "refused") found.culprits.push({ field, message: answer.message });
      else if (answer?.status === "written") Object.assign(found.written, part);
      else Object.assign(found.undecided, part);
      if (answer?.status !== "refused") latest = answer?.status === "written" ? answer.etag : null;
    }
    return { ...found, etag: latest };
  }

  async findByKey(keys: readonly string[]): Promise<ReadonlyMap<string, ListItem>> {
    const found = new Map<string, ListItem>();
    for (const [itemId, item] of this.items) if (keys.includes(item.key)) found.set(item.key, this.view(itemId, item));
    return found;
  }

  /** Items that the list fails to give. */
  readonly unreadable = new Set<number>();

  async readItems(
    ids: readonly number[],
    _signal?: AbortSignal,
    unread?: Set<number>,
  ): Promise<ReadonlyMap<number, ListItem>> {
    const found = new Map<number, ListItem>();
    for (const id of ids) {
      if (this.unreadable.has(id)) {
        if (!unread) throw new Error("An item cannot be read.");
        unread.add(id);
        continue;
      }
      const item = this.items.get(id);
      if (item) found.set(id, this.view(id, item));
    }
    return found;
  }

  async changesLink(): Promise<string> {
    return String(this.changes);
  }

  async *itemsSince(link: string | null): AsyncGenerator<ToldChanges> {
    const isLate = this.lateReadings-- > 0;
    const since = link === null ? 0 : Number(link);
    const told = [...this.items].filter(([, item]) => !isLate && item.changed > since);
    for (const [itemId, item] of told) {
      const key = this.hasKeyColumn ? item.key : null;
      yield { kind: "items", items: [{ ...this.view(itemId, item), key, isOurs: true }] };
    }
    yield { kind: "end", link: String(this.changes) };
  }

  async uniqueFields(): Promise<readonly MappingId[]> {
    return this.unique;
  }

  async findByUnique(rows: readonly UniqueQuestion[]) {
    return rows.map(({ values, besides }) => {
      const holder = this.holderOf(values, besides);
      return holder && { item: this.view(holder.itemId, holder.item), field: holder.field };
    });
  }

  /** Another item that has one of the values in a unique field. */
  private holderOf(values: FieldValues, besides: number | null) {
    const form = (value: unknown) => (typeof value === "string" ? value.toLowerCase() : value);
    for (const field of this.unique) {
      if ((values[field] ?? null) === null) continue;
      for (const [itemId, item] of this.items)
        if (itemId !== besides && form(item.values[field]) === form(values[field])) return { itemId, item, field };
    }
    return null;
  }

  /** A person edits an item, or another application does. */
  edit(itemId: number, values: FieldValues, by: "person" | "application" = "person"): void {
    const item = this.items.get(itemId);
    if (!item) throw new Error("There is no such item.");
    Object.assign(item.values, values);
    item.isByPerson = by === "person";
    item.version++;
    item.changed = ++this.changes;
  }

  private view(itemId: number, item: MemoryItem): ListItem {
    const values = Object.fromEntries(this.fields.map((id) => [id, item.values[id] ?? null]));
    return { itemId, etag: `"${itemId},${item.version}"`, values, isByPerson: item.isByPerson ?? false };
  }

  private apply(request: ListWrite): WriteAnswer {
    if (request.kind === "delete") return this.remove(request);
    const refusal = Object.entries(request.values).flatMap(([id, value]) => this.refuses(id as MappingId, value) ?? []);
    if (request.kind === "create") {
      const isDouble = this.isKeyUnique && [...this.items.values()].some((item) => item.key === request.key);
      if (isDouble || this.holderOf(request.values, null)) return { status: "not-unique" };
      if (refusal[0] !== undefined) return { status: "refused", message: refusal[0], field: null };
      const itemId = this.nextId++;
      this.items.set(itemId, { key: request.key, version: 1, changed: ++this.changes, values: { ...request.values } });
      this.writes++;
      return { status: "written", itemId, etag: `"${itemId},1"` };
    }
    const item = this.items.get(request.itemId);
    if (!item) return { status: "gone" };
    if (`"${request.itemId},${item.version}"` !== request.etag) return { status: "changed-meanwhile" };
    if (this.holderOf(request.values, request.itemId)) return { status: "not-unique" };
    if (refusal[0] !== undefined) return { status: "refused", message: refusal[0], field: null };
    if (typeof request.key === "string" && this.isKeyUnique) {
      const isTaken = [...this.items].some(([id, other]) => id !== request.itemId && other.key === request.key);
      if (isTaken) return { status: "not-unique" };
    }
    if (request.key !== undefined) item.key = request.key ?? "";
    Object.assign(item.values, request.values);
    item.isByPerson = false;
    item.version++;
    item.changed = ++this.changes;
    this.writes++;
    return { status: "written", itemId: request.itemId, etag: `"${request.itemId},${item.version}"` };
  }

  private remove({ itemId, etag }: Extract<ListWrite, { kind: "delete" }>): WriteAnswer {
    const item = this.items.get(itemId);
    if (!item) return { status: "gone" };
    if (`"${itemId},${item.version}"` !== etag) return { status: "changed-meanwhile" };
    this.items.delete(itemId);
    this.writes++;
    return { status: "written", itemId, etag: null };
  }
}
