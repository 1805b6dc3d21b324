import type { RunCounts } from "./counts";
import type { AlikeField, enoughOwned, Halt } from "./guard";
import type {
  DoubtfulOperation,
  Operation,
  OperationKind,
  OperationOutcome,
  PlannedOperation,
  Rejection,
} from "./operation";
import type {
  ContentHash,
  FieldValues,
  Identity,
  IdentityHash,
  LedgerEntry,
  ListNotes,
  MappingId,
  SourceColumn,
  SourceRow,
} from "./types";

/**
 * The engine reaches the world only through these ports. Each has one real implementation (lib/sync over a connector or the metastore) and
 * one in memory (lib/engine/testing), and both pass the same contract test.
 * Every method may throw a SyncError; `halt` stops the run, `transient` lets it be continued later.
 */

/** One consistent reading of a source table. */
export interface SourceSnapshot {
  readonly columns: readonly SourceColumn[];
  /** Rows that are expected, estimated without counting; null if unknown. */
  readonly rowsExpected: number | null;
  /** Comparable token of how fresh this reading is, e.g. `pg:<system id>/<database oid>:<lsn>`; null where the store has none. */
  readonly freshnessToken: string | null;
  /** Time by the source's own clock when the snapshot was taken. ISO 8601, UTC. */
  readonly takenAt: string;
  /** Whether all rows of the table are read: only then may a row be inferred to be gone. False for a reading by cursor. */
  readonly isComplete: boolean;
  /** Whether all pages see one state of the table: only then is a row that was not met certainly not there. */
  readonly isSnapshot: boolean;
  /** Whether the instance is read that {@link SourcePort.lookUp} asks: another one may lag behind it. */
  readonly isPrimary: boolean;
  /** Older than what the list holds, or not comparable with it: such a reading neither deletes nor overwrites (sync-semantics 6). Never complete. */
  readonly isStale: boolean;
  /** Pages in key order where the table has a usable key; a page is bounded, the next one is read when it is asked for. */
  pages(): AsyncIterable<readonly SourceRow[]>;
  /** After the last page: where the next reading by cursor begins; null without a cursor, and where no row had a value. */
  position(): string | null;
  /** After the last page of a reading by a cursor of times: rows dated more than a day after the source's own clock, which each run reads again. */
  rowsAhead(): number;
  /** The rows of these keys as the instance that is read holds them now; at most 1,000 keys, values of the key columns in declared order. */
  lookUp(keys: readonly (readonly string[])[]): Promise<readonly SourceRow[]>;
  /** Ends the snapshot and gives the connection back; harmless when repeated. */
  close(): Promise<void>;
}

export interface SourcePort {
  /** Opens a snapshot of the definition's table with the named columns. */
  open(columns: readonly string[], signal: AbortSignal): Promise<SourceSnapshot>;
  /**
   * Of at most 1,000 keys those that the definition's primary instance holds now, as values of the key columns in declared order: a row that
   * was not met is asked for again before its item is touched (sync-semantics 8). `columns` names what is read instead, beginning with the key
   * columns. Throws where the primary cannot be asked; no other instance answers for it.
   */
  lookUp(
    keys: readonly (readonly string[])[],
    signal: AbortSignal,
    columns?: readonly string[],
  ): Promise<readonly SourceRow[]>;
}

/** What Graph refused of a row, until its next try is due. */
export interface RefusedOperation {
  readonly contentHash: ContentHash | null;
  readonly mappingVersion: number;
  /** Null where it was refused before this was kept: then it holds nothing back of a row that left. */
  readonly operationKind: Operation["kind"] | null;
}

/** What is known of the rows of one page before they are compared. */
export interface KnownRows {
  /**
   * Rows that the ledger does not hold as LINKED with this very content: their entry, or null where there is none.
   * A row that is absent from the map is unchanged, so that a run over unchanged rows moves next to nothing.
   */
  readonly changed: ReadonlyMap<IdentityHash, LedgerEntry | null>;
  /** Open rejections by Graph whose next try is not due yet: the content that was refused. */
  readonly refused: ReadonlyMap<IdentityHash, RefusedOperation>;
  /** Rows with any open rejection, so that a row that became good can be cleared. */
  readonly rejected: ReadonlySet<IdentityHash>;
}

/** Entries whose rows a complete reading did not meet, in the order of their hashes. */
export interface MissingPage {
  readonly entries: readonly LedgerEntry[];
  /** Of them, as in {@link KnownRows}. */
  readonly refused: KnownRows["refused"];
}

/** An entry with its item. */
export interface OwnedItem {
  readonly identity: string;
  readonly itemId: number;
}

