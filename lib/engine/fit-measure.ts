import { describeError, type ErrorCode } from "@/lib/errors/codes";
import type { TypeFit } from "./fit-source";
import { compileField, type Field } from "./mapping";
import type { References } from "./references";
import type {
  CanonicalValue,
  Definition,
  FieldMapping,
  Identity,
  SourceColumn,
  SourceRow,
  TargetColumn,
} from "./types";
import type { Refusal } from "./value";

/** A row that the column cannot take as it is. Both texts may quote values of the row. */
export interface FailingRow {
  readonly identity: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/** What some rows of real data make of a mapping. */
export interface FitMeasure {
  readonly rows: number;
  /** Rows that leave the list column empty. */
  readonly empty: number;
  readonly refused: number;
  readonly byCode: readonly { readonly code: ErrorCode; readonly rows: number }[];
  /** UTF-16 units of the longest text, refused ones included; null for columns that hold no text. */
  readonly longest: number | null;
  /** Values outside the choices: how many different ones, and some of them. Null for columns without choices. */
  readonly unknownChoices: { readonly distinct: number; readonly examples: readonly string[] } | null;
  /** Rows whose value stood in an earlier row too; null where the list column is not unique. */
  readonly duplicates: number | null;
  /** Rows whose number is outside the range of the list column, which are sent all the same; null for columns without a range. */
  readonly outOfRange: number | null;
  readonly failing: readonly FailingRow[];
}

/** Failing rows that are kept to be shown. */
const mostFailing = 20;
const mostExamples = 20;
/** Distinct values that are remembered, of choices and of unique columns; beyond them only the remembered ones are recognised. */
const mostDistinct = 200_000;

/** A column that takes the texts of the measured one whatever they are, to see what is refused. Null where there is no text to see. */
function withoutLimits(target: TargetColumn): TargetColumn | null {
  switch (target.type) {
    case "text":
    case "note":
      return { ...target, type: "note", maxLength: Number.MAX_SAFE_INTEGER };
    case "choice":
    case "multi-choice":
      return { ...target, allowsOtherChoices: true };
    default:
      return null;
  }
}

const textsOf = (value: CanonicalValue): readonly string[] =>
  typeof value === "string" ? [value] : Array.isArray(value) ? value.map(String) : [];

/** Counts how one mapping's values fit its column, row by row, in bounded memory. */
export class FitCounter {
  private rows = 0;
  private empty = 0;
  private duplicates = 0;
  private outOfRange = 0;
  private longest = 0;
  private readonly codes = new Map<ErrorCode, number>();
  private readonly outside = new Set<string>();
  private readonly seen = new Set<string>();
  private readonly failing: FailingRow[] = [];
  private readonly field: Field;
  private readonly unlimited: Field | null;

  constructor(
    private readonly mapping: FieldMapping,
    private readonly isUnique: boolean,
    columns: readonly SourceColumn[],
    definition: Pick<Definition, "timeZone" | "facts">,
    references: References | null,
  ) {
    this.field = compileField(mapping, columns, definition, references);
    const target = withoutLimits(mapping.target);
    this.unlimited = target && compileField({ ...mapping, target }, columns, definition, references);
  }

  /** Counts one row. With references, their page must be resolved. */
  add(row: SourceRow, identity: Pick<Identity, "text">): void {
    this.rows++;
    const conversion = this.field.read(row);
    if (conversion.ok) {
      if (conversion.value === null) this.empty++;
      else {
        this.lookForTwins(conversion.value);
        if (this.isOutside(conversion.value)) this.outOfRange++;
      }
    } else this.refuse(conversion, identity);
    const texts = this.unlimited?.read(row);
    if (texts?.ok) this.lookAtTexts(textsOf(texts.value));
  }

  result(): FitMeasure {
    const { target } = this.mapping;
    const hasChoices = target.type === "choice" || target.type === "multi-choice";
    const byCode = [...this.codes].map(([code, rows]) => ({ code, rows })).sort((a, b) => b.rows - a.rows);
    return {
      rows: this.rows,
      empty: this.empty,
      refused: byCode.reduce((sum, { rows }) => sum + rows, 0),
      byCode,
      longest: target.type === "text" || target.type === "note" ? this.longest : null,
      unknownChoices:
        hasChoices && !target.allowsOtherChoices
          ? { distinct: this.outside.size, examples: [...this.outside].slice(0, mostExamples) }
          : null,
      duplicates: this.isUnique ? this.duplicates : null,
      outOfRange: target.range ? this.outOfRange : null,
      failing: this.failing,
    };
  }

  private refuse({ code, message }: Refusal, identity: Pick<Identity, "text">): void {
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
    if (this.failing.length < mostFailing) this.failing.push({ identity: identity.text, code, message });
  }

  /** A unique column ignores case (Graph contract 14 b). */
  private lookForTwins(value: CanonicalValue): void {
    if (!this.isUnique) return;
    const key = JSON.stringify(typeof value === "string" ? value.toLowerCase() : value);
    if (this.seen.has(key)) this.duplicates++;
    else if (this.seen.size < mostDistinct) this.seen.add(key);
  }

  private isOutside(value: CanonicalValue): boolean {
    const { range } = this.mapping.target;
    if (!range || typeof value !== "number") return false;
    return value < (range.least ?? value) || value > (range.greatest ?? value);
  }

  private lookAtTexts(texts: readonly string[]): void {
    const { type, choices } = this.mapping.target;
    const hasChoices = type === "choice" || type === "multi-choice";
    for (const text of texts) {
      if (text.length > this.longest) this.longest = text.length;
      if (hasChoices && !choices.includes(text) && this.outside.size < mostDistinct) this.outside.add(text);
    }
  }
}

const count = (rows: number) => rows.toLocaleString("en-US");

/** A share with as many digits as it takes to be no zero. */
function share(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  if (percent >= 99.95) return part === whole ? "100 %" : "Over 99.9 %";
  return percent < 0.1 ? "Less than 0.1 %" : `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}

/** Refusals that end by themselves, once a parent or a person has arrived. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["parent-missing", "person-unknown"]);

/**
 * The fit by types, corrected by what real rows showed: refused rows make any fit lossy, or leave it to a transform where no value was taken;
 * types that may refuse but did not in any row looked at are safe. What is lost of every value stays lost.
 */
export function measuredFit(byType: TypeFit, measure: FitMeasure, isWhole: boolean): TypeFit {
  const { rows, refused, empty } = measure;
  if (rows === 0 || byType.level === "impossible") return byType;
  const looked = `${isWhole ? "all" : "the first"} ${count(rows)} rows`;
  const found = measure.byCode.map(
    ({ code, rows: of }) => `${share(of, rows)} of ${looked}: ${describeError(code).title}`,
  );
  const twins = measure.duplicates ?? 0;
  if (twins > 0) found.push(`${share(twins, rows)} of ${looked}: The value stands in another row too.`);
  const outside = measure.outOfRange ?? 0;
  if (outside > 0) found.push(`${share(outside, rows)} of ${looked}: The number is outside the list column's range.`);
  if (found.length > 0) {
    const isNothingTaken = refused === rows - empty && !measure.byCode.some(({ code }) => passing.has(code));
    return { level: isNothingTaken ? "needs-transform" : "lossy", reasons: [...found, ...byType.reasons] };
  }
  const isLost = byType.loses === "always" || (byType.loses === "when-empty" && empty > 0);
  const level = byType.level === "exact" || isLost ? byType.level : "safe";
  return { ...byType, level, reasons: [`None of ${looked} is refused.`, ...byType.reasons] };
}
