import { describe, expect, it } from "vitest";
import { z } from "zod";
import { decodeCursor, encodeCursor, toPage } from "./page";

const shape = z.tuple([z.string(), z.number().nullable()]);

describe("cursors", () => {
  it("come back as they were packed", () => {
    expect(decodeCursor(shape, encodeCursor(['Zürich | "a"', null]))).toEqual(['Zürich | "a"', null]);
  });

  it.each(["", "not json", encodeCursor(["only one"]), encodeCursor([1, 2])])("refuse %j", (cursor) => {
    expect(() => decodeCursor(shape, cursor)).toThrowError(expect.objectContaining({ code: "input-invalid" }));
  });
});

describe("toPage", () => {
  const key = (row: number) => [row];

  it("has no next page when exactly the limit was found", () => {
    expect(toPage([1, 2], 2, key, String)).toEqual({ rows: ["1", "2"], nextCursor: null });
  });

  it("drops the row too many and points behind the last one shown", () => {
    expect(toPage([1, 2, 3], 2, key, String)).toEqual({ rows: ["1", "2"], nextCursor: encodeCursor([2]) });
  });

  it("is empty without rows", () => {
    expect(toPage([], 2, key, String)).toEqual({ rows: [], nextCursor: null });
  });
});
