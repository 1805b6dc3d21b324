import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { SyncError } from "@/lib/errors/app-error";
import { amount, definition, listed, name, rows, tabled } from "./testing/amounts";
import { diedIn } from "./testing/crash";
import { columnsOf } from "./testing/definitions";
import { valuesOf } from "./testing/memory-list";
import { MemorySource } from "./testing/memory-source";
import { MemoryWorld } from "./testing/memory-world";
import type { ConflictPolicy, Definition, MappingId } from "./types";

const nameId = name.id;
const amountId = amount.id;

let world: MemoryWorld;
let source: MemoryWorld["source"];
let list: MemoryWorld["list"];
let store: MemoryWorld["store"];

function begin(): void {
  world = new MemoryWorld(definition, { apply: { groupSize: 4 } });
  ({ source, list, store } = world);
}
beforeEach(begin);

const run = (of?: Definition) => world.run(of);

describe("a one-way run", () => {
  it("creates one item a row, then settles: the second run writes nothing to list or ledger", async () => {
    source.rows = rows(10);
    await run();
    expect(listed(world)).toEqual(tabled(world));
    const writes = { list: list.writes, ledger: store.ledgerWrites };
    await run();
    expect({ list: list.writes, ledger: store.ledgerWrites }).toEqual(writes);
    expect(store.counts).toMatchObject({ rowsRead: 10, rowsUnchanged: 10, plannedCreates: 0, plannedUpdates: 0 });
  });

  it("updates exactly the changed row and only the changed field", async () => {
    source.rows = rows(10);
    await run();
    (source.rows[3] as { name: string }).name = "renamed";
    const requests: unknown[] = [];
    list.interfere = (request) => {
      requests.push(request);
      return undefined;
    };
    await run();
    expect(requests).toEqual([expect.objectContaining({ kind: "update", values: { [nameId]: "renamed" } })]);
    expect(listed(world)).toEqual(tabled(world));
  });

  it("reads nothing of the list at its start, and nothing for what it changes (F9)", async () => {
    source.rows = rows(30);
    await run();
    const reads: string[] = [];
    for (const call of ["readItems", "findByKey", "itemsSince", "findByUnique"] as const) {
      const original = list[call].bind(list) as (...args: unknown[]) => never;
      list[call] = (...args: unknown[]) => {
        reads.push(call);
        return original(...args);
      };
    }
    (source.rows[3] as { name: string }).name = "renamed";
    source.rows.push({ id: "31", name: "new", amount: "1" });
    await run();
    expect(listed(world)).toEqual(tabled(world));
    expect(reads).toEqual([]);
  });

  it("NULL clears a field (F2)", async () => {
    source.rows = [{ id: "1", name: "a", amount: "1" }];
    await run();
    source.rows = [{ id: "1", name: "a", amount: null }];
    await run();
    expect(listed(world)).toEqual([{ name: "a", amount: null }]);
  });

  it("one bad row stops nobody, is said, and is taken up when it is mended (P3, F4)", async () => {
    source.rows = [...rows(3), { id: "4", name: "x".repeat(21), amount: "1" }, { id: "5", name: "good", amount: "1" }];
    await run();
    expect(list.items.size).toBe(4);
    expect([...store.rejections.values()]).toEqual([
      expect.objectContaining({ code: "text-too-long", field: "name", origin: "LOCAL" }),
    ]);
    (source.rows[3] as { name: string }).name = "short";
    await run();
    expect(list.items.size).toBe(5);
    expect(store.rejections.size).toBe(0);
  });

  it("clears the rejection of a row that went back to what was pushed", async () => {
    source.rows = rows(1);
    await run();
    (source.rows[0] as { name: string }).name = "x".repeat(21);
    await run();
    expect(store.rejections.size).toBe(1);
    (source.rows[0] as { name: string }).name = "row 1";
    await run();
    expect(store.rejections.size).toBe(0);
    expect(list.writes).toBe(1);
  });

  it("a row that Graph refuses is kept, not sent again until it changes, and then sent", async () => {
    source.rows = rows(2);
    list.interfere = (request) =>
      valuesOf(request)[nameId] === "row 2"
        ? { answer: { status: "refused", message: "no", field: null }, applied: false }
        : undefined;
    await run();
    expect([...store.rejections.values()]).toEqual([
      expect.objectContaining({ code: "item-refused", origin: "GRAPH" }),
    ]);
    let asked = 0;
    list.interfere = () => {
      asked++;
      return undefined;
    };
    await run();
    expect(asked).toBe(0);
    (source.rows[1] as { name: string }).name = "row two";
    await run();
    expect(listed(world)).toEqual(tabled(world));
    expect(store.rejections.size).toBe(0);
  });

  it("a complete reading asks the ledger only for rows that it does not hold as they are, or that were refused", async () => {
    source.rows = [...rows(9), { id: "10", name: "x".repeat(21), amount: "1" }];
    await run();
    expect(store.rejections.size).toBe(1);
    source.rows = [...rows(10), { id: "11", name: "new", amount: "1" }];
    (source.rows[4] as { name: string }).name = "changed";
    const asked: string[] = [];
    const lookup = store.lookup.bind(store);
    store.lookup = (of) => {
      asked.push(...of.map(({ hash }) => store.ledger.get(hash)?.identity.text ?? "unknown"));
      return lookup(of);
    };
    await run();
    expect(asked).toEqual(["id=5", "unknown", "unknown"]);
    expect(listed(world)).toEqual(tabled(world));
    asked.length = 0;
    source.isComplete = false;
    await run();
    expect(asked).toHaveLength(11);
  });

  it("an empty key is a rejection of its own", async () => {
    source.rows = [...rows(1), { id: null, name: "nobody", amount: null }];
    await run();
    expect([...store.rejections.values()]).toEqual([expect.objectContaining({ code: "key-null", field: "id" })]);
    expect(list.items.size).toBe(1);
  });

  it("rows with one key are all rejected, wherever they stand in the reading, and the item stays", async () => {
    source.rows = rows(5);
    await run();
    const { writes } = list;
    const twin = { id: "1", name: "twin", amount: "9" };
    // One beside the first, one a page later; the row itself is unchanged. A new key comes twice as well.
    source.rows = [
      ...rows(1),
      twin,
      ...rows(5).slice(1),
      twin,
      ...[1, 2].map(() => ({ id: "6", name: "new", amount: "1" })),
    ];
    await run();
    expect([...store.rejections.values()].map(({ code, identity }) => [code, identity.text])).toEqual([
      ["key-duplicate", "id=1"],
      ["key-duplicate", "id=6"],
    ]);
    expect({ writes: list.writes, items: list.items.size }).toEqual({ writes, items: 5 });
    expect(store.counts).toMatchObject({ rowsRead: 9, rowsRejected: 5, rowsUnchanged: 4 });
    source.rows = rows(6);
    await run();
    expect(listed(world)).toEqual(tabled(world));
    expect(store.rejections.size).toBe(0);
  });

  it("takes back what was spooled of a row whose twin comes a page later", async () => {
    source.rows = [...rows(4), { id: "1", name: "twin", amount: "9" }];
    await run();
    expect([...list.items.values()].map((item) => item.values[nameId])).toEqual(["row 2", "row 3", "row 4"]);
    expect(store.counts).toMatchObject({ rowsRead: 5, rowsRejected: 2, plannedCreates: 3 });
  });

  it("a key column that is gone halts before any write", async () => {
    world.source = new MemorySource(columnsOf(definition).filter((column) => column.name !== "id"));
    world.source.rows = rows(2);
    await expect(run()).rejects.toMatchObject({ code: "mapping-broken", trait: "halt" });
    expect(store.rejections.size).toBe(0);
  });

  it("an item deleted by hand is created again (P17, F3)", async () => {
    source.rows = rows(2);
    await run();
    list.items.delete(2);
    (source.rows[1] as { name: string }).name = "back";
    await run();
    expect(listed(world)).toEqual(tabled(world));
    await run();
    expect(list.items.size).toBe(2);
  });

  it("a mapped column that is gone halts before any write", async () => {
    world.source = new MemorySource(columnsOf(definition).filter((column) => column.name !== "amount"));
    world.source.rows = rows(1);
    await expect(run()).rejects.toMatchObject({ code: "mapping-broken", trait: "halt" });
    expect(list.writes).toBe(0);
  });

  it("a refusal that concerns all stops the run with nothing lost", async () => {
    source.rows = rows(9);
    const write = list.write.bind(list);
    let calls = 0;
    list.write = async (requests, signal) => {
      if (++calls > 1) throw new SyncError("graph-permission", { trait: "halt" });
      return write(requests, signal);
    };
    await expect(run()).rejects.toMatchObject({ code: "graph-permission" });
    list.write = write;
    await run();
    expect(listed(world)).toEqual(tabled(world));
  });
});

