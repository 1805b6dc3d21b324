import { beforeEach, describe, expect, it } from "vitest";
import { SyncError } from "@/lib/errors/app-error";
import { defaultApplyOptions } from "./apply";
import { markId } from "./mark";
import type { ListWrite } from "./ports";
import { continueRun } from "./run";
import { columnsOf, definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryList } from "./testing/memory-list";
import { MemoryReferences } from "./testing/memory-references";
import { MemorySource } from "./testing/memory-source";
import { MemoryStore } from "./testing/memory-store";
import type { Definition } from "./types";

const name = pushed("name", "text", targetColumn("Title", "text", { maxLength: 20 }));
const markField = targetColumn("LeftAt", "date-time");
const base = definitionOf([name]);
const goneAt = "2026-01-01T00:00:00Z";

let source: MemorySource;
let list: MemoryList;
let store: MemoryStore;
let requests: ListWrite[];

beforeEach(() => {
  source = new MemorySource(columnsOf(base));
  list = new MemoryList([name.id, markId]);
  store = new MemoryStore();
  requests = [];
  list.interfere = (request) => {
    requests.push(request);
    return undefined;
  };
});

const row = (id: number, text = `row ${id}`) => ({ id: String(id), name: text });
const rows = (...ids: number[]) => ids.map((id) => row(id));

async function run(definition: Definition) {
  store.startRun();
  requests.length = 0;
  for (;;) {
    const ports = {
      source,
      list,
      references: new MemoryReferences(),
      store,
      clock: { sleep: async (ms: number) => store.advance(ms) },
    };
    const state = { isDecided: store.isDecided };
    const result = await continueRun(definition, ports, state, defaultApplyOptions, new AbortController().signal);
    if (result.state !== "again") return result;
    store.advance(result.inMs);
  }
}

const entry = (id: number) => [...store.ledger.values()].find((found) => found.identity.text === `id=${id}`);
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

