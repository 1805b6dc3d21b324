import { beforeEach, describe, expect, it } from "vitest";
import { markId } from "./mark";
import { definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryWorld } from "./testing/memory-world";

const name = pushed("name", "text", targetColumn("Title", "text"));
const amount = pushed("amount", "decimal", targetColumn("Amount", "number"));
const note = pushed("note", "text", targetColumn("Note", "text"));
const markField = targetColumn("LeftAt", "date-time");
const definition = definitionOf([name, amount, note]);

let world: MemoryWorld;
let source: MemoryWorld["source"];
let list: MemoryWorld["list"];
let store: MemoryWorld["store"];
let requests: MemoryWorld["requests"];
let searches: number;

beforeEach(() => {
  world = new MemoryWorld(definition, { fields: [name.id, amount.id, note.id, markId] });
  ({ source, list, store, requests } = world);
  searches = 0;
  const isolate = list.isolateRefusal.bind(list);
  list.isolateRefusal = async (refused, signal) => {
    searches++;
    return isolate(refused, signal);
  };
});

const row = (id: number, text: string, number: string, said: string) => ({
  id: String(id),
  name: text,
  amount: number,
  note: said,
});

const run = () => world.run();
const entry = (id: number) => world.entry(id);

describe("an update of an item that is closed to us (F4)", () => {
  it("is no field's fault: none is looked for, and the neighbours flow", async () => {
    source.rows = [row(1, "a", "1", "x"), row(2, "b", "2", "y")];
    await run();
    source.rows = [row(1, "A", "11", "X"), row(2, "B", "12", "Y")];
    list.interfere = (request) =>
      request.kind === "update" && request.itemId === 1
        ? { answer: { status: "refused", message: "locked", field: null, isItemClosed: true }, applied: false }
        : undefined;
    await run();
    expect(searches).toBe(0);
    expect([...store.rejections.values()]).toEqual([
      expect.objectContaining({ code: "item-closed", field: null, message: "locked" }),
    ]);
    expect(list.items.get(2)?.values).toEqual({ [name.id]: "B", [amount.id]: 12, [note.id]: "Y" });
  });
});

describe("an update that the list refuses for one of its fields (F4)", () => {
  beforeEach(async () => {
    source.rows = [row(1, "a", "1", "x"), row(2, "b", "2", "y"), row(3, "c", "3", "z")];
    await run();
    list.refuses = (field, value) => (field === amount.id && Number(value) > 10 ? `'${value}' is not allowed` : null);
    source.rows = [row(1, "A", "11", "X"), row(2, "B", "12", "Y"), row(3, "C", "4", "Z")];
    await run();
  });

  it("gets the others, is PARTIAL, and says which field and why; its neighbours flow", () => {
    expect(list.items.get(1)?.values).toEqual({ [name.id]: "A", [amount.id]: 1, [note.id]: "X" });
    expect(list.items.get(2)?.values).toEqual({ [name.id]: "B", [amount.id]: 2, [note.id]: "Y" });
    expect(list.items.get(3)?.values).toEqual({ [name.id]: "C", [amount.id]: 4, [note.id]: "Z" });
    expect([...store.rejections.values()]).toEqual([
      expect.objectContaining({ code: "item-refused", field: "Amount", message: "Amount: '11' is not allowed" }),
      expect.objectContaining({ code: "item-refused", field: "Amount", message: "Amount: '11' is not allowed" }),
    ]);
    expect(entry(1)).toMatchObject({ state: "PARTIAL", base: { [name.id]: "A", [amount.id]: 1, [note.id]: "X" } });
    expect(entry(3)).toMatchObject({ state: "LINKED" });
  });

  it("is searched once for each kind of refusal, not once a row", () => {
    expect(searches).toBe(1);
  });

  it("is not sent again before its time, and whole again when the row is mended", async () => {
    await run();
    expect(requests).toEqual([]);
    source.rows = [row(1, "A", "9", "X"), row(2, "B", "12", "Y"), row(3, "C", "4", "Z")];
    await run();
    expect(requests).toEqual([expect.objectContaining({ kind: "update", itemId: 1, values: { [amount.id]: 9 } })]);
    expect(entry(1)).toMatchObject({ state: "LINKED" });
    expect([...store.rejections.values()].map(({ identity }) => identity.text)).toEqual(["id=2"]);
  });

  it.each([
    ["DELETE", { state: "DELETED" }],
    ["MARK", { state: "ARCHIVED", itemId: 1 }],
    ["KEEP", { state: "ARCHIVED", itemId: 1 }],
  ] as const)("does not hold back what becomes of its item when its row leaves: %s", async (onSourceDelete, left) => {
    source.rows = [row(3, "C", "4", "Z")];
    await world.run({ ...definition, onSourceDelete, markField });
    expect(entry(1)).toMatchObject(left);
    expect(store.rejections.size).toBe(0);
  });

  it("nor when its row leaves the filter", async () => {
    await world.run({ ...definition, onLeftFilter: "DELETE", rowFilter: "id > 1" });
    expect(entry(1)).toMatchObject({ state: "DELETED" });
    expect(entry(2)).toMatchObject({ state: "PARTIAL" });
  });

  it("writes only what the list does not hold yet when its time comes", async () => {
    for (const rejection of store.rejections.values()) rejection.retryDue = true;
    await run();
    expect(requests.map((request) => request.kind === "update" && request.values)).toEqual([
      { [amount.id]: 11 },
      { [amount.id]: 12 },
    ]);
    expect(searches).toBe(1);
    expect(entry(1)).toMatchObject({ state: "PARTIAL" });
  });
});

it("an item edited while its refusal is searched is read before it is written again, and nothing is lost", async () => {
  source.rows = [row(1, "a", "1", "x")];
  await run();
  list.refuses = (field, value) => (field === amount.id && Number(value) > 10 ? "no" : null);
  source.rows = [row(1, "A", "11", "X")];
  const isolate = list.isolateRefusal.bind(list);
  let edited = false;
  list.isolateRefusal = async (refused, signal) => {
    if (!edited) list.edit(1, { [note.id]: "by hand" });
    edited = true;
    return isolate(refused, signal);
  };
  await run();
  expect(list.items.get(1)?.values).toEqual({ [name.id]: "A", [amount.id]: 1, [note.id]: "X" });
  expect(entry(1)).toMatchObject({ state: "PARTIAL" });
});
