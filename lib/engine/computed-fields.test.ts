import { beforeEach, describe, expect, it } from "vitest";
import { compileRowFilter } from "./expression/row-filter";
import { columnsToRead, compileMapping, defaultOf } from "./mapping";
import { columnsOf, computed, definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryWorld } from "./testing/memory-world";
import type { ConflictPolicy, Definition, FieldMapping, SourceColumn, TargetType } from "./types";

const columns: readonly SourceColumn[] = [
  { name: "id", kind: "integer", nativeType: "int" },
  { name: "name", kind: "text", nativeType: "text" },
  { name: "price", kind: "decimal", nativeType: "numeric(10,2)" },
  { name: "note", kind: "text", nativeType: "text" },
];

const name = pushed("name", "text", targetColumn("Title", "text", { maxLength: 20 }));
const gross = computed("round(price * 1.19, 2)", targetColumn("Gross", "number"));
const keeping: FieldMapping = { ...pushed("note", "text", targetColumn("Note", "text")), nullPolicy: "KEEP" };
const definition = definitionOf([name, gross], { columns });

let world: MemoryWorld;
let source: MemoryWorld["source"];
let list: MemoryWorld["list"];
let store: MemoryWorld["store"];

beforeEach(() => {
  world = new MemoryWorld(definition, { fields: [name.id, gross.id, keeping.id] });
  ({ source, list, store } = world);
  source.rows = [{ id: "1", name: "Ada", price: "10.00", note: "first" }];
});

const run = (of: Definition) => world.run(of);

const change = (cells: Record<string, string | null>) => Object.assign(source.rows[0] as object, cells);
const item = () => list.items.get(1)?.values ?? {};
/** Runs again and says how many writes to list and ledger that made. */
async function writesOf(of: Definition) {
  const before = { list: list.writes, ledger: store.ledgerWrites };
  await run(of);
  return { list: list.writes - before.list, ledger: store.ledgerWrites - before.ledger };
}
const settles = async (of: Definition) => expect(await writesOf(of)).toEqual({ list: 0, ledger: 0 });

describe("a computed field", () => {
  it("flows, and settles: the second run plans nothing", async () => {
    await run(definition);
    expect(item()).toMatchObject({ name: "Ada", Gross: 11.9 });
    await settles(definition);
  });

  it("is written again when the row's part of it changes, and when the expression does", async () => {
    await run(definition);
    change({ price: "20.00" });
    expect(await writesOf(definition)).toEqual({ list: 1, ledger: 1 });
    expect(item()).toMatchObject({ Gross: 23.8 });
    const changed = definitionOf([name, { ...gross, transform: "round(price * 1.07, 2)" }], { columns });
    expect(await writesOf(changed)).toEqual({ list: 1, ledger: 1 });
    expect(item()).toMatchObject({ Gross: 21.4 });
    await settles(changed);
  });

  it("of a row that it cannot be computed for rejects that row and no other", async () => {
    const parsed = computed("number(name)", targetColumn("Gross", "number"));
    source.rows.push({ id: "2", name: "12.50" }, { id: "3", name: null });
    await run(definitionOf([parsed], { columns }));
    expect([...list.items.values()].map(({ values }) => values)).toEqual([{ Gross: 12.5 }, { Gross: null }]);
    expect([...store.rejections.values()]).toEqual([
      expect.objectContaining({
        ...{ code: "expression-failed", field: "Gross", origin: "LOCAL" },
        message: 'The expression for “Gross” failed: "Ada" is no number.',
      }),
    ]);
  });

  it("passes through the same check as a column's cell", async () => {
    const long = computed('name.padEnd(30, "x")', targetColumn("Title", "text", { maxLength: 20 }));
    await run(definitionOf([long], { columns }));
    expect([...store.rejections.values()]).toEqual([expect.objectContaining({ code: "text-too-long" })]);
  });

  it("makes the run read the columns that it and the filter name, each once", () => {
    const filtered = definitionOf([gross], { columns, rowFilter: 'note != "" && price > 0' });
    expect(columnsToRead(filtered)).toEqual(["id", "price", "note"]);
  });

  it("halts the run when it does not fit the table any more", () => {
    const broken = definitionOf([computed("gone + 1", targetColumn("Gross", "number"))], { columns });
    expect(() => compileMapping(broken, columnsOf(broken), null)).toThrow(
      expect.objectContaining({ code: "mapping-broken", trait: "halt" }),
    );
  });
});

describe("a field that tells of the run", () => {
  const stamp = computed("run.startedAt", targetColumn("Stamp", "date-time"));
  const at = (startedAt: string): Definition =>
    definitionOf([name, stamp], { columns, facts: { id: "r", startedAt, definitionName: "d" } });
  const [first, second, third] = ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"] as const;

  beforeEach(() => {
    const { rows } = source;
    world = new MemoryWorld(at(first), { fields: [name.id, stamp.id] });
    ({ source, list, store } = world);
    source.rows = rows;
  });

  it("is no reason to write, and goes along with what is", async () => {
    await run(at(first));
    await settles(at(second));
    change({ name: "Bob" });
    await run(at(second));
    expect(item()).toEqual({ name: "Bob", Stamp: second });
    await settles(at(third));
  });

  it("that is mapped anew is written once", async () => {
    await run(definitionOf([name], { columns }));
    expect(await writesOf(at(second))).toEqual({ list: 1, ledger: 1 });
    expect(item()).toEqual({ name: "Ada", Stamp: second });
    await settles(at(third));
  });
});

