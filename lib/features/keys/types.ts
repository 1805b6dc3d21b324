import type { KeyInput } from "./schema";

export type KeyStrategyName = KeyInput["strategy"];
export type KeyLevelName = "K1" | "K2" | "K3" | "K4";

export interface KeyColumnChoice {
  readonly id: string;
  readonly name: string;
  readonly nativeType: string;
  readonly isNullable: boolean;
}

/** A comparison of rows and items. Counts are of rows, `onlyItems` of items. */
export interface MatchView {
  readonly id: string;
  readonly purpose: "FIRST" | "REBUILD" | "REKEY";
  readonly state: "QUEUED" | "READING" | "READY" | "CONFIRMED" | "FAILED" | "DISCARDED";
  readonly requestedBy: string;
  readonly createdAt: Date;
  readonly readyAt: Date | null;
  readonly confirmedAt: Date | null;
  readonly confirmedBy: string | null;
  readonly errorMessage: string | null;
  /** The mapping or the key changed since: it has to be made anew. */
  readonly isVoid: boolean;
  readonly newKey: { readonly strategy: KeyStrategyName; readonly columns: readonly string[] } | null;
  readonly rowsRead: number;
  readonly itemsRead: number;
  readonly rowsUnusable: number;
  readonly matched: number;
  readonly onlyRows: number;
  readonly onlyItems: number;
  readonly ambiguous: number;
  readonly kept: number;
  readonly runId: string | null;
  /** Null for those who may not see values. */
  readonly samples: MatchSamples | null;
}

export interface MatchSamples {
  readonly matched: readonly MatchSample[];
  readonly onlyRows: readonly MatchSample[];
  readonly onlyItems: readonly MatchSample[];
  readonly ambiguous: readonly AmbiguousSample[];
}

export interface MatchSample {
  /** Of the row; null for an item alone. */
  readonly identity: string | null;
  readonly itemId: number | null;
  /** Some of the item's or the row's values, as one line. */
  readonly summary: string;
}

export interface AmbiguousSample {
  readonly rowId: string;
  readonly identity: string;
  readonly summary: string;
  readonly items: readonly { readonly itemId: number; readonly summary: string }[];
}

/** Everything the page "Key" shows. */
export interface KeyView {
  readonly definitionId: string;
  readonly strategy: KeyStrategyName;
  readonly constraintName: string | null;
  readonly columns: readonly KeyColumnChoice[];
  readonly problems: readonly string[];
  readonly namespace: string;
  readonly isNamespaceFrozen: boolean;
  readonly level: KeyLevelName | null;
  readonly levelReason: string | null;
  readonly listName: string;
  readonly isListProvisioned: boolean;
  readonly isListGone: boolean;
  readonly mayMakeUnique: boolean | null;
  readonly firstMatchAt: Date | null;
  readonly ledgerEntries: number;
  readonly onSourceDelete: "KEEP" | "DELETE" | "MARK";
  readonly allColumns: readonly KeyColumnChoice[];
  readonly constraints: readonly {
    readonly name: string;
    readonly columns: readonly string[];
    readonly isPrimary: boolean;
  }[];
  readonly match: MatchView | null;
  /** Lists of the same site that a recreated list can be among; empty while the present one is there. */
  readonly otherLists: readonly { readonly value: string; readonly label: string }[];
}
