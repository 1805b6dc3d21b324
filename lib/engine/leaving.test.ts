import { beforeEach, describe, expect, it } from "vitest";
import { formerMarkId, markId } from "./mark";
import { columnsOf, definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemorySource } from "./testing/memory-source";
import { MemoryWorld } from "./testing/memory-world";
import { base, goneAt, markField, name, row, rows, worldOfNames } from "./testing/names";
import type { Definition } from "./types";

let world: MemoryWorld;
let source: MemoryWorld["source"];
let list: MemoryWorld["list"];
let store: MemoryWorld["store"];
let requests: MemoryWorld["requests"];

beforeEach(() => {
  world = worldOfNames();
  ({ source, list, store, requests } = world);
});

const run = (definition: Definition) => world.run(definition);
const entry = (id: number) => world.entry(id);
const item = (itemId: number) => list.items.get(itemId)?.values;

describe("a row that leaves the table (P15)", () => {
  it("keeps its item by default, notes it once, and goes on with it when it comes back", async () => {
    source.rows = rows(1, 2);
    await run(base);
    source.rows = rows(1);
    await run(base);
    expect(requests).toEqual([]);
    expect(entry(2)).toMatchObject({ state: "ARCHIVED", cause: "source-delete", itemId: 2 });
    const { ledgerWrites } = store;
    await run(base);
    expect(store.ledgerWrites).toBe(ledgerWrites);
    source.rows = [row(1), row(2, "back")];
    await run(base);
    expect(requests).toEqual([expect.objectContaining({ kind: "update", itemId: 2, values: { [name.id]: "back" } })]);
    expect(entry(2)).toMatchObject({ state: "LINKED", cause: null });
    expect(list.items.size).toBe(2);
  });

  it("comes back unchanged without a write", async () => {
    source.rows = rows(1, 2);
    await run(base);
    source.rows = rows(1);
    await run(base);
    source.rows = rows(1, 2);
    await run(base);
    expect(requests).toEqual([]);
    expect(entry(2)).toMatchObject({ state: "LINKED", itemId: 2 });
  });

  it("takes its item with it where the definition says so, with the before-image kept, and makes a new one when it comes back", async () => {
    const deleting = { ...base, onSourceDelete: "DELETE" } as const;
    source.rows = rows(1, 2);
    await run(deleting);
    source.rows = rows(1);
    await run(deleting);
    expect(requests).toEqual([{ kind: "delete", itemId: 2, etag: '"2,1"' }]);
    expect(store.operations.at(-1)).toMatchObject({ kind: "DELETE", before: { [name.id]: "row 2" }, state: "DONE" });
    expect(entry(2)).toMatchObject({ state: "DELETED", cause: "source-delete" });
    // F3: the same key again does not write to the dead item.
    source.rows = rows(1, 2);
    await run(deleting);
    expect(requests).toEqual([expect.objectContaining({ kind: "create" })]);
    expect(list.items.size).toBe(2);
    await run(deleting);
    expect(requests).toEqual([]);
  });

  it("is marked with the time, and the mark is taken off when it comes back", async () => {
    const marking = { ...base, onSourceDelete: "MARK", markField } as const;
    source.rows = rows(1, 2);
    await run(marking);
    source.rows = rows(1);
    await run(marking);
    expect(requests).toEqual([{ kind: "update", itemId: 2, etag: '"2,1"', values: { [markId]: goneAt } }]);
    expect(item(2)).toEqual({ [name.id]: "row 2", [markId]: goneAt });
    expect(entry(2)).toMatchObject({ state: "ARCHIVED", base: { [name.id]: "row 2", [markId]: goneAt } });
    await run(marking);
    expect(requests).toEqual([]);
    source.rows = rows(1, 2);
    await run(marking);
    expect(requests).toEqual([expect.objectContaining({ kind: "update", itemId: 2, values: { [markId]: null } })]);
    expect(item(2)).toEqual({ [name.id]: "row 2", [markId]: null });
    await run(marking);
    expect(requests).toEqual([]);
  });

  it("comes back without a write where no column takes marks any more: there is nothing to take off", async () => {
    const marking = { ...base, onSourceDelete: "MARK", markField } as const;
    source.rows = rows(1, 2);
    await run(marking);
    source.rows = rows(1);
    await run(marking);
    source.rows = rows(1, 2);
    await run(base);
    expect(requests).toEqual([]);
    expect(entry(2)).toMatchObject({ state: "LINKED", itemId: 2 });
  });

  it.each([
    ["another column takes marks", targetColumn("GoneSince", "date-time")],
    ["no column takes marks any more", null],
  ])("takes the mark off the column where it stands when it comes back, also where %s", async (_what, now) => {
    const former = formerMarkId("a");
    world = new MemoryWorld(base, { fields: [name.id, markId, former] });
    ({ source, list, store, requests } = world);
    const marking = { ...base, onSourceDelete: "MARK", markField } as const;
    source.rows = rows(1, 2, 3);
    await run(marking);
    source.rows = rows(1);
    await run(marking);
    // As the change of the column leaves ledger and list: what was the mark's column is the former one's.
    for (const { values } of list.items.values())
      Object.assign(values, { [former]: values[markId] ?? null, [markId]: null });
    for (const found of store.ledger.values()) {
      const { [markId]: mark, ...rest } = found.base ?? {};
      if (mark !== undefined) found.base = { ...rest, [former]: mark };
    }
    const moved: Definition = { ...marking, markField: now, formerMarks: [{ id: former, target: markField }] };
    await run(moved);
    expect(requests).toEqual([]);
    source.rows = rows(1, 2);
    await run(moved);
    expect(requests).toEqual([expect.objectContaining({ kind: "update", itemId: 2, values: { [former]: null } })]);
    expect(entry(2)).toMatchObject({ state: "LINKED" });
    source.rows = rows(1);
    await run(moved);
    expect(item(2)).toEqual({ [name.id]: "row 2", [former]: null, [markId]: now === null ? null : goneAt });
    source.rows = rows(1, 2);
    await run(moved);
    expect(item(2)).toMatchObject({ [former]: null, [markId]: null });
    expect(item(3)).toMatchObject({ [former]: goneAt });
    await run(moved);
    expect(requests).toEqual([]);
  });

  it("an archive deletes nothing, whatever the policy says, and works without a mark column", async () => {
    const archive = { ...base, mode: "ARCHIVE_ONLY", onSourceDelete: "DELETE" } as const;
    source.rows = rows(1, 2);
    await run(archive);
    source.rows = [row(1, "changed")];
    await run(archive);
    expect(requests).toEqual([expect.objectContaining({ kind: "update", itemId: 1 })]);
    expect(entry(2)).toMatchObject({ state: "ARCHIVED", itemId: 2 });
    source.rows = [];
    await run({ ...archive, markField, guards: { ...base.guards, emptySource: false } });
    expect(requests).toEqual([expect.objectContaining({ kind: "update", itemId: 1, values: { [markId]: goneAt } })]);
    expect(list.items.size).toBe(2);
  });

  it("and whose item is gone too needs no write", async () => {
    const deleting = { ...base, onSourceDelete: "DELETE" } as const;
    source.rows = rows(1, 2);
    await run(deleting);
    list.items.delete(2);
    source.rows = rows(1);
    await run(deleting);
    expect(entry(2)).toMatchObject({ state: "DELETED" });
    expect(store.rejections.size).toBe(0);
  });
});

