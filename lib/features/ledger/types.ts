import type { LedgerState } from "./labels";

export interface LedgerRow {
  readonly id: string;
  readonly identity: string;
  readonly state: LedgerState;
  readonly itemId: number | null;
  /** Where a person can open the item; null without an item. */
  readonly itemUrl: string | null;
  readonly lastSyncAt: Date | null;
  readonly lastRunId: string | null;
  /** What both sides agreed on last, by list column. */
  readonly values: readonly { readonly column: string; readonly value: string | null }[];
}
