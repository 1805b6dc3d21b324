import { Decimal, decimalOf, parseDecimal, round, toWhole, trimmed } from "../decimal";
import { ExpressionFault } from "../fault";
import type { Kind } from "../kind";
import { limits } from "../limits";
import { excerpt, type Value } from "../value";
import { bool, decimal, double, type FunctionEntry, int, type Overload, text } from "./entry";

const big = (value: Value | undefined) => value as bigint;
const dec = (value: Value | undefined) => value as Decimal;
const num = (value: Value | undefined) => value as number;
const str = (value: Value | undefined) => value as string;

/** Places after the point that a number can be rounded to. */
function places(value: Value | undefined): number {
  const count = big(value);
  if (count < -100n || count > 100n) throw new ExpressionFault(`A number cannot be rounded to ${count} places.`);
  return Number(count);
}

function finite(value: number): Decimal {
  const read = Number.isFinite(value) ? parseDecimal(String(value)) : null;
  if (!read) throw new ExpressionFault(`${value} is no number that can be written out.`);
  return read;
}

const whole = (change: (value: Decimal) => bigint): readonly Overload[] => [
  { takes: ["int"], gives: int, run: ([value]) => big(value) },
  { takes: ["decimal"], gives: int, run: ([value]) => change(dec(value)) },
  { takes: ["double"], gives: int, run: ([value]) => change(finite(num(value))) },
];

const truncated = (value: Decimal) => toWhole(value, value.digits >= 0n);

function readNumber(written: string): Decimal | null {
  const value = written.trim();
  if (value === "") return null;
  const read = parseDecimal(value);
  if (!read) throw new ExpressionFault(`${excerpt(value)} is no number.`);
  return read;
}

/** Digits in groups of three, with a point and a separator of one's own. */
function formatted(value: Decimal, digits: number, point: string, group: string): string {
  const rounded = round(value, digits);
  const exact = new Decimal(rounded.digits * 10n ** BigInt(digits - rounded.scale), digits).toString();
  const [wholePart = "", fraction] = exact.split(".");
  const grouped = group === "" ? wholePart : wholePart.replace(/\B(?=(\d{3})+$)/g, group.replaceAll("$", "$$$$"));
  return fraction === undefined ? grouped : `${grouped}${point}${fraction}`;
}

function formatCount(value: Value | undefined): number {
  const count = places(value);
  if (count < 0) throw new ExpressionFault("A number has no fewer than 0 places after the point.");
  return count;
}

const same = ([kind]: readonly Kind[]) => kind as Kind;
const sized = (pick: (left: number) => boolean): readonly Overload[] => [
  { takes: ["int", "int"], gives: int, run: ([a, b]) => (pick(big(a) < big(b) ? -1 : 1) ? big(a) : big(b)) },
  {
    takes: ["decimal", "decimal"],
    gives: decimal,
    run: ([a, b]) => (pick(compareDecimals(dec(a), dec(b))) ? dec(a) : dec(b)),
  },
  { takes: ["double", "double"], gives: double, run: ([a, b]) => (pick(num(a) - num(b)) ? num(a) : num(b)) },
];

function compareDecimals(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale);
  const digits = (value: Decimal) => value.digits * 10n ** BigInt(scale - value.scale);
  return digits(left) < digits(right) ? -1 : 1;
}