describe("a field without a value", () => {
  const of = (part: Partial<FieldMapping>, more: Partial<Definition> = {}) =>
    definitionOf([name, { ...keeping, ...part }], { columns, ...more });
  const keep = of({});
  const clear = of({ nullPolicy: "CLEAR" });

  it("with KEEP leaves the list's value, and the second run plans nothing", async () => {
    await run(keep);
    change({ note: null });
    expect(await writesOf(keep)).toEqual({ list: 0, ledger: 1 });
    expect(item()).toMatchObject({ note: "first" });
    await settles(keep);
    change({ name: "Bob" });
    await run(keep);
    expect(item()).toMatchObject({ name: "Bob", note: "first" });
    await settles(keep);
    change({ note: "second" });
    await run(keep);
    expect(item()).toMatchObject({ note: "second" });
  });

  it("with KEEP creates an item without it", async () => {
    change({ note: "" });
    await run(keep);
    expect(item()).toEqual({ name: "Ada" });
    await settles(keep);
  });

  it.each<ConflictPolicy>(["SOURCE_WINS", "DESTINATION_WINS", "MANUAL"])(
    "with KEEP and %s never touches what a person wrote there, nor calls it a conflict",
    async (conflictPolicy) => {
      const policed = of({}, { conflictPolicy });
      await run(policed);
      change({ note: null });
      await run(policed);
      list.edit(1, { [keeping.id]: "a person's" } as Record<typeof keeping.id, string>);
      change({ name: "Bob" });
      await run(policed);
      expect(item()).toMatchObject({ name: "Bob", note: "a person's" });
      expect(store.rejections.size).toBe(0);
      await settles(policed);
    },
  );

  it("whose policy turns from KEEP to CLEAR is cleared", async () => {
    await run(keep);
    change({ note: null });
    await run(keep);
    expect(await writesOf(clear)).toEqual({ list: 1, ledger: 1 });
    expect(item()).toMatchObject({ note: null });
    await settles(clear);
    expect((await writesOf(keep)).list).toBe(0);
  });

  it("with DEFAULT gets the default, and settles", async () => {
    const fallback = of({ nullPolicy: "DEFAULT", defaultValue: "none" });
    change({ note: "" });
    await run(fallback);
    expect(item()).toMatchObject({ note: "none" });
    await settles(fallback);
    const other = of({ nullPolicy: "DEFAULT", defaultValue: "nothing" });
    expect((await writesOf(other)).list).toBe(1);
    expect(item()).toMatchObject({ note: "nothing" });
  });

  it.each<[TargetType, string, unknown]>([
    ["number", "12.50", 12.5],
    ["number", "many", "number-invalid"],
    ["boolean", "true", true],
    ["boolean", "perhaps", "boolean-invalid"],
    ["date", "2026-01-31", "2026-01-31"],
    ["date-time", "2026-01-31T08:00:00", "2026-01-31T07:00:00Z"],
    ["choice", "Low", "Low"],
    ["choice", "Other", "choice-unknown"],
    ["multi-choice", '["Low","High"]', ["High", "Low"]],
    ["multi-choice", "Low", ["Low"]],
    ["text", " ", "input-invalid"],
    ["person", "a@b.example", "input-invalid"],
  ])("of a %s column: the default %s becomes %s", (type, defaultValue, wanted) => {
    const made = defaultOf(
      { target: targetColumn("C", type, { choices: ["Low", "High"] }), defaultValue },
      "Europe/Berlin",
    );
    expect(made.ok ? made.value : made.code).toEqual(wanted);
  });
});

describe("a row filter", () => {
  const passes = (rowFilter: string | null, cells: Record<string, string | null>) => {
    const filter = compileRowFilter({ ...definition, rowFilter }, columns);
    return filter === null ? null : filter(columns.map((column) => cells[column.name] ?? null));
  };

  it("is none where there is none", () => {
    expect(passes(null, {})).toBeNull();
  });

  it.each([
    ["price > 5", { price: "5.01" }, true],
    ["price > 5", { price: "5" }, false],
    ["price > 5", {}, false],
    ["price == null", {}, true],
    ["null", {}, false],
  ])("%s of %o is %s", (text, cells, wanted) => {
    expect(passes(text, cells)).toBe(wanted);
  });

  it("that fails for a row says so, and is neither yes nor no", () => {
    expect(passes("number(name) > 5", { name: "Ada" })).toEqual({
      code: "filter-failed",
      message: 'The row filter failed: "Ada" is no number.',
    });
  });

  it("that does not fit the table halts the run", () => {
    expect(() => passes("nmae == 1", {})).toThrow(expect.objectContaining({ code: "mapping-broken", trait: "halt" }));
  });
});

it("a field that flows the other way is no part of what tells whether a row changed (P12)", () => {
  const note: FieldMapping = { ...pushed("note", "text", targetColumn("Note", "text")), direction: "PULL_ONLY" };
  const row = ["1", "Ada", "10.00", "first"];
  const hashOf = (mappings: readonly FieldMapping[], cells: readonly string[]) => {
    const mapped = compileMapping(definitionOf(mappings, { columns }), columns, null)(cells);
    return mapped.ok ? mapped.contentHash : null;
  };
  expect(hashOf([name, note], row)).toBe(hashOf([name], row));
  expect(hashOf([name, note], [...row.slice(0, 3), "second"])).toBe(hashOf([name], row));
  expect(hashOf([name, note], ["1", "Bob", "10.00", "first"])).not.toBe(hashOf([name], row));
});
