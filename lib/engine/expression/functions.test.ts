import { describe, expect, it } from "vitest";
import { compileExpression } from "./compile";
import { functionTexts } from "./functions/table";

/** The exact text of an expression without columns; null where it is nothing. */
function result(expression: string): string | null {
  const compiled = compileExpression(expression, [], { expects: "value" });
  if (!compiled.ok) throw new Error(`${expression}: ${compiled.problems[0].message}`);
  const evaluated = compiled.evaluate([]);
  if (!evaluated.ok) throw new Error(`${expression}: ${evaluated.message}`);
  return evaluated.value;
}

const examples = functionTexts.flatMap(({ examples: own }) =>
  own.map(({ expression, result: wanted }) => [expression, wanted] as const),
);

describe("the function table", () => {
  it.each(examples)("%s is %s", (expression, wanted) => {
    expect(result(expression)).toBe(wanted);
  });

  it("names no function twice", () => {
    const names = functionTexts.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
