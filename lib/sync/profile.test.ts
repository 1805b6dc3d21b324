import { describe, expect, it } from "vitest";
import type { ValueKind } from "@/lib/engine/types";
import { profileSample } from "./profile";

/** The profile of one column of these cells. */
function profile(kind: ValueKind, ...cells: readonly (string | null)[]) {
  const columns = [{ name: "c", kind, nativeType: kind }];
  const [found] = profileSample({ columns, rows: cells.map((cell) => [cell]) }, 1_000);
  if (!found) throw new Error("No profile.");
  return found;
}

describe("the profile of a column", () => {
  it("counts NULLs, empty texts and different values", () => {
    expect(profile("text", "a", null, "", "a", null, "b")).toMatchObject({
      rows: 6,
      nulls: 2,
      nullShare: 2 / 6,
      emptyTexts: 1,
      distinct: 3,
      examples: ["a", "b"],
    });
  });

  it("of no rows claims nothing", () => {
    expect(profile("text")).toEqual({
      columnName: "c",
      kind: "text",
      nativeType: "text",
      rows: 0,
      nulls: 0,
      nullShare: null,
      emptyTexts: 0,
      distinct: 0,
      min: null,
      max: null,
      longestCharacters: null,
      longestUnits: null,
      isLongestCut: false,
      common: [],
      examples: [],
    });
  });

  it("of nothing but NULL has no least, greatest or longest value", () => {
    expect(profile("integer", null, null)).toMatchObject({ nullShare: 1, min: null, max: null, longestUnits: null });
  });

  it("of an empty text has a longest of no character", () => {
    expect(profile("text", "")).toMatchObject({ longestCharacters: 0, longestUnits: 0, min: "", max: "" });
  });

  it("counts characters and the UTF-16 units that SharePoint counts, each of its own longest value", () => {
    expect(profile("text", "𝄞𝄞𝄞", "abcd")).toMatchObject({ longestCharacters: 4, longestUnits: 6 });
    expect(profile("text", "नमस्ते")).toMatchObject({ longestCharacters: 6, longestUnits: 6 });
  });

  it("says that a value was cut", () => {
    expect(profile("text", "x".repeat(1_000)).isLongestCut).toBe(true);
    expect(profile("text", "x".repeat(999)).isLongestCut).toBe(false);
  });

  it("tells at most five common values, the most frequent first and none that occurs once", () => {
    const cells = ["a", "b", "b", "c", "c", "c", "d", "d", "e", "e", "f", "f", "g", "g"];
    expect(profile("text", ...cells).common).toEqual([
      { value: "c", count: 3 },
      { value: "b", count: 2 },
      { value: "d", count: 2 },
      { value: "e", count: 2 },
      { value: "f", count: 2 },
    ]);
  });

  it("takes a value named like a member of an object for what it is", () => {
    expect(profile("text", "__proto__", "constructor", "__proto__")).toMatchObject({
      distinct: 2,
      common: [{ value: "__proto__", count: 2 }],
    });
  });
});

describe("least and greatest", () => {
  it.each<[ValueKind, string[], string | null, string | null]>([
    ["integer", ["9", "10", "-3", "-20"], "-20", "10"],
    ["integer", ["9007199254740993", "9007199254740992"], "9007199254740992", "9007199254740993"],
    ["decimal", ["0.10", "0.1000", "-0.05", "12.5", "2.75"], "-0.05", "12.5"],
    ["decimal", ["NaN", "1", "Infinity", "-Infinity"], "-Infinity", "Infinity"],
    ["decimal", ["NaN"], null, null],
    ["float", ["1e-7", "-2.5e10", "3"], "-2.5e10", "3"],
    ["date", ["2026-01-02", "0044-03-15 BC", "12026-01-01", "1999-12-31"], "0044-03-15 BC", "12026-01-01"],
    ["date", ["infinity", "2026-01-02"], "2026-01-02", "infinity"],
    ["instant", ["2026-01-02T03:04:05.5Z", "2026-01-02T03:04:05Z"], "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.5Z"],
    ["text", ["b", "a", "ä"], "a", "ä"],
    ["json", ["{}", "[]"], null, null],
    ["array", ["[]"], null, null],
  ])("of %s %j are %s and %s", (kind, cells, min, max) => {
    expect(profile(kind, ...cells)).toMatchObject({ min, max });
  });
});

it("profiles each column of a sample by its place, and missing cells as NULL", () => {
  const columns = [
    { name: "id", kind: "integer" as const, nativeType: "integer" },
    { name: "name", kind: "text" as const, nativeType: "text" },
  ];
  const found = profileSample({ columns, rows: [["1", "x"], ["2", null], ["3"]] }, 1_000);
  expect(found.map(({ columnName, nulls, distinct }) => [columnName, nulls, distinct])).toEqual([
    ["id", 0, 3],
    ["name", 2, 1],
  ]);
});