/** Functions of numbers: exact for whole and decimal numbers. */
export const numberFunctions: readonly FunctionEntry[] = [
  {
    name: "number",
    group: "Numbers",
    form: "number(value)",
    says: "The text as an exact number, with a point before the fraction; nothing for an empty text. A number stays what it is, exactly.",
    examples: [
      { expression: 'number(" 12.50 ")', result: "12.50" },
      { expression: "number(7) / 2", result: "3.5" },
      { expression: 'number("")', result: null },
    ],
    overloads: [
      { takes: ["text"], gives: decimal, mayBeNull: true, run: ([value]) => readNumber(str(value)) },
      { takes: ["int"], gives: decimal, run: ([value]) => decimalOf(big(value)) },
      { takes: ["decimal"], gives: decimal, run: ([value]) => dec(value) },
      { takes: ["double"], gives: decimal, run: ([value]) => finite(num(value)) },
    ],
  },
  {
    name: "int",
    group: "Numbers",
    form: "int(value)",
    says: "The number without its fraction; a text must be a whole number.",
    examples: [
      { expression: "int(-3.9)", result: "-3" },
      { expression: 'int("42")', result: "42" },
    ],
    overloads: [
      {
        takes: ["text"],
        gives: int,
        mayBeNull: true,
        run: ([value]) => {
          const written = str(value).trim();
          if (written === "") return null;
          if (!/^[+-]?\d+$/.test(written) || written.length > limits.digits) {
            throw new ExpressionFault(`${excerpt(written)} is no whole number.`);
          }
          return BigInt(written.replace("+", ""));
        },
      },
      ...whole(truncated),
    ],
  },
  {
    name: "double",
    group: "Numbers",
    form: "double(value)",
    says: "The nearest floating number.",
    examples: [{ expression: 'double("0.5") * 3', result: "1.5" }],
    overloads: [
      { takes: ["text"], gives: double, mayBeNull: true, run: ([value]) => readNumber(str(value))?.toNumber() ?? null },
      { takes: ["double"], gives: double, run: ([value]) => num(value) },
    ],
  },
  {
    name: "round",
    group: "Numbers",
    form: "round(number, places?)",
    says: "Rounded to places after the point (0 unless named), halves away from zero. Negative places round to tens, hundreds and so on.",
    examples: [
      { expression: "round(2.345, 2)", result: "2.35" },
      { expression: "round(-2.5)", result: "-3" },
      { expression: "round(1234, -2)", result: "1200" },
    ],
    overloads: [
      { takes: ["int"], gives: int, run: ([value]) => big(value) },
      { takes: ["decimal"], gives: decimal, run: ([value]) => round(dec(value), 0) },
      { takes: ["double"], gives: double, run: ([value]) => round(finite(num(value)), 0).toNumber() },
      { takes: ["int", "int"], gives: int, run: ([value, to]) => truncated(round(decimalOf(big(value)), places(to))) },
      { takes: ["decimal", "int"], gives: decimal, run: ([value, to]) => round(dec(value), places(to)) },
      {
        takes: ["double", "int"],
        gives: double,
        run: ([value, to]) => round(finite(num(value)), places(to)).toNumber(),
      },
    ],
  },
  {
    name: "floor",
    group: "Numbers",
    form: "floor(number)",
    says: "The next lower whole number.",
    examples: [{ expression: "floor(-2.1)", result: "-3" }],
    overloads: whole((value) => toWhole(value, true)),
  },
  {
    name: "ceil",
    group: "Numbers",
    form: "ceil(number)",
    says: "The next higher whole number.",
    examples: [{ expression: "ceil(2.1)", result: "3" }],
    overloads: whole((value) => toWhole(value, false)),
  },
  {
    name: "abs",
    group: "Numbers",
    form: "abs(number)",
    says: "Without its sign.",
    examples: [{ expression: "abs(-2.50)", result: "2.50" }],
    overloads: [
      { takes: ["int"], gives: int, run: ([value]) => (big(value) < 0n ? -big(value) : big(value)) },
      {
        takes: ["decimal"],
        gives: decimal,
        run: ([value]) =>
          new Decimal(dec(value).digits < 0n ? -dec(value).digits : dec(value).digits, dec(value).scale),
      },
      { takes: ["double"], gives: double, run: ([value]) => Math.abs(num(value)) },
    ],
  },
  {
    name: "min",
    group: "Numbers",
    form: "min(number, number)",
    says: "The smaller of two numbers.",
    examples: [{ expression: "min(2, 1.5)", result: "1.5" }],
    overloads: sized((order) => order < 0),
  },
  {
    name: "max",
    group: "Numbers",
    form: "max(number, number)",
    says: "The greater of two numbers.",
    examples: [{ expression: "max(2, 1.5)", result: "2" }],
    overloads: sized((order) => order > 0),
  },
  {
    name: "trimZeros",
    group: "Numbers",
    form: "trimZeros(number)",
    says: "The same number without zeros at the end of its fraction.",
    examples: [{ expression: "text(trimZeros(12.500))", result: "12.5" }],
    overloads: [
      { takes: ["int"], gives: same, run: ([value]) => big(value) },
      { takes: ["decimal"], gives: decimal, run: ([value]) => trimmed(dec(value)) },
    ],
  },
  {
    name: "formatNumber",
    group: "Numbers",
    form: "formatNumber(number, places, point?, group?)",
    says: "As text with so many places after the point, a decimal point and a sign between groups of three digits of your own.",
    examples: [
      { expression: "formatNumber(1234.5, 2)", result: "1234.50" },
      { expression: 'formatNumber(1234567.891, 2, ",", ".")', result: "1.234.567,89" },
    ],
    overloads: [
      { takes: ["decimal", "int"], gives: text, run: ([value, to]) => formatted(dec(value), formatCount(to), ".", "") },
      {
        takes: ["decimal", "int", "text"],
        gives: text,
        run: ([value, to, point]) => formatted(dec(value), formatCount(to), str(point), ""),
      },
      {
        takes: ["decimal", "int", "text", "text"],
        gives: text,
        run: ([value, to, point, group], meter) => {
          meter.payResult(limits.digits * (str(point).length + str(group).length));
          return formatted(dec(value), formatCount(to), str(point), str(group));
        },
      },
      {
        takes: ["double", "int"],
        gives: text,
        run: ([value, to]) => formatted(finite(num(value)), formatCount(to), ".", ""),
      },
    ],
  },
  {
    name: "bool",
    group: "Numbers",
    form: "bool(value)",
    says: "A yes or no: of the texts true, yes, y, t, 1, on and false, no, n, f, 0, off in any case, and of the numbers 1 and 0.",
    examples: [
      { expression: 'bool("Yes")', result: "true" },
      { expression: "bool(0)", result: "false" },
    ],
    overloads: [
      { takes: ["bool"], gives: bool, run: ([value]) => value as boolean },
      { takes: ["int"], gives: bool, run: ([value]) => answer(String(big(value))) },
      {
        takes: ["text"],
        gives: bool,
        mayBeNull: true,
        run: ([value]) => (str(value).trim() === "" ? null : answer(str(value))),
      },
    ],
  },
];

const yes: ReadonlySet<string> = new Set(["true", "yes", "y", "t", "1", "on"]);
const no: ReadonlySet<string> = new Set(["false", "no", "n", "f", "0", "off"]);

function answer(written: string): boolean {
  const word = written.trim().toLowerCase();
  if (yes.has(word)) return true;
  if (no.has(word)) return false;
  throw new ExpressionFault(`${excerpt(written)} is neither yes nor no.`);
}
