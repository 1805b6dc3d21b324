import { beforeEach, describe, expect, it } from "vitest";
import { defaultApplyOptions } from "./apply";
import type { ListWrite } from "./ports";
import { continueRun } from "./run";
import { columnsOf, definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryList } from "./testing/memory-list";
import { MemoryReferences } from "./testing/memory-references";
import { MemorySource } from "./testing/memory-source";
import { MemoryStore } from "./testing/memory-store";
import type { FieldValues, MappingId } from "./types";

const name = pushed("name", "text", targetColumn("Title", "text"));
const amount = pushed("amount", "decimal", targetColumn("Amount", "number"));
const note = pushed("note", "text", targetColumn("Note", "text"));
const definition = definitionOf([name, amount, note], { conflictPolicy: "MANUAL" });

let source: MemorySource;
let list: MemoryList;
let store: MemoryStore;
let requests: ListWrite[];

const row = (text: string, figure: string, said: string) => ({ id: "1", name: text, amount: figure, note: said });

async function run() {
  store.startRun();
  requests.length = 0;
  for (;;) {
    const clock = { sleep: async (ms: number) => store.advance(ms) };
    const ports = { source, list, references: new MemoryReferences(), store, clock };
    const state = { isDecided: store.isDecided };
    const result = await continueRun(definition, ports, state, defaultApplyOptions, new AbortController().signal);
    if (result.state !== "again") return;
    store.advance(result.inMs);
  }
}

const entry = () => {
  const [found] = store.ledger.values();
  if (!found) throw new Error("The row has no entry.");
  return found;
};
const item = () => list.items.get(1)?.values;
const rejections = () => [...store.rejections.values()];
const retry = () => {
  for (const rejection of rejections()) rejection.retryDue = true;
};

/** As the metastore settles a decision: see decideHeld. */
function decide(field: MappingId, which: "table" | "list") {
  const found = entry();
  const { ours = null, theirs = null } = found.held?.[field] ?? {};
  const { [field]: _, ...held } = found.held ?? {};
  found.base = { ...found.base, [field]: which === "table" ? theirs : ours } as FieldValues;
  if (which === "list")
    found.notes = { flips: null, listForm: { ...found.notes?.listForm, [field]: theirs } as FieldValues };
  found.held = Object.keys(held).length === 0 ? null : held;
  found.isHeld = found.held !== null;
  retry();
}

beforeEach(async () => {
  source = new MemorySource(columnsOf(definition));
  list = new MemoryList([name.id, amount.id, note.id]);
  store = new MemoryStore();
  requests = [];
  list.interfere = (request) => {
    requests.push(request);
    return undefined;
  };
  source.rows = [row("a", "1", "x")];
  await run();
});

describe("a field that a person edited, where a person decides", () => {
  beforeEach(async () => {
    list.edit(1, { [amount.id]: 50, [note.id]: "by hand" });
    source.rows = [row("A", "2", "x")];
    await run();
  });

  it("is held with what row and list say, and the other fields flow", () => {
    expect(item()).toEqual({ [name.id]: "A", [amount.id]: 50, [note.id]: "by hand" });
    expect(entry()).toMatchObject({
      state: "PARTIAL",
      base: { [name.id]: "A", [amount.id]: 1, [note.id]: "x" },
      held: {
        [amount.id]: { code: "edited-in-list", ours: 2, theirs: 50 },
        [note.id]: { code: "edited-in-list", ours: "x", theirs: "by hand" },
      },
    });
    expect(rejections()).toEqual([
      expect.objectContaining({
        code: "edited-in-list",
        message: "A person edited “Amount”, “Note” in the list since the last push. The other fields are written.",
      }),
    ]);
  });

  it("is not asked about by each run, and is held on when its time comes or another field changes", async () => {
    await run();
    expect(requests).toEqual([]);
    retry();
    await run();
    expect(requests).toEqual([]);
    source.rows = [row("B", "3", "x")];
    await run();
    expect(item()).toEqual({ [name.id]: "B", [amount.id]: 50, [note.id]: "by hand" });
    expect(entry().held).toMatchObject({ [amount.id]: { ours: 3, theirs: 50 }, [note.id]: { theirs: "by hand" } });
  });

  it("takes the table's value when a person says so, the other one is held on", async () => {
    decide(amount.id, "table");
    await run();
    expect(item()).toEqual({ [name.id]: "A", [amount.id]: 2, [note.id]: "by hand" });
    expect(Object.keys(entry().held ?? {})).toEqual([note.id]);
    decide(note.id, "table");
    await run();
    expect(item()).toEqual({ [name.id]: "A", [amount.id]: 2, [note.id]: "x" });
    expect(entry()).toMatchObject({ state: "LINKED", held: null });
    expect(rejections()).toEqual([]);
  });

  it("is held again where the list changed once more after the decision", async () => {
    decide(amount.id, "table");
    list.edit(1, { [amount.id]: 60 });
    await run();
    expect(item()).toMatchObject({ [amount.id]: 60 });
    expect(entry().held).toMatchObject({ [amount.id]: { ours: 2, theirs: 60 } });
  });

  it("keeps the list's value until the row changes this very field", async () => {
    decide(amount.id, "list");
    decide(note.id, "list");
    await run();
    expect(requests).toEqual([]);
    expect(entry()).toMatchObject({ state: "LINKED", held: null });
    source.rows = [row("B", "2", "x")];
    await run();
    expect(item()).toEqual({ [name.id]: "B", [amount.id]: 50, [note.id]: "by hand" });
    expect(rejections()).toEqual([]);
    source.rows = [row("B", "4", "x")];
    await run();
    expect(item()).toEqual({ [name.id]: "B", [amount.id]: 4, [note.id]: "by hand" });
    expect(entry()).toMatchObject({ state: "LINKED" });
  });

  it("is settled by itself where the list is set back", async () => {
    list.edit(1, { [amount.id]: 1, [note.id]: "x" });
    retry();
    await run();
    expect(item()).toEqual({ [name.id]: "A", [amount.id]: 2, [note.id]: "x" });
    expect(entry()).toMatchObject({ state: "LINKED", held: null });
  });
});

it("a field that the list refuses beside one that is held is told with it, and neither is written", async () => {
  list.edit(1, { [note.id]: "by hand" });
  list.refuses = (field, value) => (field === amount.id && value === 2 ? "not two" : null);
  source.rows = [row("A", "2", "X")];
  await run();
  expect(item()).toEqual({ [name.id]: "A", [amount.id]: 1, [note.id]: "by hand" });
  expect(rejections()).toMatchObject([
    {
      code: "item-refused",
      field: "Amount",
      message: expect.stringMatching(/^Amount: not two A person edited “Note”/),
    },
  ]);
  expect(entry()).toMatchObject({
    state: "PARTIAL",
    base: { [name.id]: "A", [amount.id]: 1, [note.id]: "x" },
    held: { [note.id]: { ours: "X", theirs: "by hand" } },
  });
});
