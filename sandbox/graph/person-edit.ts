import { randomUUID } from "node:crypto";
import { wholeSeconds } from "./clock";
import type { Author, FieldValues, Item } from "./entities";
import { notFound } from "./errors";
import { readFieldChanges } from "./field-write";
import type { ListData } from "./list-data";
import type { Store } from "./store";
import { checkUnique } from "./unique";

// What a person does in the browser: same columns and same rules as through Graph, but under a person's name.

function changed(
  store: Store,
  data: ListData,
  before: FieldValues,
  fields: unknown,
  own: number | undefined,
): FieldValues {
  const site = store.sites.get(data.list.siteId);
  const rules = {
    data,
    timeZone: site?.timeZone ?? "Etc/UTC",
    // A person's form can write hyperlinks, whatever the API does.
    profile: { ...store.profile, hyperlinkWrites: "both" as const },
    mode: "patch" as const,
  };
  const values = { ...before };
  for (const [name, value] of readFieldChanges(fields, rules)) {
    if (value === null) delete values[name];
    else values[name] = value;
  }
  checkUnique(data, values, own, store.profile);
  return values;
}

const author = (row: number): Author => `user:${row}`;

function required(data: ListData, id: number): Item {
  const item = data.items.get(id);
  if (!item) throw notFound();
  return item;
}

export function editByHand(store: Store, data: ListData, id: number, fields: unknown, row: number): Item {
  const before = required(data, id);
  const item: Item = {
    ...before,
    values: changed(store, data, before.values, fields, id),
    version: before.version + 1,
    modified: wholeSeconds(store.clock.now()),
    modifiedBy: author(row),
    seq: data.nextSeq,
  };
  store.commit({ t: "item", list: data.list.id, item });
  return item;
}

export function addByHand(store: Store, data: ListData, fields: unknown, row: number): Item {
  const now = wholeSeconds(store.clock.now());
  const item: Item = {
    id: data.nextId,
    guid: randomUUID(),
    version: 1,
    contentTypeId: data.list.contentTypeId,
    created: now,
    modified: now,
    createdBy: author(row),
    modifiedBy: author(row),
    values: changed(store, data, {}, fields, undefined),
    seq: data.nextSeq,
  };
  store.commit({ t: "item", list: data.list.id, item });
  return item;
}

export function deleteByHand(store: Store, data: ListData, id: number): void {
  const item = required(data, id);
  const at = wholeSeconds(store.clock.now());
  store.commit({ t: "item-gone", list: data.list.id, tombstone: { item, seq: data.nextSeq, at } });
}

/** Out of the recycle bin: the same id reappears (Graph contract 6.6). */
export function restoreByHand(store: Store, data: ListData, id: number): Item {
  const tombstone = data.recycled.get(id);
  if (!tombstone) throw notFound();
  const item: Item = { ...tombstone.item, version: tombstone.item.version + 1, seq: data.nextSeq };
  store.commit({ t: "item", list: data.list.id, item });
  return item;
}
