import type { IsolatedRefusal, ListItem, ListPort, ListWrite, RefusedItem, WriteAnswer } from "../ports";
import type { CanonicalValue, FieldValues, MappingId } from "../types";

interface MemoryItem {
  key: string;
  version: number;
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
  private nextId = 1;

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

  async readItems(ids: readonly number[]): Promise<ReadonlyMap<number, ListItem>> {
    const found = new Map<number, ListItem>();
    for (const id of ids) {
      const item = this.items.get(id);
      if (item) found.set(id, this.view(id, item));
    }
    return found;
  }

  /** A person edits an item. */
  edit(itemId: number, values: FieldValues): void {
    const item = this.items.get(itemId);
    if (!item) throw new Error("There is no such item.");
    Object.assign(item.values, values);
    item.version++;
  }

  private view(itemId: number, item: MemoryItem): ListItem {
    const values = Object.fromEntries(this.fields.map((id) => [id, item.values[id] ?? null]));
    return { itemId, etag: `"${itemId},${item.version}"`, values };
  }

  private apply(request: ListWrite): WriteAnswer {
    if (request.kind === "delete") return this.remove(request);
    const refusal = Object.entries(request.values).flatMap(([id, value]) => this.refuses(id as MappingId, value) ?? []);
    if (request.kind === "create") {
      if ([...this.items.values()].some((item) => item.key === request.key)) return { status: "not-unique" };
      if (refusal[0] !== undefined) return { status: "refused", message: refusal[0], field: null };
      const itemId = this.nextId++;
      this.items.set(itemId, { key: request.key, version: 1, values: { ...request.values } });
      this.writes++;
      return { status: "written", itemId, etag: `"${itemId},1"` };
    }
    const item = this.items.get(request.itemId);
    if (!item) return { status: "gone" };
    if (`"${request.itemId},${item.version}"` !== request.etag) return { status: "changed-meanwhile" };
    if (refusal[0] !== undefined) return { status: "refused", message: refusal[0], field: null };
    Object.assign(item.values, request.values);
    item.version++;
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
