import { ExpressionFault } from "../fault";
import { listOf } from "../kind";
import type { Meter } from "../limits";
import type { Value } from "../value";
import { textOf } from "../value";
import { bool, type FunctionEntry, int, type Overload, type Parameter, text } from "./entry";
import { compileExtract, compileMatches } from "./patterns";

const s = (value: Value | undefined) => value as string;
const n = (value: Value | undefined) => value as bigint;

/** A function of one text, its result about as long. */
const ofText = (change: (value: string) => string): readonly Overload[] => [
  {
    takes: ["text"],
    gives: text,
    run: ([value], meter) => {
      meter.payText(s(value).length);
      return change(s(value));
    },
  },
];

const asks = (ask: (value: string, part: string) => boolean): readonly Overload[] => [
  {
    takes: ["text", "text"],
    gives: bool,
    run: ([value, part], meter) => {
      meter.payText(s(value).length);
      return ask(s(value), s(part));
    },
  },
];

/** A count that a text can have; faults below zero and where no text reaches. */
function count(value: Value | undefined, what: string): number {
  const number = n(value);
  if (number < 0n || number > 1_000_000_000n) throw new ExpressionFault(`${what} is ${number}.`);
  return Number(number);
}

/** A part by code points, so that no character is cut in half; what lies beyond the end is left out. */
function part(value: string, start: number, end: number, meter: Meter): string {
  meter.payText(value.length);
  const isPlain = !/[\ud800-\udfff]/.test(value);
  return isPlain ? value.slice(start, end) : [...value].slice(start, end).join("");
}

const lengthOf = (value: string) => [...value].length;

function padded(value: string, length: number, fill: string, meter: Meter): string {
  meter.payText(value.length);
  const missing = length - lengthOf(value);
  if (missing <= 0 || fill === "") return "";
  meter.payResult(value.length + missing * fill.length);
  return [...fill.repeat(Math.ceil(missing / lengthOf(fill)))].slice(0, missing).join("");
}

const pads = (place: (value: string, filling: string) => string): readonly Overload[] => {
  const run: Overload["run"] = ([value, length, fill], meter) =>
    place(s(value), padded(s(value), count(length, "The length"), fill === undefined ? " " : s(fill), meter));
  return [
    { takes: ["text", "int"], gives: text, run },
    { takes: ["text", "int", "text"], gives: text, run },
  ];
};

function replaced(value: string, from: string, to: string, meter: Meter): string {
  meter.payText(value.length);
  if (from === "") return value;
  const pieces = value.split(from);
  meter.payResult(value.length + (pieces.length - 1) * (to.length - from.length));
  return pieces.join(to);
}

const shown: readonly Parameter[] = [
  "text",
  "int",
  "decimal",
  "double",
  "bool",
  "timestamp",
  "datetime",
  "date",
  "time",
  "texts",
];

const toText: readonly Overload[] = shown.map((kind) => ({
  takes: [kind],
  gives: text,
  run: ([value], meter) => {
    const result = textOf(value as Value) as string;
    meter.payResult(result.length);
    return result;
  },
}));

