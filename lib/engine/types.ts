/**
 * The engine's words. Every name is from the glossary: row (source), item (list), identity, base, operation, plan, outcome, run, rejection.
 */

declare const brand: unique symbol;
type Brand<T, B extends string> = T & { readonly [brand]: B };

/** `sync_definitions.id` */
export type DefinitionId = Brand<string, "DefinitionId">;

/** `sync_operations.id` */
export type OperationId = Brand<string, "OperationId">;
/** `field_mappings.id`: the stable name of a mapped field in hashes and bases. */
export type MappingId = Brand<string, "MappingId">;
/** Lower-case hex SHA-256 of a row's identity, unique within a definition. */
export type IdentityHash = Brand<string, "IdentityHash">;
/** Lower-case hex SHA-256 of the values that flow source → list. */
export type ContentHash = Brand<string, "ContentHash">;

/**
 * What a source column holds, independent of the database kind. A connector declares it for each column and delivers each cell in the
 * kind's exact text form (see {@link SourceValue}), so that no driver can lose a digit.
 */
export type ValueKind =
  | "text"
  | "integer"
  | "decimal"
  | "float"
  | "boolean"
  | "instant"
  | "local-datetime"
  | "date"
  | "time"
  | "interval"
  | "uuid"
  | "json"
  | "xml"
  | "array"
  | "enum"
  | "bytes"
  | "binary"
  | "geometry"
  | "unknown";

/**
 * One cell of a source row: NULL, or the value in the exact text form of its column's kind.
 *
 * - integer `-12`, decimal `12.3400`, float `1.5e-7` | `NaN` | `Infinity` | `-Infinity`
 * - boolean `true` | `false`
 * - instant `2026-01-02T03:04:05.123456Z` (always UTC), local-datetime `2026-01-02T03:04:05.123456`; `infinity` and `-infinity` may occur
 * - date `2026-01-02` (years beyond 9999 and BC as the database writes them), time `03:04:05.123456`, interval as ISO 8601 text
 * - uuid lower-case, json and xml as text, array as the JSON text of an array of strings and nulls
 * - bytes: short binary that may identify a row (`binary(16)`, `rowversion`, `bytea` in a unique key), as lower-case hex
 * - binary: never delivered, the connector gives NULL for the value and the column is not mappable
 */
export type SourceValue = string | null;

/** One column of a source row, in the order of the cells. */
export interface SourceColumn {
  readonly name: string;
  readonly kind: ValueKind;
  /** The exact type as the database writes it, e.g. `numeric(12,2)`. */
  readonly nativeType: string;
}

/** One row: cells in the order of the snapshot's columns. */
export type SourceRow = readonly SourceValue[];

/** The form that a value has in the list, and thereby in base, hash and comparison (sync-semantics section 4). */
export type CanonicalValue = string | number | boolean | readonly string[] | readonly number[] | null;

/**
 * What a list column can hold and return. `read-only` covers calculated, hyperlink, managed metadata and system columns. Lookups hold ids of
 * another list's items, people ids of the site's user list: both are resolved a page at a time (`references.ts`).
 */
export type TargetType =
  | "text"
  | "note"
  | "number"
  | "boolean"
  | "date"
  | "date-time"
  | "choice"
  | "multi-choice"
  | "lookup"
  | "multi-lookup"
  | "person"
  | "multi-person"
  | "read-only";

/** One list column as the engine needs it. */
export interface TargetColumn {
  /** Which column of that name it is: one that is deleted and made again is another. Absent or null where that is not known. */
  readonly guid?: string | null;
  /** Internal name, the key in `fields`. */
  readonly name: string;
  readonly type: TargetType;
  /** Greatest number of UTF-16 code units of a text column. */
  readonly maxLength: number | null;
  readonly choices: readonly string[];
  /** Whether values outside `choices` are accepted. */
  readonly allowsOtherChoices: boolean;
  /** Of a lookup: GUID of the list whose items it takes. */
  readonly lookupListId?: string | null;
  /** Of a number column: what people may enter. Nobody knows whether Graph refuses others (Graph contract 14, question 12): they are sent. */
  readonly range?: { readonly least: number | null; readonly greatest: number | null };
  /** Whether people must fill it; Graph takes items without it (Graph contract (d) 27). */
  readonly isRequired?: boolean;
}

