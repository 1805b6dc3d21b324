import { dateFunctions } from "./dates";
import { emptyFunctions } from "./empty";
import type { FunctionEntry, FunctionText } from "./entry";
import { listFunctions } from "./lists";
import { numberFunctions } from "./numbers";
import { textFunctions } from "./text";

const entries: readonly FunctionEntry[] = [
  ...emptyFunctions,
  ...textFunctions,
  ...numberFunctions,
  ...dateFunctions,
  ...listFunctions,
];

/** Every function by its name: what an expression can call, and nothing else. */
export const functionTable: ReadonlyMap<string, FunctionEntry> = new Map(entries.map((entry) => [entry.name, entry]));

/** CEL's macros, which bind a name for each element of a list. */
const macroTexts: readonly FunctionText[] = [
  {
    name: "exists",
    group: "Lists",
    form: "list.exists(x, condition)",
    says: "Whether the condition holds for at least one element.",
    examples: [{ expression: '["a", "b"].exists(x, x == "b")', result: "true" }],
  },
  {
    name: "all",
    group: "Lists",
    form: "list.all(x, condition)",
    says: "Whether the condition holds for every element; true for an empty list.",
    examples: [{ expression: "[1, 2].all(x, x > 1)", result: "false" }],
  },
  {
    name: "exists_one",
    group: "Lists",
    form: "list.exists_one(x, condition)",
    says: "Whether the condition holds for exactly one element.",
    examples: [{ expression: "[1, 2].exists_one(x, x > 1)", result: "true" }],
  },
  {
    name: "filter",
    group: "Lists",
    form: "list.filter(x, condition)",
    says: "The elements for which the condition holds.",
    examples: [{ expression: '["a", "", "b"].filter(x, x != "")', result: '["a","b"]' }],
  },
  {
    name: "map",
    group: "Lists",
    form: "list.map(x, expression)",
    says: "The list of what the expression makes of each element.",
    examples: [{ expression: '["a", "b"].map(x, x.upper())', result: '["A","B"]' }],
  },
];

/** What a person can read of each function and macro, in the order of the reference. */
export const functionTexts: readonly FunctionText[] = [
  ...entries.map(({ name, group, form, says, examples }) => ({ name, group, form, says, examples })),
  ...macroTexts,
];
