import { describe, expect, it } from "vitest";
import { type ColumnEdit, type ColumnToPlan, planList } from "./plan-list";
import type { ListColumnType } from "./plan-list-types";

const column = (change: Partial<ColumnToPlan>): ColumnToPlan => ({
  name: "field",
  kind: "text",
  nativeType: "text",
  maxLength: null,
  precision: null,
  scale: null,
  isNullable: true,
  isPrimaryKey: false,
  isUnique: false,
  comment: null,
  enumValues: null,
  parent: null,
  ...change,
});

function edited(change: Partial<ColumnToPlan>, edit: Omit<ColumnEdit, "sourceColumn">) {
  const [planned] = planList([column(change)], [{ sourceColumn: "field", ...edit }]).columns;
  if (!planned) throw new Error("Nothing was planned.");
  return planned;
}

describe("types that fit", () => {
  const fitting: readonly [string, Partial<ColumnToPlan>, readonly ListColumnType[]][] = [
    ["text", {}, ["text", "note", "number", "choice", "multichoice", "date", "dateTime", "person"]],
    ["integer", { kind: "integer", nativeType: "integer" }, ["text", "note", "number", "boolean", "choice"]],
    ["decimal", { kind: "decimal", precision: 9, scale: 2 }, ["text", "note", "number"]],
    ["boolean", { kind: "boolean" }, ["text", "note", "boolean", "choice"]],
    ["date", { kind: "date" }, ["text", "note", "date", "dateTime"]],
    ["instant", { kind: "instant" }, ["text", "note", "date", "dateTime"]],
    ["enum", { kind: "enum", enumValues: ["a"] }, ["text", "note", "choice", "multichoice"]],
    ["array", { kind: "array" }, ["text", "note", "multichoice"]],
    ["json", { kind: "json" }, ["text", "note"]],
    ["bytes", { kind: "bytes" }, ["text", "note"]],
    ["binary", { kind: "binary" }, []],
  ];

  it.each(fitting)("%s", (_, change, types) => {
    const choices = edited(change, {}).types;
    expect(choices.filter(({ refusal }) => refusal === null).map(({ type }) => type)).toEqual(types);
    for (const { refusal } of choices) expect(refusal).not.toBe("");
  });
});

const countries = {
  table: "public.country",
  list: { listId: "l", listName: "Countries", shownColumn: "Name" },
  refusal: null,
};

describe("a column that refers to another table", () => {
  const refers = { kind: "integer", nativeType: "integer", parent: countries } as const;

  it("stays a plain key, with the lookup told", () => {
    const planned = edited(refers, {});
    expect(planned).toMatchObject({ draft: { number: {} }, fit: "exact" });
    expect(planned.reasons).toEqual([
      "Refers to “public.country”: as a lookup it would show the items of “Countries”.",
    ]);
  });

  it("becomes a lookup into the parent's list where asked", () => {
    const planned = edited(refers, { type: "lookup", isIndexed: true });
    expect(planned).toMatchObject({
      draft: { lookup: { listId: "l", columnName: "Name" }, indexed: true },
      fit: "limited",
      problem: null,
    });
    expect(planned.reasons.join()).toContain("waits for it");
  });

  it("says why it cannot be one", () => {
    const parent = { ...countries, list: null, refusal: "“public.country” refers back to this table." };
    const planned = edited({ ...refers, parent }, { type: "lookup" });
    expect(planned.problem).toEqual({ field: "type", message: "“public.country” refers back to this table." });
    expect(edited({ ...refers, parent }, {}).reasons).toEqual(["“public.country” refers back to this table."]);
    expect(edited({ kind: "integer" }, { type: "lookup" }).problem?.message).toContain("foreign key");
  });

  it("is the thirteenth lookup or person of the list: refused, since what is read would lack it", () => {
    const names = Array.from({ length: 13 }, (_, index) => `field${index}`);
    const { columns } = planList(
      names.map((name) => column({ ...refers, name })),
      names.map((sourceColumn) => ({ sourceColumn, type: "lookup" })),
    );
    expect(columns.map(({ problem }) => problem?.field ?? null)).toEqual([
      ...Array.from({ length: 12 }, () => null),
      "type",
    ]);
  });
});