/** What the guards compare a plan with. */
export interface LedgerSize {
  /** Entries that own an item whose row is there: LINKED or PARTIAL. After a reading by cursor as far as {@link enoughOwned} asks for them. */
  readonly owned: number;
  /** No run of this definition has come to its end yet. */
  readonly isFirstLoad: boolean;
}

/** What a run has done or will do with an item. */
export interface PlannedOnItem extends Pick<Operation, "kind" | "intended"> {
  /** It is not at its end yet. */
  readonly isOpen: boolean;
}

/** Open operations of a run; those that were sent are of its whole definition. */
export interface Backlog {
  readonly pending: number;
  readonly sent: number;
  /** Milliseconds until the earliest pending one is due (0: now); null where none is pending. */
  readonly dueInMs: number | null;
  /** Milliseconds until all that were sent can be settled without a pause (0: now, or one has no answer at all); null where none was sent. */
  readonly settleInMs: number | null;
}

/**
 * The metastore of one run under its lease. Every call is one transaction that first proves the lease
 * and throws `lease-lost` (halt) when another holder has taken it.
 */
export interface RunStore extends LostCreatesStore {
  lookup(
    rows: readonly { readonly hash: IdentityHash; readonly contentHash: ContentHash | null }[],
  ): Promise<KnownRows>;
  /**
   * Tells the entries of which {@link lookup} would say nothing where the row has their content: LINKED, and without an open rejection. In parts of
   * any order, until `take` answers that it wants no more; 16 bytes an entry: the first 8 of its identity's hash, then the first 8 of its content's.
   * Nobody else writes them while the lease is held.
   */
  linked(take: (digests: Uint8Array) => boolean): Promise<void>;
  /** Forgets operations and the seen-set of an interrupted decide phase of this run. Nothing of them was sent. */
  beginDeciding(snapshot: {
    readonly rowsExpected: number | null;
    readonly isComplete: boolean;
  }): Promise<Pick<LedgerSize, "isFirstLoad">>;
  /** How many LINKED and PARTIAL entries there are; `most` where there are at least so many, so that a large ledger need not be counted. */
  owned(most: number | null): Promise<number>;
  /** Identities of some LINKED or PARTIAL entries, at most `most`. */
  ownedIdentities(most: number): Promise<readonly Identity[]>;
  /**
   * Spools operations, stores rejections and clears `resolved` ones, as one page of the decide phase. `counts` are the run's totals so far.
   * `seen` are identities that the reading met, whatever became of their rows, as `prefixesOf` gives them: by the first {@link missing} all of those
   * that {@link owned} counts; empty where nothing is inferred from them.
   */
  spool(page: {
    readonly operations: readonly PlannedOperation[];
    readonly rejections: readonly Rejection[];
    readonly resolved: readonly IdentityHash[];
    readonly seen: Uint8Array;
    readonly counts: RunCounts;
  }): Promise<void>;
  /** Takes operations of these rows out of the spool again, since none of several rows with one key is written; answers what they were. */
  revoke(rows: readonly IdentityHash[]): Promise<readonly Pick<PlannedOperation, "kind" | "cause">[]>;
  /**
   * LINKED and PARTIAL entries of this definition whose identity is not in the run's seen-set, after the given hash, at most `limit`; an empty
   * page is the end. Throws (transient) where the seen-set is not whole, as after a crash of the metastore: nothing is inferred then.
   */
  missing(after: IdentityHash | null, limit: number): Promise<MissingPage>;
  /**
   * Identities whose rows have to be judged although a reading by cursor may have passed them: those with an open rejection, and those whose
   * item is not yet there or not whole (P3). By hash, after the given one, at most `limit`; an empty page is the end.
   */
  unsettled(after: IdentityHash | null, limit: number): Promise<readonly Identity[]>;
  /** Fields that more than `limit` updates of the plan empty or set to one and the same value, of fields that the base knew before. */
  alike(limit: number): Promise<readonly AlikeField[]>;
  /** Some LINKED or PARTIAL entries from all over the ledger, at most `limit`. */
  sampleOwned(limit: number): Promise<readonly OwnedItem[]>;
  /** Identities of some operations of these kinds, in the plan's order. */
  planned(kinds: readonly OperationKind[], limit: number): Promise<readonly string[]>;
  /**
   * Ends the decide phase: from here on a restart goes on with applying. The cursor takes effect when the run ends. With a halt the run ends
   * here, its plan is kept for a person to approve.
   */
  endDeciding(
    result: Pick<SourceSnapshot, "freshnessToken" | "takenAt" | "isStale"> & {
      readonly position: string | null;
      /** Items whose rows were not met were left alone, so that the reading does not count as a full scan. */
      readonly hasPutOff: boolean;
      readonly halt: Halt | null;
    },
  ): Promise<void>;
  /**
   * Claims up to `limit` pending operations that are due, marks them SENT and commits, before anything is sent.
   * Creates get a PENDING_CREATE ledger entry in the same transaction.
   */
  claim(limit: number): Promise<readonly Operation[]>;
  /** Operations of this definition left SENT: by an earlier holder, by an earlier run, or in doubt by this one; at most `limit`. */
  inDoubt(limit: number): Promise<readonly DoubtfulOperation[]>;
  /** Of rows and the items that carry their key: the rows whose item another row owns, of this definition or another (sync-semantics 5). */
  ownedElsewhere(
    found: readonly { readonly hash: IdentityHash; readonly itemId: number }[],
  ): Promise<ReadonlySet<IdentityHash>>;
  /** What this run has done or will do with these items of the definition; those that it leaves as they are, or could not write, are absent. */
  plannedOn(itemIds: readonly number[]): Promise<ReadonlyMap<number, PlannedOnItem>>;
  /** Of refusals by their signature: the fields that were found at fault within the last day. */
  isolated(signatures: readonly string[]): Promise<ReadonlyMap<string, Culprits>>;
  /** Keeps what was found out about a refusal. */
  keepIsolated(signature: string, culprits: Culprits): Promise<void>;
  /**
   * What the ledger remembers of how the list treats these rows' fields, and the eTag of our last write; rows that it does not know are absent.
   * Asked for items that are read before they are written, which is rare.
   */
  listNotes(
    rows: readonly IdentityHash[],
  ): Promise<ReadonlyMap<IdentityHash, ListNotes & { readonly etag: string | null }>>;
  /**
   * Stores outcomes, ledger entries and rejections of one group in one transaction and adds them to the run's counts.
   * An operation of an ended run that shall be done again is dropped instead: the present run decides anew. Edits that an operation took the
   * place of, or may have, are told in the run's story when it is at its end, and its before-image takes them in.
   */
  settle(outcomes: readonly OperationOutcome[]): Promise<void>;
  /** Keeps what people had set in these operations' items before it is replaced, in the place of what was kept of them before. */
  keepOverwritten(edits: readonly Pick<Operation, "id" | "overwritten">[]): Promise<void>;
  /** How many operations are open, and when they are due. */
  backlog(): Promise<Backlog>;
  /** One line of the run's story for people. */
  event(event: {
    readonly severity: "INFO" | "WARN" | "ERROR";
    readonly type: string;
    readonly message: string;
    readonly payload?: Readonly<Record<string, unknown>>;
  }): Promise<void>;
}

