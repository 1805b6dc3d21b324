import { beforeEach, describe, expect, it } from "vitest";
import { SyncError } from "@/lib/errors/app-error";
import { pushed, targetColumn } from "./testing/definitions";
import type { MemoryWorld } from "./testing/memory-world";
import { base, markField, name, row, rows, worldOfNames } from "./testing/names";
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

  describe("rows whose key is too long to be kept", () => {
    const named: Definition = { ...deleting, keyColumns: [{ name: "name", kind: "text", allowsNull: false }] };
    const long = (mark: string) => row(2, `${"x".repeat(700)}${mark}`);
    const keys = () => [...store.ledger.values()].filter(({ state }) => state === "LINKED").length;
    // The list has no room for the name: it stands in the key alone.
    const number = { ...pushed("id", "text", targetColumn("Title", "text", { maxLength: 20 })), id: name.id };
    const definition: Definition = { ...named, mappings: [number] };

    it("are gone where a snapshot of the primary did not meet them, and stay beside their like", async () => {
      source.rows = [row(1), long("a"), long("b")];
      await run(definition);
      expect(keys()).toBe(3);
      source.rows = [row(1), long("b")];
      await run(definition);
      expect(list.items.size).toBe(2);
      expect(keys()).toBe(2);
    });

    it.each([{ isSnapshot: false }, { isPrimary: false }])("keep their items and are told where %o", async (state) => {
      source.rows = [row(1), row(3), long("a"), long("b")];
      await run(definition);
      Object.assign(source, state);
      source.rows = [row(1), long("b")];
      await run(definition);
      expect(list.items.size).toBe(3);
      const events = store.events.filter(({ type }) => type === "deletes-not-inferred");
      expect(events).toEqual([expect.objectContaining({ message: expect.stringContaining("some keys are too long") })]);
    });
  });

  it("items of keys too long to tell that were made of another kind of value stay, and it is told", async () => {
    const key = (kind: "integer" | "text"): Definition["keyColumns"] => [
      { name: "name", kind: "text", allowsNull: false },
      { name: "id", kind, allowsNull: false },
    ];
    const number = { ...pushed("id", "text", targetColumn("Title", "text", { maxLength: 20 })), id: name.id };
    const name700 = "x".repeat(700);
    source.rows = [row(1, name700), row(2, name700)];
    await run({ ...deleting, keyColumns: key("integer"), mappings: [number] });
    const former = [...list.items.keys()];
    await run({ ...deleting, keyColumns: key("text"), mappings: [number] });
    expect(requests.filter(({ kind }) => kind === "delete")).toEqual([]);
    expect([...list.items.keys()]).toEqual(expect.arrayContaining(former));
    const events = store.events.filter(({ type }) => type === "deletes-not-inferred");
    expect(events).toEqual([
      expect.objectContaining({ message: expect.stringContaining("Choose the key anew"), payload: { items: 2 } }),
    ]);
  });

  it("no row gets a second item because its key column holds another kind of value", async () => {
    const key = (kind: "integer" | "text"): Definition["keyColumns"] => [{ name: "id", kind, allowsNull: false }];
    source.rows = rows(1, 2);
    await run({ ...deleting, keyColumns: key("integer") });
    requests.length = 0;
    await expect(run({ ...deleting, keyColumns: key("text") })).rejects.toMatchObject({ code: "key-kind-changed" });
    expect(requests).toEqual([]);
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
