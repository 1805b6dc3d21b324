import { beforeEach, describe, expect, it } from "vitest";
import { defaultApplyOptions } from "./apply";
import type { ListWrite, WriteAnswer } from "./ports";
import { continueRun } from "./run";
import { columnsOf, definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryList } from "./testing/memory-list";
import { MemoryReferences } from "./testing/memory-references";
import { MemorySource } from "./testing/memory-source";
import { MemoryStore } from "./testing/memory-store";
import type { KeyLevel } from "./types";

const number = pushed("id", "integer", targetColumn("Number", "number"));
const name = pushed("name", "text", targetColumn("Title", "text"));
const amount = pushed("amount", "decimal", targetColumn("Amount", "number"));
const note = pushed("note", "text", targetColumn("Note", "text"));
const definition = definitionOf([number, name, amount, note]);

let source: MemorySource;
let list: MemoryList;
let store: MemoryStore;
let searches: number;
let requests: ListWrite[];
let answerOf: (request: ListWrite) => { readonly answer: WriteAnswer; readonly applied: boolean } | undefined;

beforeEach(() => {
  source = new MemorySource(columnsOf(definition));
  list = new MemoryList([number.id, name.id, amount.id, note.id]);
  list.refuses = (field, value) => (field === amount.id && Number(value) > 10 ? `'${value}' is not allowed` : null);
  store = new MemoryStore();
  searches = 0;
  requests = [];
  answerOf = () => undefined;
  list.interfere = (request) => {
    requests.push(request);
    return answerOf(request);
  };
  const isolate = list.isolateRefusal.bind(list);
  list.isolateRefusal = async (refused, signal) => {
    searches++;
    return isolate(refused, signal);
  };
});

const row = (id: number, text: string, figure: string, said: string) => ({
  id: String(id),
  name: text,
  amount: figure,
  note: said,
});

async function run(keyLevel: KeyLevel = "K1") {
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
    const signal = new AbortController().signal;
    const result = await continueRun({ ...definition, keyLevel }, ports, state, defaultApplyOptions, signal);
    if (result.state !== "again") return;
    store.advance(result.inMs);
  }
}

const entry = (id: number) => [...store.ledger.values()].find((found) => found.identity.text === `id=${id}`);
const creates = () => requests.filter(({ kind }) => kind === "create");
const isBare = (request: ListWrite) => request.kind === "create" && (request.values[name.id] ?? null) === null;
const lost: WriteAnswer = { status: "in-doubt", code: "graph-in-doubt" };

describe("a create that the list refuses for one of its fields (F4)", () => {
  it("makes the item without that field, is PARTIAL, and says which field and why; its neighbours flow", async () => {
    source.rows = [row(1, "a", "11", "x"), row(2, "b", "12", "y"), row(3, "c", "3", "z")];
    await run();
    expect([...list.items.values()].map(({ values }) => [values[name.id], values[amount.id], values[note.id]])).toEqual(
      expect.arrayContaining([
        ["a", null, "x"],
        ["b", null, "y"],
        ["c", 3, "z"],
      ]),
    );
    expect(list.items.size).toBe(3);
    expect([...store.rejections.values()]).toEqual([
      expect.objectContaining({ code: "item-refused", field: "Amount", message: "Amount: '11' is not allowed" }),
      expect.objectContaining({ code: "item-refused", field: "Amount", message: "Amount: '11' is not allowed" }),
    ]);
    expect(entry(1)).toMatchObject({ state: "PARTIAL", base: { [name.id]: "a", [amount.id]: null, [note.id]: "x" } });
    expect(entry(3)).toMatchObject({ state: "LINKED" });
    expect(searches).toBe(1);
  });

  it("makes its item of the key first, and is whole when the row is mended", async () => {
    source.rows = [row(1, "a", "11", "x")];
    await run();
    expect(creates()).toEqual([
      expect.objectContaining({ values: expect.objectContaining({ [amount.id]: 11 }) }),
      expect.objectContaining({
        values: { [number.id]: 1, [name.id]: null, [amount.id]: null, [note.id]: null },
      }),
    ]);
    await run();
    expect(requests).toEqual([]);
    source.rows = [row(1, "a", "9", "x")];
    await run();
    expect(requests).toEqual([expect.objectContaining({ kind: "update", itemId: 1, values: { [amount.id]: 9 } })]);
    expect(entry(1)).toMatchObject({ state: "LINKED" });
    expect(store.rejections.size).toBe(0);
  });

  it("is rejected, and makes no item, where the list refuses it with the needed fields alone", async () => {
    list.refuses = (field) => (field === number.id ? "no" : null);
    source.rows = [row(1, "a", "1", "x")];
    await run();
    expect(list.items.size).toBe(0);
    expect(creates()).toHaveLength(2);
    expect([...store.rejections.values()]).toMatchObject([{ code: "item-refused" }]);
    expect(entry(1)).toMatchObject({ state: "PENDING_CREATE" });
  });

  it("is rejected at once at K4, where a bare item could not be found again", async () => {
    source.rows = [row(1, "a", "11", "x")];
    await run("K4");
    expect(list.items.size).toBe(0);
    expect(creates()).toHaveLength(1);
    expect([...store.rejections.values()]).toMatchObject([{ code: "item-refused" }]);
  });
});

describe.each<KeyLevel>(["K1", "K2", "K3"])("an item that is made bare at %s", (level) => {
  beforeEach(() => {
    list.isKeyUnique = level === "K1";
    list.hasKeyColumn = level !== "K3";
    list.unique = level === "K3" ? [number.id] : [];
    source.rows = [row(1, "a", "11", "x"), row(2, "b", "2", "y")];
  });

  const single = () => {
    expect([...list.items.values()].map(({ values }) => values[number.id]).toSorted()).toEqual([1, 2]);
    expect(list.items.get(entry(1)?.itemId ?? 0)?.values).toMatchObject({ [name.id]: "a", [note.id]: "x" });
    expect(entry(1)).toMatchObject({ state: "PARTIAL" });
    expect([...store.rejections.values()]).toMatchObject([{ field: "Amount" }]);
  };

  it("is single and gets its fields though the answer was lost after it was made", async () => {
    let answers = 0;
    answerOf = (request) => (isBare(request) && ++answers === 1 ? { answer: lost, applied: true } : undefined);
    await run(level);
    await run(level);
    single();
  });

  it("is made though the request was lost before it arrived", async () => {
    let answers = 0;
    answerOf = (request) => (isBare(request) && ++answers === 1 ? { answer: lost, applied: false } : undefined);
    await run(level);
    await run(level);
    single();
  });

  it("is known to the ledger though the list takes no further write for now", async () => {
    let updates = 0;
    const later: WriteAnswer = { status: "later", code: "graph-throttled", retryAfterMs: 1_000, wasSent: true };
    answerOf = ({ kind }) => (kind === "update" && ++updates === 1 ? { answer: later, applied: false } : undefined);
    await run(level);
    expect(entry(1)).toMatchObject({ state: "PARTIAL", itemId: expect.any(Number) });
    await run(level);
    single();
  });
});