describe("before an item is touched its row is looked for again", () => {
  const deleting = { ...base, onSourceDelete: "DELETE" } as const;

  it("a row that the primary holds is kept", async () => {
    source.rows = rows(1, 2, 3);
    await run(deleting);
    source.rows = rows(1);
    source.onPrimaryOnly = rows(3);
    await run(deleting);
    expect(requests.map((request) => request.kind === "delete" && request.itemId)).toEqual([2]);
    expect(entry(3)).toMatchObject({ state: "LINKED" });
  });

  it("a row that came back between plan and write is kept", async () => {
    source.rows = rows(1, 2);
    await run(deleting);
    source.rows = rows(1);
    const claim = store.claim.bind(store);
    store.claim = async (limit) => {
      source.onPrimaryOnly = rows(2);
      return claim(limit);
    };
    await run(deleting);
    expect(requests).toEqual([]);
    expect(entry(2)).toMatchObject({ state: "LINKED", itemId: 2 });
  });

  it.each(["DELETE", "MARK"] as const)(
    "a row that came back into the filter between plan and write is left alone (%s)",
    async (onLeftFilter) => {
      const definition = { ...base, rowFilter: 'name != "out"', onLeftFilter, markField } as const;
      source.rows = rows(1, 2);
      await run(definition);
      source.rows = [row(1, "out"), row(2, "out")];
      const claim = store.claim.bind(store);
      store.claim = async (limit) => {
        source.rows = [row(1), row(2, "out")];
        return claim(limit);
      };
      await run(definition);
      expect(requests).toEqual([expect.objectContaining({ itemId: 2 })]);
      expect(entry(1)).toMatchObject({ state: "LINKED", itemId: 1 });
    },
  );

  it("nothing is inferred while the primary cannot be asked, and the rest flows", async () => {
    source.rows = rows(1, 2);
    await run(deleting);
    source.rows = [row(1, "changed")];
    const lookUp = source.lookUp.bind(source);
    source.lookUp = async () => {
      throw new SyncError("source-unreachable", { trait: "transient" });
    };
    await run(deleting);
    expect(requests).toEqual([expect.objectContaining({ kind: "update", itemId: 1 })]);
    expect(store.events.map((event) => event.type)).toContain("deletes-put-off");
    source.lookUp = lookUp;
    await run(deleting);
    expect(requests).toEqual([expect.objectContaining({ kind: "delete", itemId: 2 })]);
  });

  describe("rows without a key, which cannot be asked for again", () => {
    const keyless: Definition = {
      ...deleting,
      keyStrategy: "HASHED",
      keyColumns: [{ name: "name", kind: "text", allowsNull: true }],
    };
    const titles = () => [...list.items.values()].map(({ values }) => values[name.id]).toSorted();

    it("are gone where a snapshot of the primary did not meet them", async () => {
      source.rows = rows(1, 2);
      await run(keyless);
      source.rows = rows(1);
      await run(keyless);
      expect(titles()).toEqual(["row 1"]);
    });

    it.each([
      ["the reading was no snapshot", { isSnapshot: false }, "did not see one state of the table"],
      ["another instance than the primary was read", { isPrimary: false }, "another instance than the primary"],
    ])("keep their items where %s, which is told, and the rest flows", async (_why, state, told) => {
      source.rows = rows(1, 2);
      await run(keyless);
      Object.assign(source, state);
      source.rows = rows(1, 3);
      const endDeciding = store.endDeciding.bind(store);
      let hasPutOff = false;
      store.endDeciding = async (result) => {
        ({ hasPutOff } = result);
        await endDeciding(result);
      };
      await run(keyless);
      expect(titles()).toEqual(["row 1", "row 2", "row 3"]);
      expect(hasPutOff).toBe(true);
      const events = store.events.filter(({ type }) => type === "deletes-not-inferred");
      expect(events).toEqual([expect.objectContaining({ severity: "WARN", message: expect.stringContaining(told) })]);
      source.rows = rows(1, 2, 3);
      await run(keyless);
      expect(store.events.filter(({ type }) => type === "deletes-not-inferred")).toHaveLength(1);
    });
  });

  it.each([{ isSnapshot: false }, { isPrimary: false }])(
    "the second look decides on rows with a key, whatever was read (%o)",
    async (state) => {
      source.rows = rows(1, 2, 3);
      await run(deleting);
      Object.assign(source, state);
      source.rows = rows(1);
      source.onPrimaryOnly = rows(3);
      await run(deleting);
      expect([...list.items.values()].map(({ values }) => values[name.id])).toEqual(["row 1", "row 3"]);
    },
  );

  it("a row that cannot be synced is seen all the same", async () => {
    source.rows = rows(1, 2);
    await run(deleting);
    source.rows = [row(1), row(2, "x".repeat(21))];
    await run(deleting);
    expect(list.items.size).toBe(2);
    expect([...store.rejections.values()]).toEqual([expect.objectContaining({ code: "text-too-long" })]);
  });

  it("a reading that does not meet all rows infers nothing, and the next full one does (R4)", async () => {
    source.rows = rows(1, 2);
    await run(deleting);
    source.rows = rows(1);
    source.isComplete = false;
    await run(deleting);
    expect(list.items.size).toBe(2);
    source.isComplete = true;
    await run(deleting);
    expect([...list.items.values()].map(({ values }) => values[name.id])).toEqual(["row 1"]);
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

describe("a plan that passes a guard", () => {
  const deleting = { ...base, onSourceDelete: "DELETE", markField } as const;
  const many = Array.from({ length: 60 }, (_, index) => index + 1);

  it("writes nothing and names the limit and some rows (P15)", async () => {
    source.rows = rows(...many);
    await run(deleting);
    source.rows = rows(...many.slice(0, 40));
    const result = await run(deleting);
    expect(result).toMatchObject({
      state: "halted",
      halt: { approver: "Steward", findings: [{ guard: "mostDeletes", found: 20, limit: 10, of: 60 }] },
    });
    expect(store.halt?.findings[0]?.samples).toHaveLength(5);
    expect(requests).toEqual([]);
    expect(list.items.size).toBe(60);
    expect([...store.ledger.values()].every((found) => found.state === "LINKED")).toBe(true);
  });

  it("an empty table stops it even where items are kept", async () => {
    source.rows = rows(1, 2);
    await run(base);
    source.rows = [];
    expect(await run(base)).toMatchObject({ state: "halted", halt: { findings: [{ guard: "emptySource" }] } });
    expect(entry(1)).toMatchObject({ state: "LINKED" });
  });

  it("one column emptied in many rows stops it, a column that nobody filled before does not", async () => {
    source.rows = rows(...many);
    await run(base);
    source.rows = many.map((id) => (id <= 15 ? { id: String(id), name: null } : row(id)));
    expect(await run(base)).toMatchObject({
      state: "halted",
      halt: { findings: [{ guard: "mostAlike", found: 15, field: name.id, value: null }] },
    });
    const more = pushed("kind", "text", targetColumn("Kind", "text"));
    source = new MemorySource(columnsOf(definitionOf([name, more])));
    source.rows = many.map((id) => ({ ...row(id), kind: "same" }));
    const wide = { ...definitionOf([name, more]), guards: { ...base.guards, mostUpdates: { share: 1 } } };
    expect(await run(wide)).toEqual({ state: "done" });
  });

  it("goes on where a person approved it, with exactly that plan", async () => {
    source.rows = rows(...many);
    await run(deleting);
    source.rows = rows(...many.slice(0, 40));
    await run(deleting);
    source.rows = rows(...many.slice(0, 41));
    const ports = {
      source,
      list,
      references: new MemoryReferences(),
      store,
      clock: { sleep: async (ms: number) => store.advance(ms) },
    };
    await continueRun(deleting, ports, { isDecided: true }, defaultApplyOptions, new AbortController().signal);
    // The row that came back meanwhile is kept; the others go.
    expect(list.items.size).toBe(41);
    expect(entry(41)).toMatchObject({ state: "LINKED" });
  });

  it("many items gone from the list stop a run that would write, at the cost of a look at some", async () => {
    source.rows = rows(...many);
    await run(base);
    for (let itemId = 1; itemId <= 30; itemId++) list.items.delete(itemId);
    source.rows = rows(...many, ...many.map((id) => id + 100));
    expect(await run(base)).toMatchObject({ state: "halted", halt: { findings: [{ guard: "mostVanished" }] } });
    expect(requests).toEqual([]);
  });
});
