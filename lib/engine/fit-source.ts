import type { TargetColumn, ValueKind } from "./types";

/** How a source column fits a list column; from best to worst. */
export type FitLevel = "exact" | "safe" | "lossy" | "needs-transform" | "impossible";

export interface TypeFit {
  readonly level: FitLevel;
  /** In whole sentences; none for an exact fit with nothing to say. */
  readonly reasons: readonly string[];
  /** What is lost although nothing is refused: something of each value, or only what is empty. Absent: nothing. */
  readonly loses?: "always" | "when-empty";
}

/** What is known of a source column, or of what an expression gives, without looking at a row. */
export interface FitSource {
  readonly kind: ValueKind;
  readonly nativeType: string;
  /** Greatest number of characters, as the database counts them; null for none. */
  readonly maxLength: number | null;
  readonly precision: number | null;
  readonly scale: number | null;
  readonly isNullable: boolean;
  readonly isUnique: boolean;
  /** Allowed values of an enum, or of an array's elements. */
  readonly enumValues: readonly string[] | null;
}

export interface FitTarget extends TargetColumn {
  readonly isRequired: boolean;
  readonly isUnique: boolean;
  /** Why the column cannot be written at all. */
  readonly readOnlyReason: string | null;
  /** Of lookups: why nobody knows the parents' items. */
  readonly lookupRefusal: string | null;
}

/** A fit with the reasons that there are. */
export function verdict(level: FitLevel, ...reasons: readonly (string | undefined)[]): TypeFit {
  return { level, reasons: reasons.filter((reason) => reason !== undefined) };
}

/** Sign and point of a number written as text. */
const numberSigns = 2;
/** Characters of a kind's longest text form. */
const widths: Partial<Record<ValueKind, number>> = {
  integer: 20,
  float: 25,
  boolean: 5,
  instant: 33,
  "local-datetime": 32,
  date: 16,
  time: 21,
  interval: 60,
  uuid: 36,
};

/** Most characters that a column's values have in their text form; null where they have no bound. */
export function widthOf({ kind, maxLength, precision, enumValues }: FitSource): number | null {
  switch (kind) {
    case "text":
      return maxLength;
    case "enum":
      return enumValues ? Math.max(1, ...enumValues.map((value) => value.length)) : maxLength;
    case "decimal":
      return precision === null ? null : precision + numberSigns;
    case "bytes":
      return maxLength === null ? null : maxLength * 2;
    default:
      return widths[kind] ?? null;
  }
}
