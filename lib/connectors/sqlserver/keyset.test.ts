import { describe, expect, it } from "vitest";
import { afterKey, keyOrder, type TableKey } from "./keyset";
import { isOneOf } from "./look-up";
import { quoteIdentifier, quoteTable } from "./names";

const part = (name: string, type: string, isDescending = false) => ({
  name,
  isDescending,
  compare: (parameter: string) => `CAST(${parameter} AS ${type})`,
  bound: (text: string) => text,
});

describe("keyset predicates", () => {
  it("are one comparison for one column", () => {
    const key: TableKey = { parts: [part("id", "int")] };
    expect(afterKey(key)).toBe("r.[id] > CAST(@p1 AS int)");
    expect(keyOrder(key)).toBe("r.[id]");
  });

  it("are spelled out for several columns, led by one that an index can seek by, in the direction of each", () => {
    const key: TableKey = { parts: [part("a", "int"), part("b", "date", true), part("c", "bigint")] };
    expect(afterKey(key, 2)).toBe(
      "r.[a] >= CAST(@p2 AS int) AND ((r.[a] > CAST(@p2 AS int)) OR " +
        "(r.[a] = CAST(@p2 AS int) AND r.[b] < CAST(@p3 AS date)) OR " +
        "(r.[a] = CAST(@p2 AS int) AND r.[b] = CAST(@p3 AS date) AND r.[c] > CAST(@p4 AS bigint)))",
    );
    expect(keyOrder(key)).toBe("r.[a], r.[b] DESC, r.[c]");
  });

  it("are walked downwards by a descending index", () => {
    const key: TableKey = { parts: [part("id", "int", true)] };
    expect(afterKey(key)).toBe("r.[id] < CAST(@p1 AS int)");
    expect(keyOrder(key)).toBe("r.[id] DESC");
  });
});

describe("conditions on keys", () => {
  const column = (name: string, compare: ((parameter: string) => string) | null) => ({
    column: { name, kind: "text" as const, nativeType: "text" },
    type: { name: "text", maxLength: 16, precision: 0, scale: 0, collation: null },
    isNullable: false,
    conversion: { kind: "text" as const, select: String, parse: null, compare, store: null, bound: String },
  });
  const asInt = (parameter: string) => `CAST(${parameter} AS int)`;

  it("list the values of one column, and join those of several", () => {
    expect(isOneOf([column("a", asInt)], 2, "here")).toBe("r.[a] IN (CAST(@p1 AS int), CAST(@p2 AS int))");
    expect(isOneOf([column("a", asInt), column("b", asInt)], 2, "here")).toBe(
      "(r.[a] = CAST(@p1 AS int) AND r.[b] = CAST(@p2 AS int)) OR (r.[a] = CAST(@p3 AS int) AND r.[b] = CAST(@p4 AS int))",
    );
  });

  it("are refused for a column that cannot be compared", () => {
    expect(() => isOneOf([column("notes", null)], 1, "here")).toThrow(/notes is text, which cannot be compared/);
  });
});

describe("names", () => {
  it.each([
    ["plain", "[plain]"],
    ["a]b[c", "[a]]b[c]"],
    ["dots.and\"quotes'", "[dots.and\"quotes']"],
  ])("are quoted: %s", (name, quoted) => {
    expect(quoteIdentifier(name)).toBe(quoted);
  });

  it("of tables are two quoted parts", () => {
    expect(quoteTable({ schema: "a.b", name: "c]" })).toBe("[a.b].[c]]]");
  });
});