/** One write to the list. An update carries only the fields that it changes; a delete only what it takes away. */
export type ListWrite =
  | { readonly kind: "create"; readonly key: string; readonly values: FieldValues }
  | {
      readonly kind: "update";
      readonly itemId: number;
      readonly etag: string;
      readonly values: FieldValues;
      /** The SyncBridgeKey that the item shall carry from now on, null for none; left out, it keeps its own. */
      readonly key?: string | null;
    }
  | { readonly kind: "delete"; readonly itemId: number; readonly etag: string };

/** What a list said to one write. */
export type WriteAnswer =
  /** Of a delete the eTag is null. */
  | { readonly status: "written"; readonly itemId: number; readonly etag: string | null }
  /** Refused because the eTag differs, or two writers met: nothing was written. */
  | { readonly status: "changed-meanwhile" }
  /** A unique column has the value already; the list does not say which. */
  | { readonly status: "not-unique" }
  | { readonly status: "gone" }
  /** `isItemClosed`: no write to this item is taken, whatever its values are, so that no field of it is at fault. */
  | {
      readonly status: "refused";
      readonly message: string;
      readonly field: string | null;
      readonly isItemClosed?: true;
    }
  /**
   * Not applied, by what the list says: throttled, or unavailable before the write. Where `wasSent` this is only what it says (Graph contract 8),
   * else the request never left.
   */
  | { readonly status: "later"; readonly code: string; readonly retryAfterMs: number; readonly wasSent: boolean }
  /** Nobody knows: timeout after sending, reset, or a server error after a create. */
  | { readonly status: "in-doubt"; readonly code: string };

/** One item as it stands in the list now. `values` holds exactly the mapped fields in canonical form (absent fields are null). */
export interface ListItem {
  readonly itemId: number;
  readonly etag: string | null;
  readonly values: FieldValues;
  /** Whether a person changed the item last; absent where the list does not tell. */
  readonly isByPerson?: boolean;
}

/** An item of ours and the values that the list refused to write to it together. */
export interface RefusedItem {
  readonly itemId: number;
  /** As it was last known; nothing is written over a later one. */
  readonly etag: string;
  readonly values: FieldValues;
}

/** Fields that the list refused alone, with what it said to each. */
export type Culprits = IsolatedRefusal["culprits"];

