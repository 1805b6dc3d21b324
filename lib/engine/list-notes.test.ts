import { beforeEach, describe, expect, it } from "vitest";
import { defaultApplyOptions } from "./apply";
import { continueRun } from "./run";
import { columnsOf, definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryList } from "./testing/memory-list";
import { MemoryReferences } from "./testing/memory-references";
import { MemorySource } from "./testing/memory-source";
import { MemoryStore } from "./testing/memory-store";
import type { Definition, MappingId } from "./types";

const name = pushed("name", "text", targetColumn("Title", "text"));
const ratio = pushed("ratio", "float", targetColumn("Ratio", "number"));
const definition = definitionOf([name, ratio]);
const clock = { sleep: async () => undefined };
const cut = { [ratio.id]: 0.3 };

let source: MemorySource;
let list: MemoryList;
let store: MemoryStore;

beforeEach(() => {
  source = new MemorySource(columnsOf(definition));
  list = new MemoryList([name.id, ratio.id]);
  store = new MemoryStore();
});

async function push(row: { name: string; ratio: string }, of: Definition = definition) {
  source.rows = [{ id: "1", ...row }];
  store.startRun();
  const ports = { source, list, references: new MemoryReferences(), store, clock };
  await continueRun(of, ports, { isDecided: false }, defaultApplyOptions, new AbortController().signal);
}
const item = () => list.items.get(1)?.values ?? {};
const entry = () => [...store.ledger.values()][0];
const rejection = () => [...store.rejections.values()][0];

describe("a value that the list shows in a form of its own", () => {
  it("is nobody's edit when a person changed another field meanwhile (P13)", async () => {
    await push({ name: "a", ratio: "0.30000000000000004" });
    list.edit(1, { ...cut, [name.id]: "a" }, "application");
    await push({ name: "b", ratio: "0.30000000000000004" }, { ...definition, conflictPolicy: "MANUAL" });
    expect(rejection()).toBeUndefined();
    expect(item()).toMatchObject({ [name.id]: "b", [ratio.id]: 0.3 });
  });

  it("is learned under the eTag of our own write, and forgotten when the field is sent anew", async () => {
    await push({ name: "a", ratio: "1" });
    // The list trims what it is given, without a new version.
    Object.assign(item(), { [name.id]: "A" });
    list.interfere = (request) => {
      list.interfere = () => undefined;
      return request.kind === "update" ? { answer: { status: "changed-meanwhile" }, applied: false } : undefined;
    };
    await push({ name: "a", ratio: "2" }, { ...definition, conflictPolicy: "MANUAL" });
    expect(rejection()).toBeUndefined();
    expect(entry()?.notes?.listForm).toEqual({ [name.id]: "A" });
    expect(item()).toMatchObject({ [name.id]: "A", [ratio.id]: 2 });
    await push({ name: "c", ratio: "2" });
    expect(entry()?.notes?.listForm).toBeNull();
  });
});

it("the form of a former value is a person's edit like any other once the field was written anew to an item that was read", async () => {
  await push({ name: "a", ratio: "1" });
  Object.assign(item(), { [name.id]: "A" });
  list.interfere = (request) => {
    list.interfere = () => undefined;
    return request.kind === "update" ? { answer: { status: "changed-meanwhile" }, applied: false } : undefined;
  };
  await push({ name: "a", ratio: "2" });
  expect(entry()?.notes?.listForm).toEqual({ [name.id]: "A" });
  list.edit(1, { ["other" as MappingId]: "x" });
  await push({ name: "c", ratio: "2" });
  expect(item()[name.id]).toBe("c");
  list.edit(1, { [name.id]: "A" });
  await push({ name: "c", ratio: "3" }, { ...definition, conflictPolicy: "MANUAL" });
  expect(rejection()).toMatchObject({ code: "edited-in-list" });
  expect(item()).toMatchObject({ [name.id]: "A", [ratio.id]: 3 });
});

describe("a field that is set back after each write", () => {
  const answer = (by: "person" | "application") => list.edit(1, { [name.id]: "flow" }, by);
  /** The row's other field changes, so that the item is written; the flow has set the name back before. */
  const rounds = async (count: number, by: "person" | "application") => {
    await push({ name: "ours", ratio: "0" });
    for (let round = 1; round <= count; round++) {
      answer(by);
      await push({ name: "ours", ratio: String(round) });
    }
  };

  it("is held as ping-pong the third time, with its column", async () => {
    await rounds(2, "application");
    expect(rejection()).toBeUndefined();
    expect(item()[name.id]).toBe("ours");
    await rounds(3, "application");
    expect(rejection()).toMatchObject({ code: "ping-pong", field: "Title" });
    expect(item()[name.id as MappingId]).toBe("flow");
  });

  it("is a person's to change as often as they like", async () => {
    await rounds(5, "person");
    expect(rejection()).toBeUndefined();
    expect(item()[name.id]).toBe("ours");
  });

  it("is written again when the row has another value", async () => {
    await rounds(3, "application");
    await push({ name: "other", ratio: "9" });
    expect(item()[name.id]).toBe("other");
  });
});