describe("edits in the list", () => {
  const changeBoth = async (policy: ConflictPolicy, edit: Partial<Record<MappingId, string | number>>) => {
    const of = { ...definition, conflictPolicy: policy };
    source.rows = rows(1);
    await run(of);
    list.edit(1, edit as Record<MappingId, string>);
    (source.rows[0] as { name: string }).name = "from source";
    await run(of);
    return listed(world)[0];
  };

  it("an edit of an unmapped field does not disturb the write", async () => {
    expect(await changeBoth("MANUAL", { ["other" as MappingId]: "x" })).toEqual({ name: "from source", amount: 0.5 });
  });

  it("the source wins, and what a person had set is kept as before-image (F6)", async () => {
    const settle = store.settle.bind(store);
    const overwritten: unknown[] = [];
    store.settle = async (outcomes) => {
      for (const outcome of outcomes)
        if (outcome.result === "done" && outcome.overwritten) overwritten.push(outcome.overwritten);
      await settle(outcomes);
    };
    expect(await changeBoth("SOURCE_WINS", { [nameId]: "edited", [amountId]: 9 })).toEqual({
      name: "from source",
      amount: 0.5,
    });
    expect(overwritten).toEqual([{ [nameId]: "edited", [amountId]: 9 }]);
  });

  it("the destination wins field by field", async () => {
    expect(await changeBoth("DESTINATION_WINS", { [amountId]: 9 })).toEqual({ name: "from source", amount: 9 });
    const { writes } = list;
    await run({ ...definition, conflictPolicy: "DESTINATION_WINS" });
    expect(list.writes).toBe(writes);
  });

  it("a person is asked, and nothing is overwritten", async () => {
    expect(await changeBoth("MANUAL", { [nameId]: "edited" })).toEqual({ name: "edited", amount: 0.5 });
    expect([...store.rejections.values()]).toEqual([expect.objectContaining({ code: "edited-in-list" })]);
  });

  it.each<ConflictPolicy>(["SOURCE_WINS", "DESTINATION_WINS", "MANUAL"])(
    "an edit to the very value that the source has is no conflict with %s, nor written (R8)",
    async (policy) => {
      expect(await changeBoth(policy, { [nameId]: "from source" })).toEqual({ name: "from source", amount: 0.5 });
      expect(store.rejections.size).toBe(0);
      const written = list.items.get(1)?.version;
      await run({ ...definition, conflictPolicy: policy });
      expect(store.counts).toMatchObject({ rowsUnchanged: 1, plannedUpdates: 0 });
      expect(list.items.get(1)?.version).toBe(written);
    },
  );

  it("an item that never rests is left to the next run after three tries", async () => {
    source.rows = rows(1);
    await run();
    (source.rows[0] as { name: string }).name = "changed";
    list.interfere = () => ({ answer: { status: "changed-meanwhile" }, applied: false });
    await run();
    expect([...store.rejections.values()]).toEqual([expect.objectContaining({ code: "busy-item" })]);
  });
});