/** Where a lookup finds the items that stand for its source's values: the ledger of the definition that fills the parent list. */
export interface LookupSource {
  readonly definitionId: DefinitionId;
  /** What people call that definition. */
  readonly definitionName: string;
  /**
   * The parent's key in its declared order, each part beside the column of this table that holds its value. The parent's name and kind make
   * the identity, whatever type the value has here.
   */
  readonly key: readonly {
    readonly column: string;
    readonly parent: { readonly name: string; readonly kind: ValueKind };
  }[];
}

export type SyncDirection = "BIDIRECTIONAL" | "PUSH_ONLY" | "PULL_ONLY";

/**
 * What a field without a value does to the list: CLEAR empties it, KEEP leaves there what is there, DEFAULT writes the default. A text without
 * characters is no value.
 */
export type NullPolicy = "CLEAR" | "KEEP" | "DEFAULT";

/** One mapped field: a source column, or an expression over the row, flowing into a list column. One of the two is there. */
export interface FieldMapping {
  readonly id: MappingId;
  /** Null for an expression that has no column of its own. */
  readonly sourceColumn: string | null;
  readonly sourceKind: ValueKind | null;
  /** An expression (sync-semantics 12); `value` is the own column in it. Null: the column flows as it is. */
  readonly transform: string | null;
  readonly nullPolicy: NullPolicy;
  /** Text form of what DEFAULT writes; null with the other policies. */
  readonly defaultValue: string | null;
  readonly target: TargetColumn;
  readonly direction: SyncDirection;
  /** Of lookup columns only. */
  readonly lookup?: LookupSource | null;
}

/** A row of another definition, which a lookup refers to. */
export interface ParentRow {
  readonly definitionId: DefinitionId;
  /** Its identity as people read it. */
  readonly key: string;
}

/** What expressions can say of the run that computes them. */
export interface RunFacts {
  /** `sync_runs.id`; in expressions `run.id`. */
  readonly id: string;
  /** ISO 8601, UTC; in expressions `run.startedAt`. */
  readonly startedAt: string;
  /** In expressions `definition.name`. */
  readonly definitionName: string;
}

export type KeyStrategy = "PRIMARY_KEY" | "UNIQUE_CONSTRAINT" | "COMPOSITE_COLUMNS" | "HASHED";
export type ConflictPolicy = "SOURCE_WINS" | "DESTINATION_WINS" | "LATEST_WINS" | "MANUAL";
export type SyncMode = "ONE_WAY_PUSH" | "TWO_WAY" | "ARCHIVE_ONLY";
/** What becomes of an item whose row left the table or the row filter; MARK writes the time into the mark column. */
export type DeletePolicy = "KEEP" | "DELETE" | "MARK";
/** What becomes of a row whose item somebody deleted. */
export type ListDeletePolicy = "RECREATE" | "DETACH" | "ASK";
/**
 * How surely the list itself keeps a repeated create from making a second item (sync-semantics 5): K1 a unique column of ours, K2 the column
 * without uniqueness, K3 a mapped unique column, K4 nothing.
 */
export type KeyLevel = "K1" | "K2" | "K3" | "K4";

/** Limits beyond which a run stops before its first write (sync-semantics 8). Shares are fractions of 1. */
export interface Guards {
  /** A read of no rows while the ledger has any. */
  readonly emptySource: boolean;
  /** Deletes above the greater of the two halt. */
  readonly mostDeletes: { readonly rows: number; readonly share: number };
  /** Share of updates; a first load is exempt. */
  readonly mostUpdates: { readonly share: number };
  /** One field emptied, or set to one value, in more than this share of rows; from `fromRows` on. */
  readonly mostAlike: { readonly share: number; readonly fromRows: number };
  /** The list lost more than this share of the items we own; from `fromItems` on. */
  readonly mostVanished: { readonly share: number; readonly fromItems: number };
}

/** The limits a definition has unless it says otherwise. */
export const defaultGuards: Guards = {
  emptySource: true,
  mostDeletes: { rows: 10, share: 0.05 },
  mostUpdates: { share: 0.3 },
  mostAlike: { share: 0.2, fromRows: 50 },
  mostVanished: { share: 0.1, fromItems: 20 },
};