it("a text of e-mail addresses becomes a person where asked, of ten bytes a row", () => {
  const { columns, rowBytes } = planList([column({})], [{ sourceColumn: "field", type: "person" }]);
  expect(columns[0]).toMatchObject({ draft: { personOrGroup: { chooseFromType: "peopleOnly" } }, fit: "limited" });
  expect(rowBytes - planList([]).rowBytes).toBe(10);
});

describe("a chosen type", () => {
  it("keeps what is lost in view", () => {
    expect(edited({ kind: "decimal", precision: 30 }, { type: "number" })).toMatchObject({
      draft: { number: { decimalPlaces: "automatic" } },
      fit: "limited",
      reasons: [expect.stringContaining("15 digits are refused")],
    });
    expect(edited({ kind: "instant" }, { type: "date" })).toMatchObject({ fit: "limited" });
    expect(edited({ kind: "boolean" }, { type: "boolean" }).reasons.join()).toContain("cannot be empty");
  });

  it("brings an enum's values along, and names those that were left out", () => {
    const change = { kind: "enum", enumValues: ["a", "b", "c"] } as const;
    expect(edited(change, { type: "multichoice" })).toMatchObject({
      draft: { choice: { choices: ["a", "b", "c"], displayAs: "checkBoxes" } },
      fit: "exact",
    });
    const fewer = edited(change, { choices: ["a"] });
    expect(fewer).toMatchObject({ fit: "limited", problem: null });
    expect(fewer.reasons.join()).toContain("“b”, “c”");
  });

  it("of a single line says from which length on values are refused", () => {
    expect(edited({ maxLength: 40 }, { maxLength: 40 })).toMatchObject({ fit: "exact", reasons: [] });
    expect(edited({ maxLength: 40 }, { maxLength: 20 })).toMatchObject({
      draft: { text: { maxLength: 20 } },
      fit: "limited",
      reasons: ["Values over 20 characters are refused."],
    });
    expect(edited({}, { type: "text" })).toMatchObject({ draft: { text: { maxLength: 255 } }, fit: "limited" });
  });
});

describe("rules", () => {
  it("take an index along with uniqueness, and say what it means", () => {
    const planned = edited({}, { type: "text", isUnique: true, isRequired: true });
    expect(planned).toMatchObject({
      draft: { indexed: true, enforceUniqueValues: true, required: true },
      problem: null,
    });
    expect(planned.reasons.join(" ")).toMatch(/share a value.*ignores case/);
  });

  it("can be taken from a key", () => {
    const { draft } = edited({ kind: "uuid", isPrimaryKey: true }, { isIndexed: false, isUnique: false });
    expect(draft).not.toHaveProperty("indexed");
    expect(draft).not.toHaveProperty("enforceUniqueValues");
  });

  it("find no room for the 21st index, counting SyncBridgeKey's", () => {
    const columns = Array.from({ length: 20 }, (_, at) => column({ name: `c${at}`, kind: "uuid" }));
    const edits = columns.map(({ name }) => ({ sourceColumn: name, isIndexed: true }));
    const planned = planList(columns, edits).columns;
    expect(planned.slice(0, 19).every(({ problem }) => problem === null)).toBe(true);
    expect(planned[19]?.problem).toMatchObject({ field: "isIndexed" });
  });
});

it("a name that a person gave is kept free of proposals", () => {
  const plan = planList([column({ name: "b" }), column({ name: "a" })], [{ sourceColumn: "a", columnName: "B" }]);
  expect(plan.columns.map(({ draft }) => draft?.name)).toEqual(["B2", "B"]);
  expect(plan.columns.every(({ problem }) => problem === null)).toBe(true);
});
