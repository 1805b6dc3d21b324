import type { FieldChange, OperationRow } from "@/lib/features/runs/types";
import type { FieldState, LedgerState } from "./labels";

/** What another store said, or why it said nothing: one silent store hides nothing of the others. */
export type Answered<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly remedy: string };

/** One question on the way to the answer why a row is not in the list. Times in its texts are ISO 8601. */
export interface WhyStep {
  readonly id: string;
  readonly question: string;
  readonly result: "fine" | "stops" | "note" | "unknown";
  readonly answer: string;
  readonly evidence: readonly string[];
  readonly remedy: string | null;
  /** Stable name of what keeps the item away; null where the step does not. */
  readonly cause: string | null;
  /** A code of the error registry, where one applies. */
  readonly code: string | null;
}

export interface WhyAnswer {
  /** Whether the list holds this row's item now; null where the list could not be asked. */
  readonly isPresent: boolean | null;
  /** Stable name of the answer, e.g. `row-missing`. */
  readonly cause: string;
  readonly title: string;
  readonly text: string;
  readonly remedy: string | null;
  readonly steps: readonly WhyStep[];
}

/** A page on which something is mended or looked into. */
export interface WayOut {
  readonly label: string;
  readonly href: string;
}

/** A field that waits for a person's decision. */
export interface HeldValue {
  readonly mappingId: string;
  readonly column: string;
  /** `edited-in-list` or `ping-pong`. */
  readonly code: string;
  /** What the row would write, when it was held. */
  readonly ours: string | null;
  /** What the list held then. */
  readonly theirs: string | null;
}

export interface LedgerRow {
  readonly id: string;
  readonly identity: string;
  readonly state: LedgerState;
  readonly itemId: number | null;
  /** Where a person can open the item; null without an item. */
  readonly itemUrl: string | null;
  readonly lastSyncAt: Date | null;
  readonly lastRunId: string | null;
  readonly held: readonly HeldValue[];
  /** What both sides agreed on last, by list column. */
  readonly values: readonly { readonly column: string; readonly value: string | null }[];
}

/** A sync whose ledger can be looked into. */
export interface LedgerOfSync {
  readonly definitionId: string;
  readonly definitionName: string;
  readonly tableName: string;
  readonly listName: string;
}

/** An entry of some sync's ledger. */
export interface FoundEntry extends Omit<LedgerRow, "held" | "values"> {
  readonly definitionId: string;
  readonly definitionName: string;
  readonly listName: string;
  /** Whether this sync has more that would fit: they are found in its own ledger. */
  readonly hasMore: boolean;
}

/** What the ledger holds of one row. */
export interface PassportEntry {
  readonly id: string;
  readonly state: LedgerState;
  readonly itemId: number | null;
  readonly itemUrl: string | null;
  /** Why it is not simply linked, in words; null where it is. */
  readonly cause: string | null;
  readonly leftAt: Date | null;
  readonly firstSeenAt: Date;
  readonly lastSyncAt: Date | null;
  readonly lastRunId: string | null;
  readonly etag: string | null;
  readonly instanceLabel: string | null;
}

/** One mapped field on both sides; null for an empty value, undefined for one that is not known. */
export interface PassportField {
  readonly mappingId: string;
  readonly sourceColumn: string;
  readonly targetColumn: string;
  readonly isKey: boolean;
  /** As the table holds it now. */
  readonly source: string | null | undefined;
  /** As the list would hold it. */
  readonly wanted: string | null | undefined;
  /** What both sides agreed on last. */
  readonly base: string | null | undefined;
  /** As the list holds it now. */
  readonly list: string | null | undefined;
  readonly state: FieldState;
  /** What waits for a decision; null where nothing does. */
  readonly held: HeldValue | null;
}

export interface PassportRejection {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly remedy: string;
  readonly field: string | null;
  readonly message: string;
  readonly attempts: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly nextRetryAt: Date | null;
  /** Null while it is open. */
  readonly resolvedAt: Date | null;
}

/** An operation that has no outcome yet. */
export interface PendingOperation {
  readonly kind: OperationRow["kind"];
  readonly state: "PENDING" | "SENT" | "HELD";
  readonly runId: string;
  readonly attempts: number;
  readonly notBefore: Date | null;
  readonly changes: readonly FieldChange[];
}

/** One row on both sides, with all that is known of it. */
export interface RowPassport {
  readonly definitionId: string;
  readonly definitionName: string;
  readonly listName: string;
  readonly tableName: string;
  /** The identity, or what was asked where it names no row. */
  readonly text: string;
  /** Null where the text names no row and the ledger has none. */
  readonly identityHash: string | null;
  readonly readAt: Date;
  readonly entry: PassportEntry | null;
  readonly source: Answered<{
    readonly instanceLabel: string;
    readonly rows: number;
    /** All columns that were read of the first row. */
    readonly values: readonly { readonly column: string; readonly type: string; readonly value: string | null }[];
  }>;
  readonly list: Answered<{
    readonly itemId: number;
    readonly itemUrl: string | null;
    readonly foundBy: "item" | "key";
    readonly etag: string | null;
  } | null>;
  readonly fields: readonly PassportField[];
  readonly pending: PendingOperation | null;
  /** Open and past, newest first, at most 20. */
  readonly rejections: readonly PassportRejection[];
  readonly why: WhyAnswer;
  /** Where what keeps the row away is mended, by the cause of a step. */
  readonly waysOut: Readonly<Partial<Record<string, WayOut>>>;
}

/** One run's operation on a row. */
export interface RowOperation extends Omit<OperationRow, "seq" | "identity"> {
  readonly runId: string;
  /** ISO 8601. */
  readonly runStartedAt: string;
  readonly settledAt: Date | null;
}