describe("a row that leaves the filter", () => {
  const filtered = { ...base, rowFilter: 'name != "out"' };

  it.each([
    ["KEEP", "ARCHIVED", []],
    ["DELETE", "DELETED", [{ kind: "delete", itemId: 2 }]],
    ["MARK", "ARCHIVED", [{ kind: "update", itemId: 2, values: { [markId]: goneAt } }]],
  ] as const)("%s: has a policy of its own, and settles", async (onLeftFilter, state, writes) => {
    const definition = { ...filtered, onLeftFilter, onSourceDelete: "KEEP", markField } as const;
    source.rows = rows(1, 2);
    await run(definition);
    source.rows = [row(1), row(2, "out")];
    await run(definition);
    expect(requests).toEqual(writes.map((write) => expect.objectContaining(write)));
    expect(entry(2)).toMatchObject({
      state,
      cause: "left-filter",
      base: state === "DELETED" ? null : expect.anything(),
    });
    expect(store.counts).toMatchObject({ rowsRead: 2, rowsFiltered: 1, rowsUnchanged: 1 });
    await run(definition);
    expect(requests).toEqual([]);
    source.rows = rows(1, 2);
    await run(definition);
    expect(entry(2)).toMatchObject({ state: "LINKED" });
    expect(list.items.size).toBe(2);
  });

  it("is seen, never a deleted one, and one that never passed it makes nothing", async () => {
    const definition = { ...filtered, onSourceDelete: "DELETE", onLeftFilter: "KEEP" } as const;
    source.rows = [row(1), row(2, "out")];
    await run(definition);
    expect(store.ledger.size).toBe(1);
    source.rows = [row(1, "out"), row(2, "out")];
    await run(definition);
    expect(requests).toEqual([]);
    expect(entry(1)).toMatchObject({ state: "ARCHIVED", cause: "left-filter" });
    await run(definition);
    expect(requests).toEqual([]);
  });

  it("may be edited after the first run: what it lets in is made, what it shuts out leaves, the rest is left alone (R3)", async () => {
    const leaves = { ...base, onSourceDelete: "KEEP", onLeftFilter: "DELETE" } as const;
    source.rows = rows(1, 2, 3);
    await run({ ...leaves, rowFilter: 'name != "row 3"' });
    const kept = [...list.items].find(([, { values }]) => values[name.id] === "row 2");
    await run({ ...leaves, rowFilter: 'name != "row 1"', mappingVersion: 2 });
    expect(requests.map(({ kind }) => kind).toSorted()).toEqual(["create", "delete"]);
    expect([...list.items.values()].map(({ values }) => values[name.id]).toSorted()).toEqual(["row 2", "row 3"]);
    expect(list.items.get(kept?.[0] ?? 0)).toEqual(kept?.[1]);
    await run({ ...leaves, rowFilter: null, mappingVersion: 3 });
    expect(list.items.size).toBe(3);
    await run({ ...leaves, rowFilter: null, mappingVersion: 3 });
    expect(requests).toEqual([]);
  });

  it("a filter that cannot judge a row rejects it and keeps its item", async () => {
    source = new MemorySource(columnsOf(definitionOf([name, pushed("n", "integer", targetColumn("N", "number"))])));
    world.source = source;
    const definition = {
      ...definitionOf([name, pushed("n", "integer", targetColumn("N", "number"))]),
      rowFilter: "10 / n > 1",
      onLeftFilter: "DELETE",
      onSourceDelete: "DELETE",
    } as const;
    source.rows = [{ ...row(1), n: "2" }];
    await run(definition);
    source.rows = [{ ...row(1), n: "0" }];
    await run(definition);
    expect(list.items.size).toBe(1);
    expect([...store.rejections.values()]).toEqual([
      expect.objectContaining({ code: "filter-failed", origin: "LOCAL" }),
    ]);
  });
});

