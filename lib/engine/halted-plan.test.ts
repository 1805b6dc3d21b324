import { beforeEach, describe, expect, it } from "vitest";
import { columnsOf, definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemorySource } from "./testing/memory-source";
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
    world.source = new MemorySource(columnsOf(definitionOf([name, more])));
    world.source.rows = many.map((id) => ({ ...row(id), kind: "same" }));
    const wide = { ...definitionOf([name, more]), guards: { ...base.guards, mostUpdates: { share: 1 } } };
    expect(await run(wide)).toEqual({ state: "done" });
  });

  it("goes on where a person approved it, with exactly that plan", async () => {
    source.rows = rows(...many);
    await run(deleting);
    source.rows = rows(...many.slice(0, 40));
    await run(deleting);
    source.rows = rows(...many.slice(0, 41));
    await world.workOn(deleting);
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
