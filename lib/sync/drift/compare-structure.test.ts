import { describe, expect, it } from "vitest";
import { compareStructure } from "./compare-structure";
import type { ColumnFacts, KeyFacts, TableFacts } from "./structure";

const noKeys: KeyFacts = { primaryKey: null, uniqueKeys: [] };

function column(name: string, ordinal: number, change: Partial<ColumnFacts> = {}): ColumnFacts {
  return {
    name,
    ordinal,
    dataType: "integer",
    nativeType: "integer",
    kind: "integer",
    maxLength: null,
    precision: null,
    scale: null,
    isNullable: true,
    isIdentity: false,
    isGenerated: false,
    defaultValue: null,
    collation: null,
    enumValues: null,
    ...change,
  };
}

const table = (columns: readonly ColumnFacts[], keys: KeyFacts = noKeys): TableFacts => ({ columns, keys });

const text = (length: number | null, dataType = "character varying") => ({
  kind: "text",
  dataType,
  nativeType: length === null ? dataType : `${dataType}(${length})`,
  maxLength: length,
});

const told = (before: TableFacts, after: TableFacts) =>
  compareStructure(before, after).map((change) => [change.kind, change.columnName]);

describe("between two structures", () => {
  const id = column("id", 1, { isNullable: false });
  const a = column("a", 2);

  it.each<[string, TableFacts, TableFacts, (string | null)[][]]>([
    ["nothing differs", table([id, a]), table([id, a]), []],
    ["a table without columns", table([]), table([]), []],
    ["a column came", table([id]), table([id, a]), [["COLUMN_ADDED", "a"]]],
    ["a column went", table([id, a]), table([id]), [["COLUMN_REMOVED", "a"]]],
    [
      "only the order differs",
      table([id, a]),
      table([
        { ...a, ordinal: 1 },
        { ...id, ordinal: 2 },
      ]),
      [],
    ],
    ["a column became nullable", table([id]), table([{ ...id, isNullable: true }]), [["NULLABILITY_CHANGED", "id"]]],
    [
      "type and nullability both changed",
      table([a]),
      table([{ ...a, ...text(10), isNullable: false }]),
      [
        ["COLUMN_RETYPED", "a"],
        ["NULLABILITY_CHANGED", "a"],
      ],
    ],
    [
      "names that differ only in case are two columns",
      table([column("A", 1, text(5))]),
      table([column("a", 2, text(5))]),
      [
        ["COLUMN_REMOVED", "A"],
        ["COLUMN_ADDED", "a"],
      ],
    ],
  ])("%s", (_, before, after, expected) => {
    expect(told(before, after)).toEqual(expected);
  });
});

describe("P25: a rename", () => {
  const before = table([column("id", 1), column("name", 2, text(50))]);

  it("is proposed for the same place and type, with both names", () => {
    const after = table([column("id", 1), column("title", 2, text(50))]);
    expect(compareStructure(before, after)).toMatchObject([
      { kind: "COLUMN_RENAMED", columnName: "title", before: { name: "name" }, after: { name: "title" } },
    ]);
  });

  it.each<[string, ColumnFacts]>([
    ["another place", column("title", 3, text(50))],
    ["another length", column("title", 2, text(60))],
    ["another nullability", column("title", 2, { ...text(50), isNullable: false })],
    ["a computed one", column("title", 2, { ...text(50), isGenerated: true })],
  ])("is not proposed for %s", (_, added) => {
    expect(told(before, table([column("id", 1), added]))).toEqual([
      ["COLUMN_REMOVED", "name"],
      ["COLUMN_ADDED", "title"],
    ]);
  });

  it("that was refused is told as removed and added", () => {
    const after = table([column("id", 1), column("title", 2, text(50))]);
    const changes = compareStructure(before, after, [["name", "title"]]);
    expect(changes.map((change) => change.kind)).toEqual(["COLUMN_REMOVED", "COLUMN_ADDED"]);
  });

  it("of several columns at once pairs each by its place", () => {
    const swapped = table([column("one", 1), column("two", 2, text(50))]);
    expect(compareStructure(before, swapped).map((change) => [change.kind, change.columnName])).toEqual([
      ["COLUMN_RENAMED", "one"],
      ["COLUMN_RENAMED", "two"],
    ]);
  });

  it("of a key column changes no key", () => {
    const was = table([column("id", 1)], { primaryKey: ["id"], uniqueKeys: [] });
    const is = table([column("number", 1)], { primaryKey: ["number"], uniqueKeys: [] });
    expect(told(was, is)).toEqual([["COLUMN_RENAMED", "number"]]);
  });
});

describe("the keys", () => {
  const columns = [column("a", 1), column("b", 2)];
  const keys = (primaryKey: string[] | null, ...uniqueKeys: string[][]) => table(columns, { primaryKey, uniqueKeys });

  it.each<[string, TableFacts, TableFacts, boolean]>([
    ["a primary key that went", keys(["a"]), keys(null), true],
    ["a primary key over more columns", keys(["a"]), keys(["a", "b"]), true],
    ["a primary key in another order", keys(["a", "b"]), keys(["b", "a"]), false],
    ["a unique key that came", keys(["a"]), keys(["a"], ["b"]), true],
    ["unique keys in another order", keys(null, ["a"], ["b"]), keys(null, ["b"], ["a"]), false],
  ])("%s", (_, before, after, isTold) => {
    expect(told(before, after)).toEqual(isTold ? [["KEY_CHANGED", null]] : []);
  });
});
