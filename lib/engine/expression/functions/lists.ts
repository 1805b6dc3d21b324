import { type Kind, listOf, nothing } from "../kind";
import { textOf, type Value } from "../value";
import { type FunctionEntry, text } from "./entry";

const list = (value: Value | undefined) => value as readonly Value[];
const elementOf = ([kind]: readonly Kind[]) => (kind?.name === "list" ? kind.of : nothing);

/** Functions of lists; `all`, `exists`, `exists_one`, `filter` and `map` are CEL's macros (`macros.ts`). */
export const listFunctions: readonly FunctionEntry[] = [
  {
    name: "join",
    group: "Lists",
    form: "join(list, separator?)",
    says: "All elements as one text, with the separator between them; elements that are null are left out.",
    examples: [{ expression: '["a", "b"].join(", ")', result: "a, b" }],
    overloads: [
      {
        takes: ["list"],
        gives: text,
        run: ([values], meter) => joined(list(values), "", (length) => meter.payResult(length)),
      },
      {
        takes: ["list", "text"],
        gives: text,
        run: ([values, separator], meter) =>
          joined(list(values), separator as string, (length) => meter.payResult(length)),
      },
    ],
  },
  {
    name: "first",
    group: "Lists",
    form: "first(list)",
    says: "The first element; nothing of an empty list.",
    examples: [{ expression: '"a;b".split(";").first()', result: "a" }],
    overloads: [{ takes: ["list"], gives: elementOf, mayBeNull: true, run: ([values]) => list(values)[0] ?? null }],
  },
  {
    name: "last",
    group: "Lists",
    form: "last(list)",
    says: "The last element; nothing of an empty list.",
    examples: [{ expression: '"a;b".split(";").last()', result: "b" }],
    overloads: [{ takes: ["list"], gives: elementOf, mayBeNull: true, run: ([values]) => list(values).at(-1) ?? null }],
  },
  {
    name: "distinct",
    group: "Lists",
    form: "distinct(list)",
    says: "Each different element once, in the order of its first occurrence.",
    examples: [{ expression: '["b", "a", "b"].distinct()', result: '["b","a"]' }],
    overloads: [
      {
        takes: ["list"],
        gives: ([kind]) => kind ?? listOf(nothing),
        run: ([values], meter) => {
          meter.payList(list(values).length);
          return [...new Map(list(values).map((value) => [textOf(value), value])).values()];
        },
      },
    ],
  },
  {
    name: "sorted",
    group: "Lists",
    form: "sorted(texts)",
    says: "The texts in ascending order, by their characters; null comes last.",
    examples: [{ expression: '["b", "a"].sorted()', result: '["a","b"]' }],
    overloads: [
      {
        takes: ["texts"],
        gives: listOf(text),
        run: ([values], meter) => {
          const elements = list(values) as readonly (string | null)[];
          meter.payList(elements.length * Math.ceil(Math.log2(elements.length + 2)));
          return elements.toSorted((a, b) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
        },
      },
    ],
  },
];

function joined(values: readonly Value[], separator: string, pay: (length: number) => void): string {
  const parts = values.flatMap((value) => (value === null ? [] : [textOf(value) as string]));
  pay(parts.reduce((sum, part) => sum + part.length + separator.length, 0));
  return parts.join(separator);
}
