import { describe, expect, it } from "vitest";
import { narrowed } from "./whole-list";

const rows = [
  { name: "b10", size: 3, at: null },
  { name: "B9", size: null, at: new Date(2) },
  { name: "a", size: 1, at: new Date(1) },
];
const list = {
  text: (row: (typeof rows)[number]) => row.name,
  order: {
    name: (row: (typeof rows)[number]) => row.name,
    size: (row: (typeof rows)[number]) => row.size,
    at: (row: (typeof rows)[number]) => row.at,
  },
};
const names = (q: string, column: string, descending = false) =>
  narrowed(rows, { q, sort: { column, descending } }, list).map(({ name }) => name);

describe("a list that is read whole", () => {
  it("is searched whatever the case and keeps its own order where none is asked for", () => {
    expect(names("B", "")).toEqual(["b10", "B9"]);
    expect(names("none", "")).toEqual([]);
  });

  it("is sorted by texts with numbers in them, numbers and times; what has no value comes last either way", () => {
    expect(names("", "name")).toEqual(["a", "B9", "b10"]);
    expect(names("", "name", true)).toEqual(["b10", "B9", "a"]);
    expect(names("", "size")).toEqual(["a", "b10", "B9"]);
    expect(names("", "size", true)).toEqual(["b10", "a", "B9"]);
    expect(names("", "at", true)).toEqual(["B9", "a", "b10"]);
  });
});
