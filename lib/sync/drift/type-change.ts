import type { ColumnFacts } from "./structure";

export type TypeChange = "same" | "widened" | "narrowed" | "retyped";

interface Range {
  readonly least: bigint;
  readonly greatest: bigint;
}

const bits: Readonly<Record<string, bigint>> = {
  tinyint: 8n,
  smallint: 16n,
  smallserial: 16n,
  mediumint: 24n,
  int: 32n,
  integer: 32n,
  serial: 32n,
  bigint: 64n,
  bigserial: 64n,
};

/** Values an integer type holds. MySQL writes `unsigned` behind the type; SQL Server's tinyint has no sign. */
function integerRange(column: ColumnFacts): Range | null {
  const size = bits[column.dataType.toLowerCase().replace(/ unsigned.*$/, "")];
  if (size === undefined) return null;
  if (isUnsigned(column)) return { least: 0n, greatest: 2n ** size - 1n };
  return { least: -(2n ** (size - 1n)), greatest: 2n ** (size - 1n) - 1n };
}

type Step = "same" | "more" | "less";

function step(before: number | bigint | null, after: number | bigint | null): Step {
  if (before === after) return "same";
  if (after === null) return "more";
  if (before === null) return "less";
  return after > before ? "more" : "less";
}

/** What holds less in any direction can lose values. */
function together(steps: readonly Step[]): TypeChange {
  if (steps.includes("less")) return "narrowed";
  return steps.includes("more") ? "widened" : "same";
}

const isUnsigned = ({ nativeType }: ColumnFacts) => /\bunsigned\b/i.test(nativeType);
/** MySQL lets numbers of every type be without a sign. */
const signStep = (before: ColumnFacts, after: ColumnFacts) =>
  step(isUnsigned(before) ? 0 : 1, isUnsigned(after) ? 0 : 1);

/** Two words for one type in all three kinds of database. */
const exactNumber = /^(decimal|numeric)$/i;
const isSameNumber = (before: ColumnFacts, after: ColumnFacts) =>
  before.dataType === after.dataType || (exactNumber.test(before.dataType) && exactNumber.test(after.dataType));

/** SQL Server's text is of a code page unless its type begins with n. */
const isUnicode = (column: ColumnFacts) => /^n(var)?char$|^ntext$/i.test(column.dataType);

const isFixedText = (column: ColumnFacts) => /^(n?char|bpchar|character)$/i.test(column.dataType);

function enumChange(before: readonly string[], after: readonly string[]): TypeChange {
  const lost = before.some((value) => !after.includes(value));
  const gained = after.some((value) => !before.includes(value));
  if (lost) return "narrowed";
  return gained ? "widened" : "same";
}

function withinKind(before: ColumnFacts, after: ColumnFacts): TypeChange | null {
  switch (before.kind) {
    case "integer": {
      const was = integerRange(before);
      const is = integerRange(after);
      return was && is && together([step(-was.least, -is.least), step(was.greatest, is.greatest)]);
    }
    case "decimal":
      if (!isSameNumber(before, after)) return null;
      return together([
        step(wholeDigits(before), wholeDigits(after)),
        step(before.scale, after.scale),
        signStep(before, after),
      ]);
    case "text":
      // Fixed text is padded with blanks: its values are others in a variable one.
      if (isFixedText(before) !== isFixedText(after) || (isFixedText(before) && before.maxLength !== after.maxLength)) {
        return null;
      }
      return before.dataType === after.dataType || isPlainText(before, after)
        ? together([step(before.maxLength, after.maxLength), step(isUnicode(before) ? 1 : 0, isUnicode(after) ? 1 : 0)])
        : null;
    case "enum":
      return before.enumValues && after.enumValues ? enumChange(before.enumValues, after.enumValues) : null;
    case "float":
      return before.dataType === after.dataType
        ? together([step(before.precision, after.precision), signStep(before, after)])
        : (floatOrder(before, after) ?? null);
    case "binary":
    case "bytes":
      return before.dataType === after.dataType ? together([step(before.maxLength, after.maxLength)]) : null;
    default:
      return before.dataType === after.dataType
        ? together([step(before.precision, after.precision), step(before.scale, after.scale)])
        : null;
  }
}

function wholeDigits({ precision, scale }: ColumnFacts): number | null {
  return precision === null ? null : precision - (scale ?? 0);
}

const plainText = /^(n?varchar|character varying|text|tinytext|mediumtext|longtext|ntext|string)$/i;
const isPlainText = (before: ColumnFacts, after: ColumnFacts) =>
  plainText.test(before.dataType) && plainText.test(after.dataType);

const floatSizes: Readonly<Record<string, number>> = { real: 4, float: 6, "double precision": 8, double: 8 };

function floatOrder(before: ColumnFacts, after: ColumnFacts): TypeChange | null {
  const was = floatSizes[before.dataType.toLowerCase()];
  const is = floatSizes[after.dataType.toLowerCase()];
  return was !== undefined && is !== undefined ? together([step(was, is)]) : null;
}

function isToldByRange(before: ColumnFacts, after: ColumnFacts): boolean {
  if (before.kind === "integer" || before.kind === "enum") return true;
  return before.kind === "decimal" && exactNumber.test(before.dataType) && exactNumber.test(after.dataType);
}

/**
 * How the type of a column changed. *Widened*: every value that fitted still fits. *Narrowed*: some no longer may. *Retyped*: the values are
 * others, or it cannot be told.
 */
export function typeChange(before: ColumnFacts, after: ColumnFacts): TypeChange {
  if (before.nativeType === after.nativeType && before.kind === after.kind) {
    return before.kind === "enum" ? (withinKind(before, after) ?? "same") : "same";
  }
  if (before.kind !== after.kind) return "retyped";
  const change = withinKind(before, after);
  // Where the type's range says all about its values, another way to write it (MySQL's display widths, decimal and numeric) changes nothing.
  if (change === "same") return isToldByRange(before, after) ? "same" : "retyped";
  return change ?? "retyped";
}
