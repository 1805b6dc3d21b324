import { beforeEach, describe, expect, it } from "vitest";
import { defaultApplyOptions } from "./apply";
import { continueRun } from "./run";
import { columnsOf, definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryList } from "./testing/memory-list";
import { MemoryReferences } from "./testing/memory-references";
import { MemorySource } from "./testing/memory-source";
import { MemoryStore } from "./testing/memory-store";
import type { Definition } from "./types";

const place = pushed("place", "text", targetColumn("Place", "text"));
const amount = pushed("amount", "decimal", targetColumn("Amount", "number"));

let list: MemoryList;
let store: MemoryStore;

beforeEach(() => {
  list = new MemoryList([place.id, amount.id]);
  store = new MemoryStore();
});

async function run(definition: Definition, rows: Record<string, string | null>[]) {
  const source = new MemorySource(columnsOf(definition), 2);
  source.rows = rows;
  store.startRun();
  const clock = { sleep: async (ms: number) => store.advance(ms) };
  const never = new AbortController().signal;
  const state = { isDecided: false };
  await continueRun(
    definition,
    { source, list, references: new MemoryReferences(), store, clock },
    state,
    defaultApplyOptions,
    never,
  );
}

const codes = () => [...store.rejections.values()].map(({ code, identity }) => `${code} ${identity.text}`).sort();

describe("a key of chosen columns", () => {
  const definition = definitionOf([place, amount], {
    keyStrategy: "COMPOSITE_COLUMNS",
    keyColumns: [
      { name: "country", kind: "text" },
      { name: "number", kind: "integer" },
    ],
  });
  const row = (country: string | null, number: string, text = "x") => ({ country, number, place: text, amount: "1" });

  it("makes one item a row in every run (P7)", async () => {
    const rows = [row("FR", "1"), row("FR", "2"), row("F", "12"), row("fr", "1")];
    for (let times = 0; times < 3; times++) await run(definition, rows);
    expect(list.items.size).toBe(4);
    expect(list.writes).toBe(4);
  });

  it("rejects all rows that share a key, keeps their item, and rejects an empty key", async () => {
    await run(definition, [row("FR", "1"), row("DE", "1")]);
    await run(definition, [row("FR", "1", "a"), row("DE", "1"), row("FR", "1", "b"), row(null, "3")]);
    expect(list.items.size).toBe(2);
    expect(list.writes).toBe(2);
    expect(codes()).toEqual(["key-duplicate country=FR|number=1", "key-null country=NULL|number=3"]);
    await run(definition, [row("FR", "1", "a"), row("DE", "1")]);
    expect(list.writes).toBe(3);
    expect(codes().filter((code) => code.startsWith("key-duplicate"))).toEqual([]);
  });
});

describe("a hash of chosen columns", () => {
  const definition = definitionOf([place, amount], {
    keyStrategy: "HASHED",
    keyColumns: [
      { name: "place", kind: "text", allowsNull: true },
      { name: "amount", kind: "decimal", allowsNull: true },
    ],
  });
  const row = (text: string | null, value: string | null) => ({ place: text, amount: value });

  it("makes as many items as there are equal rows, whatever the order of reading, empty values included", async () => {
    const rows = [row("a", "1"), row("a", "1"), row(null, "1"), row("a", "1"), row("b", null), row(null, "1")];
    await run(definition, rows);
    await run(definition, rows.toReversed());
    expect(list.items.size).toBe(6);
    expect(list.writes).toBe(6);
    expect([...store.ledger.values()].map(({ identity }) => identity.text).sort()).toEqual([
      "place=a|amount=1",
      "place=a|amount=1|#2",
      "place=a|amount=1|#3",
      "place=b|amount",
      "place|amount=1",
      "place|amount=1|#2",
    ]);
  });

  it("writes none of the rows that share the chosen columns and differ otherwise", async () => {
    const byPlace: Definition = { ...definition, keyColumns: [{ name: "place", kind: "text", allowsNull: true }] };
    await run(byPlace, [row("a", "1"), row("b", "1"), row("a", "1"), row("c", "1"), row("a", "2"), row("a", "2")]);
    expect(list.items.size).toBe(2);
    expect(codes()).toEqual([
      "key-duplicate place=a",
      "key-duplicate place=a|#2",
      "key-duplicate place=a|#3",
      "key-duplicate place=a|#4",
    ]);
  });
});
