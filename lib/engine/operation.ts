import type { ContentHash, FieldValues, HeldFields, Identity, ListNotes, OperationId } from "./types";

/** Why a row's item is deleted, marked or kept as last seen: no row has its key any more, or the row is outside the filter. */
export type LeaveCause = "source-delete" | "left-filter";

export type OperationKind = "CREATE" | "UPDATE" | "RECORD" | "DELETE" | "MARK";

/**
 * One intended write to the list, spooled before anything is sent. RECORD changes only the ledger: hash and base of an item that is right
 * already, or, with a cause, the state of a row that left and whose item is kept. MARK writes the mark column only.
 */
export interface PlannedOperation {
  readonly kind: OperationKind;
  readonly identity: Identity;
  readonly itemId: number | null;
  readonly expectedEtag: string | null;
  /** Set for a row that left, null else. */
  readonly cause: LeaveCause | null;
  /**
   * All values the item shall hold afterwards, which become the base: the mapped ones, and the mark where a row comes back. Of a MARK the mark
   * only; empty for a DELETE and for a RECORD with a cause. A field that KEEP leaves alone is absent, and keeps its former base.
   */
  readonly intended: FieldValues;
  /** The base before, null for a create. */
  readonly before: FieldValues | null;
  readonly contentHash: ContentHash;
}

/** A spooled operation that was claimed for applying. ADOPT ties an item that is there to its row; a person's decision makes it, no plan does. */
export interface Operation extends Omit<PlannedOperation, "kind"> {
  readonly kind: OperationKind | "ADOPT";
  readonly id: OperationId;
  /** How often it was sent before, not counting what the list never looked at. */
  readonly attempts: number;
  /** How often the list put it off while it served others. */
  readonly putOffs: number;
  /**
   * Sent in two parts. A create that was refused whole: its item is made of the needed fields first, the others follow. An update whose row trades
   * unique values with other rows: its item parts with its own first.
   */
  readonly isBare: boolean;
  /** What an update's item is emptied of while rows trade unique values; null where it is not. Part of `before` once that is written. */
  readonly parted: FieldValues | null;
  /**
   * What people had set and earlier writes of this operation, to which no answer came, were sent to replace: one entry a write, oldest first.
   * Kept before a write is sent, since the list may hold only what replaced it afterwards.
   */
  readonly overwritten: readonly FieldValues[];
}

/** An operation that was sent and of which nobody knows whether it was carried out. */
export interface DoubtfulOperation extends Operation {
  /**
   * Of a create that the list says it has put off: what it said, and in how many milliseconds an item made all the same has been told (0: it has).
   * Null where no answer came.
   */
  readonly putOff: { readonly code: string; readonly dueInMs: number } | null;
}

/** Why a row cannot be synced, in stored and shown form. */
export interface Rejection {
  readonly identity: Identity;
  /** LOCAL ones are judged again by each run for free, GRAPH ones by their retry rule. */
  readonly origin: "LOCAL" | "GRAPH";
  /** A code of `lib/errors/codes.ts`. */
  readonly code: string;
  /** Source column or list column at fault, where known. */
  readonly field: string | null;
  /** Plain words with the facts, e.g. the length found and the length allowed. */
  readonly message: string;
  readonly contentHash: ContentHash | null;
  /** What was to be done with the item, of GRAPH ones; null for LOCAL ones, whose rows came to no operation. */
  readonly operationKind: Operation["kind"] | null;
}

/**
 * How an operation came to its end.
 * `adopted`: the item was there already and carried our key. `kept`: the policy let a person's edit stand. `left`: the row left, its item
 * stays as last seen. `returned`: the row that was missing has been found on the primary instance, nothing was written.
 * `detached` and `asked`: somebody deleted the item, and the definition lets go of it or asks a person. `partial`: the list took some fields.
 */
export type DoneHow =
  | "created"
  | "updated"
  | "recorded"
  | "adopted"
  | "kept"
  | "deleted"
  | "marked"
  | "left"
  | "returned"
  | "detached"
  | "asked"
  | "partial";

/** What an operation did. */
export type OperationOutcome =
  | {
      readonly result: "done";
      readonly operation: Operation;
      readonly itemId: number;
      readonly etag: string | null;
      readonly how: DoneHow;
      /** What of `intended` the item holds: all of it, unless the outcome is `partial`. */
      readonly written: FieldValues;
      /** Of `partial`: which field the list did not take, and why. */
      readonly rejection: Rejection | null;
      /** What was learned of how the list treats the fields; absent: nothing new. */
      readonly notes?: ListNotes;
      /** Of `partial`: fields that wait for a person; absent: none. */
      readonly held?: HeldFields;
      /** List values a person had set and this write replaced by policy, kept as before-image; see also the operation's own. */
      readonly overwritten: FieldValues | null;
    }
  | { readonly result: "rejected"; readonly operation: Operation; readonly rejection: Rejection }
  /** Back to the spool, e.g. throttled or proven not applied; `notBeforeMs` is a wait counted from now. */
  | {
      readonly result: "again";
      readonly operation: Operation;
      readonly code: string;
      readonly notBeforeMs: number;
      /** An item that is gone turns its update into a create. */
      readonly asCreate: boolean;
      /** It is sent in two parts from now on. */
      readonly asBare: boolean;
      /** The first part of an update is written: its item is without the value that its row trades. It is read before the second part. */
      readonly hasParted?: true;
      /** False when the list never looked at it, e.g. throttled: such a try does not bring it nearer to being given up. */
      readonly isAttempt: boolean;
    }
  /** The answer was lost, or does not prove that nothing was made: stays SENT, settled by looking at the list. */
  | {
      readonly result: "in-doubt";
      readonly operation: Operation;
      readonly code: string;
      /** How long the list asked to wait, of a create that it says it has put off; null where no answer came. */
      readonly putOffMs: number | null;
    };