/** A sync definition as the engine needs it: resolved, checked, without database ids of the inventory. */
export interface Definition {
  readonly id: DefinitionId;
  readonly mode: SyncMode;
  readonly conflictPolicy: ConflictPolicy;
  readonly keyStrategy: KeyStrategy;
  /** Key columns in declared order. `allowsNull` (strategy HASHED only): NULL is a value like others there, not an empty key. */
  readonly keyColumns: readonly { readonly name: string; readonly kind: ValueKind; readonly allowsNull?: boolean }[];
  /** Frozen at the first push; keeps two tables in one list apart. */
  readonly identityNamespace: string;
  /** IANA zone that zone-less timestamps are read in. */
  readonly timeZone: string;
  /** Grows with every published change of the mapping; refused rows are judged again when it grows. */
  readonly mappingVersion: number;
  readonly mappings: readonly FieldMapping[];
  /** All columns of the table, as they were last introspected: what expressions may name. */
  readonly columns: readonly SourceColumn[];
  /** An expression that says which rows take part; null: all. */
  readonly rowFilter: string | null;
  readonly facts: RunFacts;
  /** SharePoint list GUID. */
  readonly listId: string;
  readonly onSourceDelete: DeletePolicy;
  readonly onLeftFilter: DeletePolicy;
  readonly onListDelete: ListDeletePolicy;
  /** List column that takes the time a row left; null where none is chosen. */
  readonly markField: TargetColumn | null;
  /** Columns that took it before, by their names in bases: a mark that stands there is taken off where its row comes back. */
  readonly formerMarks: readonly { readonly id: MappingId; readonly target: TargetColumn }[];
  readonly guards: Guards;
  readonly keyLevel: KeyLevel;
  /** Column that changed rows are found by; null reads the whole table. */
  readonly cursorColumn: { readonly name: string; readonly kind: ValueKind } | null;
}

/** Values of mapped fields, keyed by `field_mappings.id`. */
export type FieldValues = Readonly<Record<MappingId, CanonicalValue>>;

/** Which row is which item. */
export interface Identity {
  /** Readable, e.g. `cca3=FRA` or `a=1|b=x\|y`. */
  readonly text: string;
  readonly hash: IdentityHash;
}

export type LedgerState =
  | "PENDING_CREATE"
  | "LINKED"
  | "MOVING"
  | "PENDING_DELETE"
  | "DETACHED"
  | "ARCHIVED"
  | "DELETED"
  | "ASKED"
  | "PARTIAL";

/** What the engine knows of a row it has seen before. */
export interface LedgerEntry {
  readonly identity: Identity;
  readonly state: LedgerState;
  /** Null while PENDING_CREATE. */
  readonly itemId: number | null;
  readonly etag: string | null;
  readonly contentHash: ContentHash | null;
  /** Values both sides agreed on last; null before the first create was settled. */
  readonly base: FieldValues | null;
  /** Whether a field waits for a person; absent: none. */
  readonly isHeld?: boolean;
}

/** How often one field's value was answered by the other side with the same other value. */
export interface Flip {
  /** What we wrote. */
  readonly ours: CanonicalValue;
  /** What stood there instead the next time. */
  readonly theirs: CanonicalValue;
  readonly count: number;
}

/** By field; fields that nobody answers are absent. */
export type Flips = Readonly<Record<MappingId, Flip>>;

/** A field that waits for a person: the list's value is not ours, and is not to be replaced by a rule. */
export interface HeldField {
  /** `edited-in-list`: a person edited it and the conflict policy leaves the decision to a person. `ping-pong`: something sets it back each time. */
  readonly code: "edited-in-list" | "ping-pong";
  /** What the row would write. */
  readonly ours: CanonicalValue;
  /** What the list holds instead. */
  readonly theirs: CanonicalValue;
}

export type HeldFields = Readonly<Record<MappingId, HeldField>>;

/** What the ledger remembers of how a list treats a row's fields. */
export interface ListNotes {
  readonly listForm: FieldValues | null;
  readonly flips: Flips | null;
}
