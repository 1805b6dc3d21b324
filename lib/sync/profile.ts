import type { Sample } from "@/lib/connectors/connector";
import type { SourceColumn, SourceValue, ValueKind } from "@/lib/engine/types";

/** What some rows tell about the values of a column. */
export interface Profile {
  readonly columnName: string;
  readonly kind: ValueKind;
  readonly nativeType: string;
  readonly rows: number;
  readonly nulls: number;
  readonly nullShare: number | null;
  readonly emptyTexts: number;
  readonly distinct: number;
  readonly min: string | null;
  readonly max: string | null;
  readonly longestCharacters: number | null;
  readonly longestUnits: number | null;
  readonly isLongestCut: boolean;
  readonly common: readonly { readonly value: string; readonly count: number }[];
  readonly examples: readonly string[];
}

const most = 5;

/** Profiles every column of a sample; `maxCellLength` is where its cells were cut. */
export function profileSample(sample: Pick<Sample, "columns" | "rows">, maxCellLength: number): readonly Profile[] {
  return sample.columns.map((column, at) =>
    profileOf(
      column,
      sample.rows.map((row) => row[at] ?? null),
      maxCellLength,
    ),
  );
}

function profileOf(column: SourceColumn, cells: readonly SourceValue[], maxCellLength: number): Profile {
  const counts = new Map<string, number>();
  const order = orderOf(column.kind);
  let nulls = 0;
  let emptyTexts = 0;
  let min: string | null = null;
  let max: string | null = null;
  let longest: string | null = null;
  let longestCharacters = -1;
  for (const cell of cells) {
    if (cell === null) {
      nulls += 1;
      continue;
    }
    const seen = counts.get(cell);
    counts.set(cell, (seen ?? 0) + 1);
    if (cell === "") emptyTexts += 1;
    if (seen !== undefined) continue;
    if (order?.isOrdered(cell)) {
      if (min === null || order.compare(cell, min) < 0) min = cell;
      if (max === null || order.compare(cell, max) > 0) max = cell;
    }
    // Characters are never more than units, so that only a candidate is counted out.
    if (cell.length <= longestCharacters) continue;
    const characters = charactersOf(cell);
    if (characters <= longestCharacters) continue;
    longest = cell;
    longestCharacters = characters;
  }
  return {
    columnName: column.name,
    kind: column.kind,
    nativeType: column.nativeType,
    rows: cells.length,
    nulls,
    nullShare: cells.length === 0 ? null : nulls / cells.length,
    emptyTexts,
    distinct: counts.size,
    min,
    max,
    longestCharacters: longest === null ? null : longestCharacters,
    longestUnits: longest === null ? null : unitsOfLongest(counts.keys()),
    isLongestCut: longestCharacters >= maxCellLength,
    common: commonAmong(counts),
    examples: [...counts.keys()].filter((value) => value !== "").slice(0, most),
  };
}

/** Unicode code points, as databases count characters. */
function charactersOf(text: string): number {
  let characters = 0;
  for (const _ of text) characters += 1;
  return characters;
}

function unitsOfLongest(values: Iterable<string>): number {
  let units = 0;
  for (const value of values) units = Math.max(units, value.length);
  return units;
}

/** Values that occur more than once, the most frequent first; equally frequent ones in the order in which they came. */
function commonAmong(counts: ReadonlyMap<string, number>): Profile["common"] {
  return [...counts]
    .filter(([, count]) => count > 1)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([value, count]) => ({ value, count }));
}

interface Order {
  /** Whether the value has a place in the order; NaN has none. */
  isOrdered(value: string): boolean;
  compare(a: string, b: string): number;
}

const byText: Order = { isOrdered: () => true, compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0) };

const infinities: Readonly<Record<string, number>> = {
  "-Infinity": -1,
  "-infinity": -1,
  Infinity: 1,
  infinity: 1,
};

function withInfinities(order: Order): Order {
  const side = (value: string) => infinities[value] ?? 0;
  return {
    isOrdered: (value) => value !== "NaN",
    compare: (a, b) => side(a) - side(b) || (side(a) === 0 ? order.compare(a, b) : 0),
  };
}

const exact: Order = { isOrdered: () => true, compare: compareDecimals };
const byNumber: Order = { isOrdered: () => true, compare: (a, b) => Number(a) - Number(b) };
const byTime: Order = { isOrdered: () => true, compare: compareTimes };

/** Least and greatest are told in the order of the kind; what has no order of its own has neither. */
function orderOf(kind: ValueKind): Order | null {
  switch (kind) {
    case "integer":
    case "decimal":
      return withInfinities(exact);
    case "float":
      return withInfinities(byNumber);
    case "instant":
    case "local-datetime":
    case "date":
      return withInfinities(byTime);
    case "time":
    case "text":
    case "uuid":
    case "bytes":
    case "boolean":
      return byText;
    default:
      return null;
  }
}

/** Of plain decimal texts of any length, without rounding. */
function compareDecimals(a: string, b: string): number {
  const isNegative = a.startsWith("-");
  if (isNegative !== b.startsWith("-")) return isNegative ? -1 : 1;
  return isNegative ? compareMagnitudes(b.slice(1), a.slice(1)) : compareMagnitudes(a, b);
}

function compareMagnitudes(a: string, b: string): number {
  const [wholeA = "", fractionA = ""] = a.split(".");
  const [wholeB = "", fractionB = ""] = b.split(".");
  const [left, right] = [wholeA.replace(/^0+/, ""), wholeB.replace(/^0+/, "")];
  if (left.length !== right.length) return left.length - right.length;
  return byText.compare(left, right) || byText.compare(fractionA.replace(/0+$/, ""), fractionB.replace(/0+$/, ""));
}

const yearOf = /^([+-]?\d+)-(.*?)( BC)?$/;

/** Dates and times of any year: databases write more than four digits, and years before Christ with BC behind them. */
function compareTimes(a: string, b: string): number {
  const [yearA, restA] = yearAndRest(a);
  const [yearB, restB] = yearAndRest(b);
  return yearA - yearB || byText.compare(restA, restB);
}

function yearAndRest(value: string): readonly [number, string] {
  const match = yearOf.exec(value);
  if (!match) return [0, value];
  const [, year = "0", rest = "", before] = match;
  // A fraction's end compares as text only without its Z.
  return [before ? -Number(year) : Number(year), rest.replace(/Z$/, "")];
}
