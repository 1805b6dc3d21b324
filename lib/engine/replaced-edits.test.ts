import { beforeEach, describe, expect, it } from "vitest";
import type { WriteAnswer } from "./ports";
import { editEvent } from "./replaced-edits";
import { amount, definition, listed, name, rows } from "./testing/amounts";
import { Crash, diedIn } from "./testing/crash";
import { MemoryWorld } from "./testing/memory-world";
import type { MappingId, OperationId } from "./types";

const nameId = name.id;
const amountId = amount.id;
const lost: WriteAnswer = { status: "in-doubt", code: "graph-in-doubt" };

let world: MemoryWorld;
let list: MemoryWorld["list"];
let store: MemoryWorld["store"];

beforeEach(async () => {
  world = new MemoryWorld(definition);
  ({ list, store } = world);
  world.source.rows = rows(1);
  await world.run();
  list.edit(1, { [nameId]: "typed" });
  world.source.rows = [{ id: "1", name: "new", amount: "0.5" }];
});

const told = () => store.events.map(({ type, payload }) => [type, payload?.overwritten]);
const beforeImage = () => store.operations.at(-1)?.before;

/** Answers from the second update on: the first one is refused for the edit, and finds it. */
const answerLater = (answer: (update: number) => { applied: boolean } | undefined, said: WriteAnswer = lost) => {
  let updates = 0;
  list.interfere = (request) => {
    const interference = request.kind === "update" && ++updates > 1 ? answer(updates - 1) : undefined;
    return interference && { answer: said, applied: interference.applied };
  };
};

describe("what a person typed", () => {
  it("is told with a second edit of the same field that came before the lost answer was known", async () => {
    answerLater((update) => (update === 1 ? { applied: true } : undefined));
    const readItems = list.readItems.bind(list);
    let isEdited = false;
    list.readItems = async (ids) => {
      if (!isEdited && list.items.get(1)?.values[nameId] === "new") {
        isEdited = true;
        list.edit(1, { [nameId]: "typed again" });
      }
      return readItems(ids);
    };
    await world.run();
    expect(listed(world)).toEqual([{ name: "new", amount: 0.5 }]);
    expect(told()).toEqual([
      ["edit-perhaps-overwritten", { [nameId]: "typed" }],
      ["edit-overwritten", { [nameId]: "typed again" }],
    ]);
    expect(beforeImage()).toMatchObject({ [nameId]: "typed again" });
  });

  it.each([
    ["and it had been carried out", true],
    ["and it had not", false],
  ])("is told once where the write that replaces it is put off, %s", async (_, applied) => {
    const throttled: WriteAnswer = { status: "later", code: "graph-throttled", retryAfterMs: 10, wasSent: true };
    answerLater((update) => (update === 1 ? { applied } : undefined), throttled);
    await world.run();
    expect(listed(world)).toEqual([{ name: "new", amount: 0.5 }]);
    expect(told()).toEqual([["edit-overwritten", { [nameId]: "typed" }]]);
    expect(beforeImage()).toMatchObject({ [nameId]: "typed" });
  });

  it("is told where the operation is given up, since a write of it may have arrived", async () => {
    answerLater((update) => {
      // It arrived once, and the person set the former value back each time it was looked for.
      if (update > 1) list.edit(1, { [nameId]: "row 1" });
      return { applied: update === 1 };
    });
    const readItems = list.readItems.bind(list);
    list.readItems = async (ids) => {
      if (list.items.get(1)?.values[nameId] === "new") list.edit(1, { [nameId]: "row 1" });
      return readItems(ids);
    };
    await world.run();
    expect([...store.rejections.values()]).toMatchObject([{ code: "graph-in-doubt" }]);
    expect(told()).toEqual([["edit-perhaps-overwritten", { [nameId]: "typed" }]]);
    expect(beforeImage()).toMatchObject({ [nameId]: "typed" });
  });

  it("is not said to be gone where it still stands when the operation is given up", async () => {
    answerLater(() => ({ applied: false }));
    await world.run();
    expect([...store.rejections.values()]).toMatchObject([{ code: "graph-in-doubt" }]);
    expect(listed(world)).toEqual([{ name: "typed", amount: 0.5 }]);
    expect(told()).toEqual([]);
  });

  it("is told once of an item that was deleted before the lost answer was known, and is made anew", async () => {
    answerLater((update) => (update === 1 ? { applied: true } : undefined));
    const readItems = list.readItems.bind(list);
    list.readItems = async (ids) => {
      if (list.items.get(1)?.values[nameId] === "new") list.items.delete(1);
      return readItems(ids);
    };
    await world.run();
    expect(listed(world)).toEqual([{ name: "new", amount: 0.5 }]);
    expect(told()).toEqual([["edit-perhaps-overwritten", { [nameId]: "typed" }]]);
    expect(beforeImage()).toEqual({ [nameId]: "typed" });
  });

  it("is told where the run ends before the lost answer is known, and the next one plans anew", async () => {
    answerLater((update) => (update === 1 ? { applied: true } : undefined));
    const readItems = list.readItems.bind(list);
    list.readItems = async (ids) => {
      if (list.items.get(1)?.values[nameId] === "new") throw new Crash();
      return readItems(ids);
    };
    expect(await diedIn(world.run())).toBe(true);
    list.edit(1, { [nameId]: "row 1" });
    await world.run();
    expect(listed(world)).toEqual([{ name: "new", amount: 0.5 }]);
    expect(told()).toEqual([["edit-perhaps-overwritten", { [nameId]: "typed" }]]);
  });

  it("is told of those fields only that were written, where the list does not take all", async () => {
    list.refuses = (id, value) => (id === amountId && Number(value) > 90 ? "not so many" : null);
    list.edit(1, { [amountId]: 7 });
    world.source.rows = [{ id: "1", name: "new", amount: "99" }];
    await world.run();
    expect(listed(world)).toEqual([{ name: "new", amount: 7 }]);
    expect(told()).toEqual([["edit-overwritten", { [nameId]: "typed" }]]);
  });
});

describe("the line about an edit", () => {
  const edit = { operationId: "1" as OperationId, identity: "id=1", itemId: 7, values: { [nameId]: "typed" } };
  const line = (part: Partial<Parameters<typeof editEvent>[0]>) =>
    editEvent({ ...edit, how: "replaced", ...part }, () => "Title").message;

  it("names row, item, column and former value, and says what is known", () => {
    expect(line({})).toBe(
      "id=1: item 7 was edited in the list; the source's values replaced the edit. The former values are kept: Title “typed”.",
    );
    expect(line({ how: "deleted" })).toBe(
      "id=1: item 7 was edited in the list before it was deleted. The former values are kept: Title “typed”.",
    );
    expect(line({ how: "unknown", itemId: null })).toBe(
      "id=1: its former item was edited in the list, and no answer came to the write that was to replace the edit. The former values are kept: Title “typed”.",
    );
  });

  it("says each kind of value, and is short however much was typed", () => {
    const values = Object.fromEntries(
      [null, true, 1.5, ["a", "b"]].map((value, index) => [`f${index}` as MappingId, value]),
    );
    expect(line({ values })).toContain("Title (empty), Title yes, Title 1.5, Title “a, b”.");
    expect(line({ values: { [nameId]: "😀".repeat(1_000) } })).toContain(`“${"😀".repeat(100)}…”`);
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`f${index}` as MappingId, index]));
    expect(line({ values: many })).toContain("Title 9 and 2 more.");
  });
});
