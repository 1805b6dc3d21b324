import { beforeEach, describe, expect, it } from "vitest";
import { identityOf, syncBridgeKey } from "./identity";
import type { OperationOutcome } from "./operation";
import type { WriteAnswer } from "./ports";
import { amount, definition, listed, name, rows, tabled } from "./testing/amounts";
import { valuesOf } from "./testing/memory-list";
import { MemoryWorld } from "./testing/memory-world";
import type { Definition } from "./types";

const nameId = name.id;
const amountId = amount.id;

let world: MemoryWorld;
let source: MemoryWorld["source"];
let list: MemoryWorld["list"];
let store: MemoryWorld["store"];

beforeEach(() => {
  world = new MemoryWorld(definition, { apply: { groupSize: 4 } });
  ({ source, list, store } = world);
});

const run = (of?: Definition) => world.run(of);

describe("answers that get lost", () => {
  const lost: WriteAnswer = { status: "in-doubt", code: "graph-in-doubt" };

  it("a create that was applied all the same makes no second item (F5)", async () => {
    source.rows = rows(6);
    let first = true;
    list.interfere = (request) => {
      if (request.kind !== "create" || valuesOf(request)[nameId] !== "row 2" || !first) return undefined;
      first = false;
      return { answer: lost, applied: true };
    };
    await run();
    expect(listed(world)).toEqual(tabled(world));
  });

  it("a create that was not applied is sent again", async () => {
    source.rows = rows(1);
    let tries = 0;
    list.interfere = () => (++tries < 3 ? { answer: lost, applied: false } : undefined);
    await run();
    expect(listed(world)).toEqual(tabled(world));
  });

  it("an answer lost for ever becomes a rejection, and a later run adopts the item that is there", async () => {
    source.rows = rows(1);
    list.interfere = () => ({ answer: lost, applied: false });
    await run();
    expect([...store.rejections.values()]).toEqual([expect.objectContaining({ code: "graph-in-doubt" })]);
    list.interfere = () => undefined;
    await list.write(
      [{ kind: "create", key: keyOfOnlyRow(), values: { [nameId]: "row 1", [amountId]: 0.5 } }],
      new AbortController().signal,
    );
    for (const rejection of store.rejections.values()) rejection.retryDue = true;
    await run();
    expect(list.items.size).toBe(1);
    expect(store.ledger.get([...store.ledger.keys()][0] as never)).toMatchObject({ state: "LINKED", itemId: 1 });
  });

  const keyOfOnlyRow = () => {
    const operation = store.operations.at(-1);
    if (!operation) throw new Error("There was an operation.");
    return keys.get(operation.identity.hash) ?? "";
  };
  const keys = new Map<string, string>();
  beforeEach(async () => {
    const { hash } = identityOf([{ name: "id", kind: "integer" }], ["1"]);
    keys.set(hash, syncBridgeKey(definition.identityNamespace, hash));
  });

  it("a person's edit right after a lost create is not overwritten unseen", async () => {
    source.rows = rows(1);
    let first = true;
    list.interfere = () => {
      if (!first) return undefined;
      first = false;
      return { answer: lost, applied: true };
    };
    const findByKey = list.findByKey.bind(list);
    list.findByKey = async (wanted) => {
      if (list.items.has(1) && list.items.get(1)?.version === 1) list.edit(1, { [nameId]: "edited" });
      return findByKey(wanted);
    };
    await run();
    expect(listed(world)).toEqual([{ name: "edited", amount: 0.5 }]);
    (source.rows[0] as { amount: string }).amount = "7";
    await run({ ...definition, conflictPolicy: "DESTINATION_WINS" });
    expect(listed(world)).toEqual([{ name: "edited", amount: 7 }]);
  });

  it("what a person typed is kept though the answer to the update that replaced it was lost", async () => {
    source.rows = rows(1);
    await run();
    list.edit(1, { [nameId]: "typed by a person" });
    (source.rows[0] as { name: string }).name = "new";
    // The first is refused for the edit, the second replaces it.
    let updates = 0;
    list.interfere = (request) =>
      request.kind === "update" && ++updates === 2 ? { answer: lost, applied: true } : undefined;
    const outcomes: OperationOutcome[] = [];
    const settle = store.settle.bind(store);
    store.settle = async (settled) => {
      outcomes.push(...settled);
      return settle(settled);
    };
    await run();
    expect(listed(world)).toEqual([{ name: "new", amount: 0.5 }]);
    expect(outcomes.filter(({ result }) => result !== "in-doubt")).toEqual([
      expect.objectContaining({ how: "updated", overwritten: { [nameId]: "typed by a person" } }),
    ]);
  });

  it("a server that fails for half a minute costs no row", async () => {
    source.rows = rows(6);
    list.interfere = () => (world.waitedMs < 20_000 ? { answer: lost, applied: false } : undefined);
    await run();
    expect(listed(world)).toEqual(tabled(world));
    expect(store.rejections.size).toBe(0);
  });

  it("throttled tries do not bring a row nearer to being given up", async () => {
    source.rows = rows(1);
    let tries = 0;
    list.interfere = () => {
      tries++;
      if (tries <= 20)
        return {
          answer: { status: "later", code: "graph-throttled", retryAfterMs: 5_000, wasSent: true },
          applied: false,
        };
      return tries === 21 ? { answer: lost, applied: false } : undefined;
    };
    await run();
    expect(listed(world)).toEqual(tabled(world));
    expect(store.rejections.size).toBe(0);
  });

  it("a write that alone is put off for ever becomes a rejection, and its neighbours go on", async () => {
    source.rows = rows(6);
    let puttingOff = true;
    list.interfere = (request) =>
      puttingOff && valuesOf(request)[nameId] === "row 2"
        ? { answer: { status: "later", code: "graph-throttled", retryAfterMs: 1_000, wasSent: true }, applied: false }
        : undefined;
    await run();
    expect([...store.rejections.values()]).toEqual([expect.objectContaining({ code: "write-put-off" })]);
    expect(list.items.size).toBe(5);
    expect(world.waitedMs).toBeGreaterThan(15 * 60_000);
    puttingOff = false;
    for (const rejection of store.rejections.values()) rejection.retryDue = true;
    await run();
    expect(listed(world)).toEqual(tabled(world));
  });

  it("an item that the list fails to give becomes a rejection, is not taken for gone, and its neighbours go on", async () => {
    source.rows = rows(6);
    await run();
    list.edit(2, { [nameId]: "typed by a person" });
    list.unreadable.add(2);
    for (const row of source.rows) (row as { amount: string }).amount = "9";
    await run();
    expect([...store.rejections.values()]).toEqual([
      expect.objectContaining({
        code: "graph-unavailable",
        message: expect.stringContaining("failed 6 times to show item 2") as unknown,
      }),
    ]);
    expect(listed(world).filter(({ amount: now }) => now === 9)).toHaveLength(5);
    list.unreadable.clear();
    for (const rejection of store.rejections.values()) rejection.retryDue = true;
    await run();
    expect(listed(world)).toEqual(tabled(world));
    expect(list.items.size).toBe(6);
  });

  it("an item that cannot be read after its write's answer was lost is not taken for gone", async () => {
    source.rows = rows(2);
    await run();
    (source.rows[1] as { amount: string }).amount = "9";
    list.unreadable.add(2);
    list.interfere = (request) => (request.kind === "update" ? { answer: lost, applied: true } : undefined);
    await run();
    list.interfere = () => undefined;
    list.unreadable.clear();
    for (const rejection of store.rejections.values()) rejection.retryDue = true;
    await run();
    expect(listed(world)).toEqual(tabled(world));
    expect(list.items.size).toBe(2);
  });

  it("writes that are put off with most others wait as long as it takes", async () => {
    source.rows = rows(60);
    world = new MemoryWorld(definition, { apply: { groupSize: 60 } });
    ({ source, list, store } = world);
    source.rows = rows(60);
    list.interfere = () =>
      world.waitedMs < 2 * 3_600_000
        ? { answer: { status: "later", code: "graph-throttled", retryAfterMs: 60_000, wasSent: true }, applied: false }
        : undefined;
    await run();
    expect(listed(world)).toEqual(tabled(world));
    expect(store.rejections.size).toBe(0);
  });

  it("the last answer that gets lost is looked for before the row is given up", async () => {
    source.rows = rows(1);
    let tries = 0;
    list.interfere = () => ({ answer: lost, applied: ++tries === 6 });
    await run();
    expect(tries).toBe(6);
    expect(store.rejections.size).toBe(0);
    expect([...store.ledger.values()]).toEqual([expect.objectContaining({ state: "LINKED", itemId: 1 })]);
  });

  it("a create that meets another writer for ever ends as a rejection, not in an endless run", async () => {
    source.rows = rows(2);
    list.interfere = (request) =>
      valuesOf(request)[nameId] === "row 1"
        ? { answer: { status: "later", code: "graph-conflict", retryAfterMs: 1_000, wasSent: true }, applied: false }
        : undefined;
    await run();
    expect([...store.rejections.values()]).toEqual([expect.objectContaining({ code: "graph-conflict" })]);
    expect(list.items.size).toBe(1);
  });

  it("an item that another row owns is not taken over, whoever gave it this row's key", async () => {
    source.rows = rows(1);
    await run();
    const item = list.items.get(1) as { key: string };
    item.key = syncBridgeKey(definition.identityNamespace, identityOf(definition.keyColumns, ["2"]).hash);
    source.rows = rows(2);
    await run();
    expect([...store.rejections.values()]).toEqual([expect.objectContaining({ code: "unique-clash" })]);
    expect(listed(world)).toEqual([{ name: "row 1", amount: 0.5 }]);
  });

  it("an item that is found by its key and gone when it is written ends as a rejection, not in an endless run", async () => {
    source.rows = rows(1);
    await run();
    (source.rows[0] as { name: string }).name = "changed";
    list.interfere = (request) =>
      request.kind === "update" ? { answer: { status: "gone" }, applied: false } : undefined;
    await run();
    expect([...store.rejections.values()]).toEqual([expect.objectContaining({ code: "graph-not-found" })]);
  });

  it("throttling is a pause, not a failure", async () => {
    source.rows = rows(5);
    let refusals = 4;
    list.interfere = () =>
      refusals-- > 0
        ? { answer: { status: "later", code: "graph-throttled", retryAfterMs: 30_000, wasSent: true }, applied: false }
        : undefined;
    await run();
    expect(listed(world)).toEqual(tabled(world));
    expect(store.rejections.size).toBe(0);
  });
});
