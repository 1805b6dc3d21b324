/** The engine's words, from best to worst. */
export type FitLevel = "exact" | "safe" | "lossy" | "needs-transform" | "impossible";

/** How well one mapping fits, by its types and by the rows that were looked at. */
export interface MappingFit {
  /** `field_mappings.id` */
  readonly mappingId: string;
  readonly sourceColumn: string | null;
  readonly targetColumn: string;
  readonly level: FitLevel;
  /** In whole sentences, what real rows showed first; without values of rows. */
  readonly reasons: readonly string[];
  /** Null before it was measured. */
  readonly measured: MeasuredFit | null;
}

export interface MeasuredFit {
  readonly at: Date;
  readonly instanceLabel: string;
  readonly rows: number;
  /** Whether these are all rows; otherwise the first ones. */
  readonly isWhole: boolean;
  /** The mapping was changed since. */
  readonly isOutdated: boolean;
  readonly empty: number;
  readonly refused: number;
  /** UTF-16 units of the longest text; null for columns that hold no text. */
  readonly longest: number | null;
  /** Different values outside the column's choices; null for columns without choices. */
  readonly unknownChoices: number | null;
  /** Null where the list column is not unique. */
  readonly duplicates: number | null;
  /** Values of rows; null for those who may not see any. */
  readonly values: {
    readonly failing: readonly { readonly identity: string; readonly message: string }[];
    readonly unknownChoices: readonly string[];
  } | null;
}
