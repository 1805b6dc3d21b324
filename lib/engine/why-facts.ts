import type { OperationKind } from "./operation";
import type { DeletePolicy, LedgerState, ListDeletePolicy, ParentRow, SyncMode } from "./types";

/** What another store said, or why it said nothing: one silent store must not hide what the others know. */
export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /** A code of `lib/errors/codes.ts`. */
      readonly code: string;
      readonly message: string;
      readonly remedy: string;
    };

/**
 * All that is known about one row and its item at one moment. Times are ISO 8601, UTC. Gathered by lib/sync, so that deciding why stays pure
 * and can be tried on any combination.
 */
export interface RowFacts {
  readonly key: {
    /** As it was asked, or as the ledger has it. */
    readonly text: string;
    /** Why the text names no row; null where it does. */
    readonly problem: string | null;
  };
  readonly definition: {
    readonly name: string;
    readonly mode: SyncMode;
    readonly isEnabled: boolean;
    readonly onSourceDelete: DeletePolicy;
    readonly onLeftFilter: DeletePolicy;
    readonly onListDelete: ListDeletePolicy;
    /** The first parent that is switched off, in words. */
    readonly pausedParent: string | null;
    /** What keeps the definition from running, in words. */
    readonly problems: readonly string[];
    readonly halted: { readonly code: string; readonly message: string; readonly at: string | null } | null;
    /** When the schedule starts the next run; null without a schedule. */
    readonly nextRunAt: string | null;
    /** When a run last came to its end; null before the first. */
    readonly lastCompletedAt: string | null;
    /** Column that changed rows are found by; null where each run reads all. */
    readonly cursorColumn: string | null;
  };
  /** Rows that have this key, by the best instance that answered. */
  readonly source: Asked<{ readonly instance: string; readonly rows: number }>;
  /** The row filter over the row; null without a filter or a row. `passes` is null where the expression fails on this row. */
  readonly filter: { readonly expression: string; readonly passes: boolean | null; readonly message: string } | null;
  /** The row through the mapping; null without exactly one row. What it refers to may have to be asked for. */
  readonly mapping: Asked<
    | { readonly fits: true }
    | {
        readonly fits: false;
        readonly code: string;
        readonly field: string;
        readonly message: string;
        /** The row that has to be in its list first; null where the value itself does not fit. */
        readonly parent: ParentRow | null;
      }
  > | null;
  /** The open rejection of this identity. */
  readonly rejection: {
    readonly origin: "LOCAL" | "GRAPH";
    readonly code: string;
    readonly field: string | null;
    readonly message: string;
    readonly attempts: number;
    readonly firstSeenAt: string;
    /** Null: with every run. */
    readonly nextRetryAt: string | null;
    /** Row and mapping are what was refused; null where that cannot be told. */
    readonly isSameContent: boolean | null;
  } | null;
  /** The newest operation on this row that has no outcome yet. */
  readonly operation: {
    readonly kind: OperationKind;
    readonly state: "PENDING" | "SENT" | "HELD";
    readonly attempts: number;
    readonly notBefore: string | null;
    readonly outcomeCode: string | null;
    readonly runId: string;
    readonly isRunOpen: boolean;
  } | null;
  /** The definition's run that is under way. */
  readonly openRun: {
    readonly id: string;
    readonly phase: "QUEUED" | "DECIDING" | "HALTED" | "APPLYING" | "WAITING" | "DONE";
    readonly waitingUntil: string | null;
  } | null;
  /** Guards that stopped the newest run before its first write, each with what it found and its limit; null where it was not stopped. */
  readonly halt: { readonly runId: string; readonly guards: readonly string[]; readonly plansThisRow: boolean } | null;
  readonly entry: {
    readonly state: LedgerState;
    readonly itemId: number | null;
    readonly cause: string | null;
    readonly leftAt: string | null;
    readonly lastSyncAt: string | null;
  } | null;
  /** The item by its number, or else by its key; null where the list has none. */
  readonly list: Asked<{ readonly itemId: number; readonly foundBy: "item" | "key" } | null>;
  /** Who owns the item that carries this row's key, where it is not this entry. */
  readonly owner: { readonly definition: string; readonly identity: string } | null;
}

/** Stable names of the answers. Of several that hold, the first one here is the answer. */
export const whyCauses = [
  "present",
  // What is settled about this very row, whatever state the sync is in.
  "key-null",
  "key-unreadable",
  "waits-for-decision",
  "deleted-in-list",
  "archived",
  "left",
  "left-alone",
  "row-missing",
  // What keeps all rows away.
  "definition-paused",
  "parent-paused",
  "definition-incomplete",
  "source-unreachable",
  // What keeps this row away.
  "key-duplicate",
  "row-filtered",
  "mapping-refused",
  "parent-missing",
  "owned-elsewhere",
  "list-refused",
  // What only delays it.
  "run-halted",
  "definition-halted",
  "in-doubt",
  "waiting-for-graph",
  "in-open-run",
  "item-vanished",
  "list-unreachable",
  "next-run",
] as const;
export type WhyCause = (typeof whyCauses)[number];

/** One question on the way to the answer. */
export interface WhyStep {
  readonly id: string;
  readonly question: string;
  /** `fine`: goes on. `stops`: this alone keeps the item away. `note`: worth knowing. `unknown`: could not be asked. */
  readonly result: "fine" | "stops" | "note" | "unknown";
  readonly answer: string;
  /** Facts behind the answer, each a line. */
  readonly evidence: readonly string[];
  readonly remedy: string | null;
  /** Set where the step stops: what it means. */
  readonly cause: WhyCause | null;
  /** A code of `lib/errors/codes.ts`, where one applies. */
  readonly code: string | null;
}

export interface WhyAnswer {
  /** Whether the list holds this row's item now; null where the list could not be asked. */
  readonly isPresent: boolean | null;
  readonly cause: WhyCause;
  readonly title: string;
  readonly text: string;
  readonly remedy: string | null;
  readonly steps: readonly WhyStep[];
}
