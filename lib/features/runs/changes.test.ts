import { describe, expect, it } from "vitest";
import { markId } from "@/lib/engine/mark";
import { changesOf, unchangedOf } from "./changes";

const columns = new Map([
  ["a", "Title"],
  ["b", "Amount"],
  ["c", "Tags"],
]);

describe("what an operation changes", () => {
  const before = { a: "old", b: 1, c: ["x", "y"] };

  it("is told by column, and apart from it what stays", () => {
    const intended = { a: "new", b: 1, c: ["x", "y"] };
    expect(changesOf("UPDATE", intended, before, columns)).toEqual([{ column: "Title", before: "old", after: "new" }]);
    expect(unchangedOf("UPDATE", intended, before, columns)).toEqual([
      { column: "Amount", value: "1" },
      { column: "Tags", value: "x, y" },
    ]);
  });

  it("leaves alone fields that it does not name, and empties those it says so of", () => {
    expect(unchangedOf("UPDATE", { a: null }, before, columns).map(({ column }) => column)).toEqual(["Amount", "Tags"]);
    expect(changesOf("UPDATE", { a: null }, before, columns)).toEqual([
      { column: "Title", before: "old", after: null },
    ]);
  });

  it("is all of a new item that has a value, and all that a deleted one held", () => {
    expect(changesOf("CREATE", { a: "new", b: null }, null, columns)).toEqual([
      { column: "Title", before: null, after: "new" },
    ]);
    expect(unchangedOf("CREATE", { a: "new", b: null }, null, columns)).toEqual([]);
    expect(changesOf("DELETE", {}, { ...before, b: null }, columns).map(({ after }) => after)).toEqual([null, null]);
    expect(unchangedOf("DELETE", {}, before, columns)).toEqual([]);
  });

  it("names the mark, and columns that are mapped no more", () => {
    const marked = changesOf("MARK", { [markId]: "2026-01-01T00:00:00Z" }, { gone: "x" }, columns);
    expect(marked).toEqual([{ column: "mark", before: null, after: "2026-01-01T00:00:00Z" }]);
    expect(unchangedOf("MARK", {}, { gone: "x" }, columns)).toEqual([{ column: "removed mapping", value: "x" }]);
  });
});
