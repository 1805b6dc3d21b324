import { beforeEach, describe, expect, it } from "vitest";
import { attemptsPerOperation } from "./outcome";
import { definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryWorld } from "./testing/memory-world";

const code = pushed("code", "text", targetColumn("Code", "text"));
const definition = definitionOf([code]);

let world: MemoryWorld;

beforeEach(async () => {
  // One operation at a time: the first is judged while the second has not been sent.
  world = new MemoryWorld(definition, { apply: { groupSize: 1, lanes: 1 } });
  world.list.unique = [code.id];
  world.source.rows = coded("a", "b", "c");
  await world.run();
});

const coded = (...codes: (string | null)[]) =>
  codes.flatMap((value, at) => (value === null ? [] : [{ id: `${at + 1}`, code: value }]));
const codes = () => [...world.list.items.values()].map(({ values }) => values[code.id]);

describe("a unique value that the run itself frees", () => {
  it("goes to the row that takes it, though that row is written first", async () => {
    world.source.rows = coded("b", "c", "d");
    await world.run();
    expect(codes()).toEqual(["b", "c", "d"]);
    expect(world.store.rejections.size).toBe(0);
  });

  it("goes to a new row once the item of the row that left is deleted", async () => {
    world.source.rows = coded("a", "b", null, "C");
    await world.run({ ...definition, onSourceDelete: "DELETE" });
    expect(codes()).toEqual(["a", "b", "C"]);
    expect(world.store.rejections.size).toBe(0);
  });

  it("is waited for a bounded number of times where each of two rows waits for the other, and the item is named", async () => {
    world.source.rows = coded("b", "a", "d");
    await world.run();
    expect(codes()).toEqual(["a", "b", "d"]);
    expect(world.requests.filter(({ kind }) => kind === "update")).toHaveLength(2 * attemptsPerOperation + 1);
    expect([...world.store.rejections.values()].map(({ identity, message }) => [identity.text, message])).toEqual([
      ["id=1", "Item 2 has this row's value in the unique column “Code” already."],
      ["id=2", "Item 1 has this row's value in the unique column “Code” already."],
    ]);
  });
});

it("a unique value that no row gives up is refused at once", async () => {
  world.source.rows = coded("C", "b", "c");
  await world.run();
  expect(world.requests).toHaveLength(1);
  expect([...world.store.rejections.values()]).toMatchObject([{ code: "unique-clash", field: "Code" }]);
});