describe("a crash at any port call, any number of times (P6)", () => {
  const value = fc.record({
    name: fc.string({ maxLength: 5 }),
    amount: fc.option(fc.integer({ min: 0, max: 9 }).map(String)),
  });
  const table = fc.dictionary(fc.integer({ min: 1, max: 9 }).map(String), value, { maxKeys: 9 });
  const crashes = fc.array(fc.record({ left: fc.integer({ min: 0, max: 25 }), after: fc.boolean() }), { maxLength: 6 });

  it("ends with one item a row, equal to the table, and the next run writes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(table, { minLength: 1, maxLength: 4 }),
        crashes,
        fc.boolean(),
        async (states, plan, endRun) => {
          begin();
          const pending = [...plan];
          let content: Record<string, { name: string; amount: string | null }> = {};
          for (const state of states) {
            // Deletes in the source keep the item, so that rows only come and change here.
            content = { ...content, ...state };
            source.rows = Object.entries(content).map(([id, row]) => ({ id, ...row }));
            store.startRun();
            for (let crash = pending.shift(); crash; crash = pending.shift()) {
              if (!(await diedIn(world.slice({ crash })))) break;
              // The holder died; either the same run goes on, or it was given up and a new one begins.
              if (endRun) store.startRun();
            }
            await run();
            expect(listed(world)).toEqual(tabled(world));
            expect(list.items.size).toBe(source.rows.length);
            const { writes } = list;
            const { ledgerWrites } = store;
            await run();
            expect({ writes: list.writes, ledgerWrites: store.ledgerWrites }).toEqual({ writes, ledgerWrites });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
