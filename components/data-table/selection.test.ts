import { describe, expect, it } from "vitest";
import { nothingChosen, type Selection, toggled, withAll } from "./selection";

const ids = ["a", "b", "c", "d", "e"];
const having = (...steps: readonly (readonly [id: string, isRange?: boolean])[]): Selection =>
  steps.reduce((selection, [id, isRange = false]) => toggled(selection, ids, id, isRange), nothingChosen);
const chosenOf = (selection: Selection) => [...selection.chosen].toSorted().join("");

describe("what is chosen of a table", () => {
  it("is one row after the other, and a row chosen twice is let go", () => {
    expect(chosenOf(having(["d"], ["b"]))).toBe("bd");
    expect(chosenOf(having(["d"], ["b"], ["d"]))).toBe("b");
  });

  it("is a range from the row chosen last, downwards and upwards", () => {
    expect(chosenOf(having(["b"], ["d", true]))).toBe("bcd");
    expect(chosenOf(having(["d"], ["b", true]))).toBe("bcd");
    expect(chosenOf(having(["a"], ["c", true], ["e", true]))).toBe("abcde");
  });

  it("lets a range go where its end was chosen before", () => {
    expect(chosenOf(having(["a"], ["d", true], ["c", true]))).toBe("ab");
  });

  it("draws no range without a row chosen before, or from one that is no longer there", () => {
    expect(chosenOf(having(["c", true]))).toBe("c");
    expect(chosenOf(toggled({ chosen: new Set(["z"]), last: "z" }, ids, "c", true))).toBe("cz");
  });

  it("is a whole page besides what is chosen on others, and lets only that page go", () => {
    const other = toggled(nothingChosen, ["y", "z"], "z", false);
    const both = withAll(toggled(other, ids, "b", false), ids, true);
    expect(chosenOf(both)).toBe("abcdez");
    expect(chosenOf(withAll(both, ids, false))).toBe("z");
  });
});
