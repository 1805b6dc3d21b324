import { describe, expect, it } from "vitest";
import { rowsJson, rowsJsonParts } from "./rows-json";

describe("rows as JSON parameters", () => {
  it("go through unchanged, also where text spells an escape", () => {
    const rows = [{ text: 'a "b" 😀 \n', path: "C:\\u0000\\ud83d", none: null, list: ["x", 1, true] }];
    expect(JSON.parse(rowsJson(rows))).toEqual(rows);
  });

  it("replace only what jsonb cannot hold", () => {
    expect(JSON.parse(rowsJson([{ text: "a\0b", cut: "x\ud83d", whole: "😀" }]))).toEqual([
      { text: "a\ufffdb", cut: "x\ufffd", whole: "😀" },
    ]);
  });

  it("are parted into parameters that one jsonb array can hold, in their order", () => {
    const rows = Array.from({ length: 5 }, (_, index) => ({ index, text: "x".repeat(3_000_000) }));
    const parts = rowsJsonParts([...rows, { index: 5, text: "x".repeat(9_000_000) }]);
    expect(parts.flatMap((part) => JSON.parse(part) as { index: number }[]).map((row) => row.index)).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
    expect(parts.map((part) => part.length > 8_000_000).filter(Boolean)).toHaveLength(1);
    expect(rowsJsonParts([])).toEqual([]);
  });
});