/** What of a refusal lies at which field, and what the item holds after that was found out. */
export interface IsolatedRefusal {
  /** Fields refused alone, with what the list said to each; none where only their combination was refused, and all is written now. */
  readonly culprits: readonly { readonly field: MappingId; readonly message: string }[];
  /** Of the values given: those that the item holds now. */
  readonly written: FieldValues;
  /** Of the values given: those of which nothing is known, as the search broke off (the item was edited or deleted, or no answer came). */
  readonly undecided: FieldValues;
  /** For the next update; null where the item must be read first. */
  readonly etag: string | null;
}

/** The list of one definition. Values go in and come out in canonical form; the port translates to and from the wire. */
export interface ListPort extends LostCreatesList {
  /** Whether the list still carries the key column as it was set up; throws `key-column-lost` (halt) when not. */
  verifyKeyColumn(signal: AbortSignal): Promise<void>;
  /**
   * Writes several items; answers in the order of the requests, one each. A create carries its SyncBridgeKey, updates and deletes their eTag.
   * Never throws for a single item; throws for what concerns all (login, permission, list gone).
   */
  write(requests: readonly ListWrite[], signal: AbortSignal): Promise<readonly WriteAnswer[]>;
  /**
   * Finds the fields at fault among values that the list refused for an item of ours, by conditional updates of parts of them: whatever is
   * not at fault is written by it, nothing is ever created. Takes at most 2·k·⌈log₂ n⌉ + 1 updates for k culprits among n fields, so ask for it
   * sparingly (sync-semantics 7). Throws what concerns all items (login, permission, list gone).
   */
  isolateRefusal(refused: RefusedItem, signal: AbortSignal): Promise<IsolatedRefusal>;
  /** Items by SyncBridgeKey; absent keys are absent from the map. */
  findByKey(keys: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, ListItem>>;
  /**
   * Items by id; absent items are absent from the map. So are those that the list fails to give again and again while it gives others: they are
   * added to `unread`, and nothing is known of them. Without it they make the whole reading fail.
   */
  readItems(ids: readonly number[], signal: AbortSignal, unread?: Set<number>): Promise<ReadonlyMap<number, ListItem>>;
}

/** Time that can be controlled in tests. */
export interface ClockPort {
  /** Waits, or rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** An item as the list's story of changes tells it. */
export interface ToldItem extends ListItem {
  /** Its SyncBridgeKey; null where the item or the list has none. */
  readonly key: string | null;
  /** Whether our application made it; null where the list does not say. */
  readonly isOurs: boolean | null;
}

/** One part of what changed since a link was given. `end` closes a complete telling and carries the link to begin from next time. */
export type ToldChanges =
  | { readonly kind: "items"; readonly items: readonly ToldItem[] }
  | { readonly kind: "end"; readonly link: string };

/** One row's values, of which a unique field may have one in another item. */
export interface UniqueQuestion {
  readonly values: FieldValues;
  /** The row's own item, which is no answer: a list takes its former value for the new one where they differ only in case. */
  readonly besides: number | null;
}

/** The item that holds a value of a unique field. */
export interface UniqueHolder {
  readonly item: ListItem;
  readonly field: MappingId;
}

/** What a list offers to find creates whose answers were lost where no key column of ours keeps them single (sync-semantics 5, K2 to K4). */
export interface LostCreatesList {
  /** Marks the present moment in the list's story of changes. */
  changesLink(signal: AbortSignal): Promise<string>;
  /**
   * Items that were made or changed since the link was given, each in its latest state; an item may be told again. States may come late, so that
   * an item not told yet is no proof that there is none. Without a link, or with one that is too old, all items are told.
   */
  itemsSince(link: string | null, signal: AbortSignal): AsyncIterable<ToldChanges>;
  /** Mapped fields that the list keeps unique. */
  uniqueFields(signal: AbortSignal): Promise<readonly MappingId[]>;
  /**
   * For each row's values the item that holds one of them in a unique field, and in which; null where none does. Asks the list itself, so that
   * an item is found as soon as it is there.
   */
  findByUnique(rows: readonly UniqueQuestion[], signal: AbortSignal): Promise<readonly (UniqueHolder | null)[]>;
}

/** What the metastore keeps for it. */
export interface LostCreatesStore {
  /** The oldest link kept by this run and by those whose creates are still in doubt; null before one was kept. */
  createLink(): Promise<string | null>;
  /** Keeps a link before the first create is sent, or a later one once nothing before it is in doubt. */
  keepCreateLink(link: string): Promise<void>;
  /** Of the given items those that a row owns, of this definition or another. */
  ownedItems(itemIds: readonly number[]): Promise<ReadonlySet<number>>;
}
