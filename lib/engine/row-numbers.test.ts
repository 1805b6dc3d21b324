import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RowNumbers } from "./row-numbers";

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

describe("numbers of rows without a key", () => {
  it("count equal rows and stay the same in any order of reading", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 300 }), (keys) => {
        const numbersOf = (order: readonly number[]) => {
          const numbers = new RowNumbers();
          return order.map((key) => `${key}#${numbers.add(hash(`${key}`), hash("same")).number}`).sort();
        };
        expect(numbersOf(keys)).toEqual(numbersOf(keys.toReversed()));
        expect(new Set(numbersOf(keys)).size).toBe(keys.length);
      }),
    );
  });

  it("say once when rows of one key differ otherwise, and go on counting", () => {
    const numbers = new RowNumbers();
    expect(numbers.add(hash("k"), hash("a"))).toEqual({ number: 1, isClashing: false, isFirstClash: false });
    expect(numbers.add(hash("k"), hash("b"))).toEqual({ number: 2, isClashing: true, isFirstClash: true });
    expect(numbers.add(hash("k"), hash("a"))).toEqual({ number: 3, isClashing: true, isFirstClash: false });
    expect(numbers.add(hash("other"), hash("a"))).toEqual({ number: 1, isClashing: false, isFirstClash: false });
  });

  it("keep what they know when they grow", () => {
    const numbers = new RowNumbers();
    for (let index = 0; index < 20_000; index++) numbers.add(hash(`${index}`), hash("x"));
    expect(numbers.add(hash("0"), hash("x"))).toMatchObject({ number: 2, isClashing: false });
    expect(numbers.add(hash("19999"), hash("y"))).toMatchObject({ number: 2, isFirstClash: true });
  });
});
