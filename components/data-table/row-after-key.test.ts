import { describe, expect, it } from "vitest";
import { rowAfterKey } from "./row-after-key";

describe("keys of a table's rows", () => {
  it.each([
    ["j", -1, 0],
    ["j", 1, 2],
    ["j", 2, 2],
    ["k", 1, 0],
    ["k", 0, 0],
    ["k", -1, 0],
    ["ArrowDown", -1, 0],
    ["ArrowUp", 2, 1],
    ["Home", 2, 0],
    ["End", 0, 2],
    ["Home", -1, null],
    ["x", 1, null],
  ])("%s leads from row %i to %s", (key, at, to) => {
    expect(rowAfterKey(key, at, 3, true)).toBe(to);
  });

  it("leave the arrows to the page while the focus is elsewhere", () => {
    expect(rowAfterKey("ArrowDown", -1, 3, false)).toBeNull();
    expect(rowAfterKey("j", -1, 3, false)).toBe(0);
  });

  it("lead nowhere in a table without rows", () => {
    expect(rowAfterKey("j", -1, 0, true)).toBeNull();
  });
});