/** Functions of texts. Positions and lengths are counted in characters (code points), from 0. */
export const textFunctions: readonly FunctionEntry[] = [
  {
    name: "trim",
    group: "Text",
    form: "trim(text)",
    says: "Without spaces and line ends at both ends.",
    examples: [{ expression: '"  Ada ".trim()', result: "Ada" }],
    overloads: ofText((value) => value.trim()),
  },
  {
    name: "lower",
    group: "Text",
    form: "lower(text)",
    says: "In small letters.",
    examples: [{ expression: 'lower("Ärger")', result: "ärger" }],
    overloads: ofText((value) => value.toLowerCase()),
  },
  {
    name: "upper",
    group: "Text",
    form: "upper(text)",
    says: "In capital letters.",
    examples: [{ expression: 'upper("Ada")', result: "ADA" }],
    overloads: ofText((value) => value.toUpperCase()),
  },
  {
    name: "substring",
    group: "Text",
    form: "substring(text, start, end?)",
    says: "The characters from position start (counted from 0) up to, and without, end. What lies beyond the text is left out.",
    examples: [
      { expression: '"Bauwagen".substring(3)', result: "wagen" },
      { expression: 'substring("😀abc", 0, 2)', result: "😀a" },
    ],
    overloads: [
      {
        takes: ["text", "int"],
        gives: text,
        run: ([value, start], meter) => part(s(value), count(start, "The start"), Number.MAX_SAFE_INTEGER, meter),
      },
      {
        takes: ["text", "int", "int"],
        gives: text,
        run: ([value, start, end], meter) => part(s(value), count(start, "The start"), count(end, "The end"), meter),
      },
    ],
  },
  {
    name: "left",
    group: "Text",
    form: "left(text, count)",
    says: "At most count characters from the beginning.",
    examples: [{ expression: 'left("Bauwagen", 3)', result: "Bau" }],
    overloads: [
      {
        takes: ["text", "int"],
        gives: text,
        run: ([value, size], meter) => part(s(value), 0, count(size, "The count"), meter),
      },
    ],
  },
  {
    name: "right",
    group: "Text",
    form: "right(text, count)",
    says: "At most count characters from the end.",
    examples: [{ expression: 'right("Bauwagen", 5)', result: "wagen" }],
    overloads: [
      {
        takes: ["text", "int"],
        gives: text,
        run: ([value, size], meter) =>
          part(s(value), Math.max(0, lengthOf(s(value)) - count(size, "The count")), Number.MAX_SAFE_INTEGER, meter),
      },
    ],
  },
  {
    name: "replace",
    group: "Text",
    form: "replace(text, from, to)",
    says: "With each occurrence of one text replaced by another. Capitals matter.",
    examples: [{ expression: '"a-b-c".replace("-", " ")', result: "a b c" }],
    overloads: [
      {
        takes: ["text", "text", "text"],
        gives: text,
        run: ([value, from, to], meter) => replaced(s(value), s(from), s(to), meter),
      },
    ],
  },
  {
    name: "split",
    group: "Text",
    form: "split(text, separator)",
    says: "The list of parts between separators.",
    examples: [{ expression: '"a;b".split(";")', result: '["a","b"]' }],
    overloads: [
      {
        takes: ["text", "text"],
        gives: listOf(text),
        run: ([value, separator], meter) => {
          meter.payText(s(value).length);
          const parts = s(separator) === "" ? [...s(value)] : s(value).split(s(separator));
          meter.payList(parts.length);
          return parts;
        },
      },
    ],
  },
  {
    name: "padStart",
    group: "Text",
    form: "padStart(text, length, filling?)",
    says: "Filled up in front until it has the length; spaces unless another filling is named.",
    examples: [{ expression: '"7".padStart(3, "0")', result: "007" }],
    overloads: pads((value, filling) => filling + value),
  },
  {
    name: "padEnd",
    group: "Text",
    form: "padEnd(text, length, filling?)",
    says: "Filled up at the end until it has the length; spaces unless another filling is named.",
    examples: [{ expression: '"7".padEnd(3, ".")', result: "7.." }],
    overloads: pads((value, filling) => value + filling),
  },
  {
    name: "size",
    group: "Text",
    form: "size(text) or size(list)",
    says: "How many characters a text has, or elements a list.",
    examples: [
      { expression: 'size("😀")', result: "1" },
      { expression: "[1, 2].size()", result: "2" },
    ],
    overloads: [
      {
        takes: ["text"],
        gives: int,
        run: ([value], meter) => {
          meter.payText(s(value).length);
          return BigInt(lengthOf(s(value)));
        },
      },
      { takes: ["list"], gives: int, run: ([value]) => BigInt((value as readonly Value[]).length) },
    ],
  },
  {
    name: "contains",
    group: "Text",
    form: "contains(text, part)",
    says: "Whether the part occurs in the text. Capitals matter.",
    examples: [{ expression: '"Bauwagen".contains("wagen")', result: "true" }],
    overloads: asks((value, part) => value.includes(part)),
  },
  {
    name: "startsWith",
    group: "Text",
    form: "startsWith(text, part)",
    says: "Whether the text begins with the part. Capitals matter.",
    examples: [{ expression: '"Bauwagen".startsWith("Bau")', result: "true" }],
    overloads: asks((value, part) => value.startsWith(part)),
  },
  {
    name: "endsWith",
    group: "Text",
    form: "endsWith(text, part)",
    says: "Whether the text ends with the part. Capitals matter.",
    examples: [{ expression: '"Bauwagen".endsWith("Bau")', result: "false" }],
    overloads: asks((value, part) => value.endsWith(part)),
  },
  {
    name: "indexOf",
    group: "Text",
    form: "indexOf(text, part)",
    says: "The position where the part first begins, counted from 0; -1 where it does not occur.",
    examples: [{ expression: '"a@b".indexOf("@")', result: "1" }],
    overloads: [
      {
        takes: ["text", "text"],
        gives: int,
        run: ([value, part], meter) => {
          meter.payText(s(value).length);
          const index = s(value).indexOf(s(part));
          return BigInt(index < 0 ? -1 : lengthOf(s(value).slice(0, index)));
        },
      },
    ],
  },
  {
    name: "matches",
    group: "Text",
    form: 'matches(text, "pattern")',
    says: "Whether the pattern (RE2 syntax, written out) fits some part of the text; ^ and $ bind it to the ends.",
    examples: [{ expression: '"AB-12".matches("^[A-Z]+-[0-9]+$")', result: "true" }],
    compile: compileMatches,
  },
  {
    name: "extract",
    group: "Text",
    form: 'extract(text, "pattern")',
    says: "What the pattern's first group fits, or all that the pattern fits where it has no group; nothing where it fits nowhere.",
    examples: [
      { expression: 'extract("Order 4711, paid", "Order ([0-9]+)")', result: "4711" },
      { expression: 'extract("no order", "Order ([0-9]+)")', result: null },
    ],
    compile: compileExtract,
  },
  {
    name: "text",
    group: "Text",
    form: "text(value)",
    says: "The value as text, in its exact form. string(value) is the same.",
    examples: [
      { expression: "text(12.50)", result: "12.50" },
      { expression: 'text(date("2026-01-02"))', result: "2026-01-02" },
    ],
    overloads: toText,
  },
  {
    name: "string",
    group: "Text",
    form: "string(value)",
    says: "The value as text, in its exact form. text(value) is the same.",
    examples: [{ expression: 'string(7) + "th"', result: "7th" }],
    overloads: toText,
  },
];
