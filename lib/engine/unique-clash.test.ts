import { beforeEach, describe, expect, it } from "vitest";
import { attemptsPerOperation } from "./outcome";
import { type CrashPoint, diedIn } from "./testing/crash";
import { definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryWorld } from "./testing/memory-world";

const code = pushed("code", "text", targetColumn("Code", "text"));
const name = pushed("name", "text", targetColumn("Title", "text"));
const definition = definitionOf([code]);
const both = definitionOf([code, name]);

let world: MemoryWorld;

beforeEach(() => begin());

async function begin() {
  // One operation at a time: the first is judged while the second has not been sent.
  world = new MemoryWorld(definition, { apply: { groupSize: 1, lanes: 1 } });
  world.list.unique = [code.id];
  world.source.rows = coded("a", "b", "c");
  await world.run();
}

/** The run that was begun, by a holder who dies. */
async function trade(crash: CrashPoint) {
  for (;;) if ((await world.slice({ crash })).state !== "again") return;
}

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

  it.each([
    ["in one group", { groupSize: 100, lanes: 1 }],
    ["in several groups at once", { groupSize: 7, lanes: 2 }],
  ])("goes on from row to row where a row comes in between and all after it move up, %s", async (_, apply) => {
    const places = Array.from({ length: 30 }, (_, place) => `place ${place}`);
    world = new MemoryWorld(definition, { apply });
    world.list.unique = [code.id];
    world.source.rows = coded(...places.slice(0, 29));
    await world.run();
    world.source.rows = coded(...places.slice(1));
    await world.run();
    expect(codes()).toEqual(places.slice(1));
    expect(world.store.rejections.size).toBe(0);
    expect(world.store.events).toEqual([]);
    // All at once, and each of those that were refused then when its turn has come.
    if (apply.lanes === 1) expect(world.requests).toHaveLength(29 + 28);
  });

  it("goes to a new row once the item of the row that left is deleted", async () => {
    world.source.rows = coded("a", "b", null, "C");
    await world.run({ ...definition, onSourceDelete: "DELETE" });
    expect(codes()).toEqual(["a", "b", "C"]);
    expect(world.store.rejections.size).toBe(0);
  });
});

describe("unique values that rows trade among each other", () => {
  /** What people read about it. */
  const told = () => world.store.events.map(({ type, message }) => [type, message.split(":")[0]]);

  it("are traded in one run: one item is empty for a moment, which is told", async () => {
    world.source.rows = coded("b", "a", "d");
    await world.run();
    expect(codes()).toEqual(["b", "a", "d"]);
    expect(world.store.rejections.size).toBe(0);
    expect(told()).toEqual([["values-traded", "id=1"]]);
    expect([1, 2, 3].map((id) => world.entry(id)?.state)).toEqual(["LINKED", "LINKED", "LINKED"]);
    const ofFirst = world.store.operations.findLast(({ identity }) => identity.text === "id=1");
    expect(ofFirst).toMatchObject({ state: "DONE", before: { [code.id]: "a" } });
    await world.run();
    expect(world.requests).toEqual([]);
  });

  it.each([
    ["among three", ["b", "c", "a"]],
    ["among three the other way round", ["c", "a", "b"]],
    ["in another case", ["B", "A", "c"]],
  ])("are traded %s", async (_, wanted) => {
    world.source.rows = coded(...wanted);
    await world.run();
    expect(codes()).toEqual(wanted);
    expect(world.store.rejections.size).toBe(0);
    expect(told()).toHaveLength(1);
  });

  it("are traded by two pairs at once", async () => {
    world.source.rows = coded("a", "b", "c", "d");
    await world.run();
    world.source.rows = coded("b", "a", "d", "c");
    await world.run();
    expect(codes()).toEqual(["b", "a", "d", "c"]);
    expect(told()).toEqual([
      ["values-traded", "id=1"],
      ["values-traded", "id=3"],
    ]);
  });

  it("end traded wherever a holder dies, in the same run or in the next one, and no edit of a person is told", async () => {
    let deaths = 0;
    for (const isGivenUp of [false, true])
      for (const after of [false, true])
        for (let calls = 0; ; calls++) {
          await begin();
          world.source.rows = coded("b", "a", "c");
          world.store.startRun();
          if (!(await diedIn(trade({ left: calls, after })))) break;
          deaths++;
          if (isGivenUp) world.store.startRun();
          await world.workOn();
          if (isGivenUp) await world.run();
          const told = `death at call ${calls} ${after ? "after" : "before"} its effect`;
          expect(codes(), told).toEqual(["b", "a", "c"]);
          expect(
            world.store.events.filter(({ type }) => type.startsWith("edit-")),
            told,
          ).toEqual([]);
          expect(world.store.rejections.size, told).toBe(0);
          await world.run();
          expect(world.requests, told).toEqual([]);
        }
    expect(deaths).toBeGreaterThan(40);
  });

  it("tell an edit of a person that came before, like any other write", async () => {
    world = new MemoryWorld(both, { apply: { groupSize: 1, lanes: 1 } });
    world.list.unique = [code.id];
    world.source.rows = coded("a", "b").map((row) => ({ ...row, name: "n" }));
    await world.run();
    world.source.rows = coded("b", "a").map((row) => ({ ...row, name: "n" }));
    world.list.edit(1, { [name.id]: "typed" });
    await world.run();
    expect(codes()).toEqual(["b", "a"]);
    expect(told()).toEqual([
      ["values-traded", "id=1"],
      ["edit-overwritten", "id=1"],
    ]);
  });

  it("are refused after a bounded number of tries where the column must not be empty, and what helps is said", async () => {
    const required = { ...code, target: { ...code.target, isRequired: true } };
    world.source.rows = coded("b", "a", "d");
    await world.run({ ...definition, mappings: [required] });
    expect(codes()).toEqual(["a", "b", "d"]);
    expect(world.requests.filter(({ kind }) => kind === "update")).toHaveLength(2 * attemptsPerOperation + 1);
    const remedy =
      "The item is to get another value there and waits for it too: empty “Code” in it, then try this row again.";
    expect([...world.store.rejections.values()].map(({ identity, message }) => [identity.text, message])).toEqual([
      ["id=1", `Item 2 has this row's value in the unique column “Code” already. ${remedy}`],
      ["id=2", `Item 1 has this row's value in the unique column “Code” already.`],
    ]);
  });

  it("are refused where the list takes no second empty item, and what helps is said", async () => {
    world.list.interfere = (request) =>
      request.kind === "update" && request.values[code.id] === null
        ? { answer: { status: "not-unique" }, applied: false }
        : undefined;
    world.source.rows = coded("b", "a", "d");
    await world.run();
    expect(codes()).toEqual(["a", "b", "d"]);
    expect([...world.store.rejections.values()].map(({ message }) => message)).toContainEqual(
      expect.stringContaining("Give that item a value, then try this row again."),
    );
  });

  it("are refused where the list does not let the value go", async () => {
    world.list.refuses = (_, value) => (value === null ? "It must have a value." : null);
    world.source.rows = coded("b", "a", "d");
    await world.run();
    expect(codes()).toEqual(["a", "b", "d"]);
    expect([...world.store.rejections.values()].map(({ message }) => message)).toContain("It must have a value.");
  });
});

it("a unique value that no row gives up is refused at once", async () => {
  world.source.rows = coded("C", "b", "c");
  await world.run();
  expect(world.requests).toHaveLength(1);
  expect([...world.store.rejections.values()]).toMatchObject([{ code: "unique-clash", field: "Code" }]);
});