describe("an item edited in the list, whose row left", () => {
  const edited = async (part: Partial<Definition>) => {
    const definition = { ...base, onSourceDelete: "DELETE", ...part } as const;
    source.rows = rows(1, 2);
    await run(definition);
    list.edit(2, { [name.id]: "by hand" });
    source.rows = rows(1);
    await run(definition);
    return definition;
  };

  it("is deleted where the source wins, with the edit in the before-image (F6)", async () => {
    const overwritten: unknown[] = [];
    const settle = store.settle.bind(store);
    store.settle = async (outcomes) => {
      for (const outcome of outcomes) if (outcome.result === "done") overwritten.push(outcome.overwritten);
      await settle(outcomes);
    };
    await edited({ conflictPolicy: "SOURCE_WINS" });
    expect(list.items.has(2)).toBe(false);
    expect(overwritten.at(-1)).toEqual({ [name.id]: "by hand" });
  });

  it("is kept where the list wins", async () => {
    await edited({ conflictPolicy: "DESTINATION_WINS" });
    expect(item(2)).toMatchObject({ [name.id]: "by hand" });
    expect(entry(2)).toMatchObject({ state: "ARCHIVED" });
  });

  it("waits for a person where one decides, and is not asked about in each run", async () => {
    const definition = await edited({ conflictPolicy: "MANUAL" });
    expect(item(2)).toMatchObject({ [name.id]: "by hand" });
    expect([...store.rejections.values()]).toEqual([expect.objectContaining({ code: "edited-in-list" })]);
    await run(definition);
    expect(requests).toEqual([]);
    expect(store.rejections.size).toBe(1);
  });

  it("an edit of an unmapped field does not keep it", async () => {
    source.rows = rows(1, 2);
    const definition = { ...base, onSourceDelete: "DELETE", conflictPolicy: "MANUAL" } as const;
    await run(definition);
    list.edit(2, { ["other" as never]: "x" });
    source.rows = rows(1);
    await run(definition);
    expect(list.items.has(2)).toBe(false);
  });
});

describe("an item that somebody deleted, while its row lives (P17, F3)", () => {
  const gone = async (onListDelete: Definition["onListDelete"]) => {
    const definition = { ...base, onListDelete };
    source.rows = rows(1, 2);
    await run(definition);
    list.items.delete(2);
    source.rows = [row(1), row(2, "changed")];
    await run(definition);
    return definition;
  };

  it("is made again by default", async () => {
    await gone("RECREATE");
    expect(list.items.size).toBe(2);
    expect(entry(2)).toMatchObject({ state: "LINKED", itemId: 3 });
  });

  it.each([
    ["DETACH", "DETACHED"],
    ["ASK", "ASKED"],
  ] as const)("%s leaves it at that, also in later runs", async (rule, state) => {
    const definition = await gone(rule);
    expect(entry(2)).toMatchObject({ state, cause: "list-delete" });
    source.rows = [row(1), row(2, "changed again")];
    await run(definition);
    expect(requests).toEqual([]);
    expect(list.items.size).toBe(1);
  });
});
