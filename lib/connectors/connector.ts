import type { z } from "zod";
import type { SourceColumn, SourceRow, SourceValue, ValueKind } from "@/lib/engine/types";

/**
 * The contract of every source database. A connector speaks to one store, takes its config as an argument and knows nothing of the application.
 * Callers ask capabilities, never the kind. One conformance suite (`describe-connector.ts`) runs against all implementations on real servers.
 */
export interface Connector<Config> {
  /** As in `databases.db_type`. */
  readonly kind: "POSTGRES" | "SQLSERVER" | "MYSQL";
  readonly label: string;
  readonly defaultPort: number;
  /** Everything a connection needs, the password included. Fields common to all: host, port, database, user, password. */
  readonly configSchema: z.ZodType<Config>;
  readonly capabilities: Capabilities;
  /** What a new instance is offered. */
  readonly defaultTlsMode: TlsMode;
  /**
   * How the state of `token` stands to that of `other`. Tokens of another server, of another history or of nobody are incomparable: a read
   * that is older or not comparable neither deletes nor overwrites (sync-semantics section 6).
   */
  compareFreshness(token: string, other: string): Freshness;
  connect(config: Config, options?: ConnectOptions): Promise<SourceConnection>;
  /** Probes everything that is needed and reports each as a finding; never only the first failure. Never throws for what it probes. */
  check(config: Config, options?: ConnectOptions): Promise<readonly Finding[]>;
}

/** `off` speaks in the clear, `require` encrypts without asking who answers, `verify` also checks the certificate and the host name. */
export type TlsMode = "off" | "require" | "verify";

export type Freshness = "older" | "same" | "newer" | "incomparable";

export interface ConnectOptions {
  readonly signal?: AbortSignal;
}

/** Declared, never guessed from the kind; what depends on the single server is said by its findings and its readings. */
export interface Capabilities {
  /** Several reads see one consistent state, wherever the server allows it; a reading says whether it did (`isSnapshot`). */
  readonly snapshotReads: boolean;
  /** Each read can carry a comparable freshness token. */
  readonly freshnessToken: boolean;
  /** A database has schemas. Without them the one schema of a database carries the database's own name. */
  readonly schemas: boolean;
  /** A column type exists that the server itself raises with every change of a row. */
  readonly rowVersion: boolean;
  /** Rows can be taken from all over a large table at bounded cost. */
  readonly spreadSample: boolean;
  /** Settings that only some servers know, for forms. */
  readonly namedInstances: boolean;
  readonly readOnlyIntent: boolean;
}

/** One probed fact. */
export interface Finding {
  /** Stable name, e.g. `network`, `tls`, `login`, `version`, `read-permission`, `clock`. */
  readonly id: string;
  readonly level: "ok" | "info" | "warning" | "error";
  /** What was found, in one sentence. */
  readonly title: string;
  /** What to do about it; absent when all is well. */
  readonly remedy?: string;
}

export interface TableRef {
  readonly schema: string;
  readonly name: string;
}

export interface IntrospectedColumn {
  readonly ordinal: number;
  readonly name: string;
  /** Base type name, e.g. `numeric`. */
  readonly dataType: string;
  /** With length, precision and scale, e.g. `numeric(12,2)`. */
  readonly nativeType: string;
  readonly kind: ValueKind;
  /** At most 2,147,483,647; null where the type has no such limit. */
  readonly maxLength: number | null;
  readonly precision: number | null;
  readonly scale: number | null;
  readonly isNullable: boolean;
  readonly defaultValue: string | null;
  readonly isIdentity: boolean;
  readonly isGenerated: boolean;
  readonly isPrimaryKey: boolean;
  /** Alone unique, by constraint or unique index. */
  readonly isUnique: boolean;
  readonly collation: string | null;
  readonly comment: string | null;
  /** Allowed values of an enum type. */
  readonly enumValues: readonly string[] | null;
  /** Raised by the server itself with every change of the row; works as a cursor, never as a time. */
  readonly isRowVersion: boolean;
}

export interface IntrospectedConstraint {
  readonly name: string;
  readonly type: "PRIMARY_KEY" | "FOREIGN_KEY" | "UNIQUE" | "CHECK";
  readonly columns: readonly string[];
  /** `schema.table` of a foreign key's parent. */
  readonly referencedTable: string | null;
  /** Of a foreign key: the parent's columns, in the order of `columns`. */
  readonly referencedColumns: readonly string[] | null;
  /** As SQL. An exclusion constraint is a CHECK whose definition says so. */
  readonly definition: string | null;
}

export interface IntrospectedIndex {
  readonly name: string;
  readonly isUnique: boolean;
  /** As the store calls it: `btree`, `clustered`, `fulltext`. */
  readonly method: string;
  /** Key parts in order: names of columns, or the text of an expression. */
  readonly columns: readonly string[];
  /** Those key parts that run downwards. */
  readonly descendingColumns: readonly string[];
  /** Columns that are carried along and not part of the key. */
  readonly includedColumns: readonly string[];
  /** Condition of a partial index. */
  readonly predicate: string | null;
  /** Usable, without predicate, over whole plain columns: if unique, its columns identify a row. */
  readonly isWhole: boolean;
  readonly definition: string | null;
}

export type TableVariety =
  | "table"
  | "partitioned-table"
  | "foreign-table"
  | "temporal-table"
  | "view"
  | "materialized-view";

export interface IntrospectedTable extends TableRef {
  readonly type: "BASE" | "VIEW";
  readonly variety: TableVariety;
  readonly rowEstimate: number | null;
  readonly sizeBytes: number | null;
  readonly comment: string | null;
  readonly columns: readonly IntrospectedColumn[];
  readonly constraints: readonly IntrospectedConstraint[];
  readonly indexes: readonly IntrospectedIndex[];
}

export interface IntrospectOptions {
  readonly signal?: AbortSignal;
  /** Hears what exists and may not be seen, e.g. closed schemas: said, not an error. */
  readonly onHidden?: (finding: Finding) => void;
}

export interface ReadRequest {
  readonly table: TableRef;
  /** Columns to deliver, in this order. */
  readonly columns: readonly string[];
  /** Columns of a NOT NULL unique key of the table to page by; null reads with one server-side cursor. */
  readonly keyColumns: readonly string[] | null;
  /** Rows a page, at most. */
  readonly pageSize: number;
  /** Reads only what may have changed, by a cursor column; absent reads all rows. */
  readonly since?: ReadSince;
}

/**
 * Incremental reading (sync-semantics section 6): rows whose cursor column is at or after `position`, and all rows where it is NULL.
 * Deletes are never seen this way.
 */
export interface ReadSince {
  /** A column of kind instant, local-datetime or date, or a row version; else `cursor-unsupported`. */
  readonly column: string;
  /** What an earlier reading's `position()` gave; null reads all rows and gives a first position. */
  readonly position: string | null;
}

/** An open reading of one table in one consistent state, where the store offers it. */
export interface TableReading {
  readonly columns: readonly SourceColumn[];
  readonly rowsExpected: number | null;
  readonly freshnessToken: string | null;
  /** Whether all pages see one state of the database; false where the server does not allow it. */
  readonly isSnapshot: boolean;
  /** Database's own clock at the snapshot, ISO 8601 UTC. */
  readonly takenAt: string;
  pages(): AsyncIterable<readonly SourceRow[]>;
  /**
   * After the last page of a reading `since`: where the next one has to begin, inclusive, in the column's text form. The least of the
   * greatest value read and the database's own clock when the scan began (a row dated 2099 never becomes the position), less the overlap:
   * the age of the oldest open transaction where it is visible, else ten minutes. A row version is bounded by the oldest version that is not
   * yet committed instead. Null before the last page, and where no row had a value and there was no position before.
   */
  position(): string | null;
  /** Of a reading `since` by a column of times: rows so far that are dated more than a day after the database's own clock; 0 for any other. */
  rowsAhead(): number;
  close(): Promise<void>;
}

export interface LookUpRequest {
  readonly table: TableRef;
  readonly columns: readonly string[];
  /** Columns that identify a row, and for each wanted row their values in the text form of their kinds. At most 1,000 keys. */
  readonly keyColumns: readonly string[];
  readonly keys: readonly (readonly string[])[];
}

export interface SampleRequest {
  readonly table: TableRef;
  /** Absent means all columns that may be read. */
  readonly columns?: readonly string[];
  /** Rows at most, up to 10,000. */
  readonly limit: number;
  /** `first` as they come; `spread` from all over the table where the store can do that at bounded cost. */
  readonly from: "first" | "spread";
  /** Longer cells are cut to this many characters by the server, so that one page of documents does not weigh a gigabyte. */
  readonly maxCellLength: number;
}

export interface Sample {
  readonly columns: readonly SourceColumn[];
  readonly rows: readonly SourceRow[];
  /** Whether these are all rows, the first ones, or some from all over the table. */
  readonly extent: "all" | "first" | "spread";
  readonly takenAt: string;
}

export interface MeasureRequest {
  readonly table: TableRef;
  /** Counts exactly, at the cost of a scan bounded by the statement's time limit; else the store's own estimate. */
  readonly exact: boolean;
  /** Its greatest value is wanted too, e.g. the cursor column. */
  readonly maxOf: string | null;
}

export interface Measure {
  /** Null where the store keeps no estimate. */
  readonly rowCount: number | null;
  readonly isEstimate: boolean;
  /** In the column's text form; null for none. */
  readonly max: string | null;
  readonly takenAt: string;
}

/** Values by column, each in the text form of its column's kind. */
export type RowValues = Readonly<Record<string, SourceValue>>;

/** One row that shall change. `key` holds the values of the request's key columns. */
export type RowChange =
  | { readonly kind: "insert"; readonly values: RowValues }
  | {
      readonly kind: "update";
      readonly key: readonly string[];
      readonly values: RowValues;
      /** Asked with the row as it stands under our lock, in the order of the request's columns; false leaves it alone. */
      readonly accepts: (current: SourceRow) => boolean;
    }
  | { readonly kind: "delete"; readonly key: readonly string[]; readonly accepts: (current: SourceRow) => boolean };

export interface WriteRequest {
  readonly table: TableRef;
  readonly keyColumns: readonly string[];
  /** Read back under the lock before, and again after the change, in this order. */
  readonly columns: readonly string[];
  readonly changes: readonly RowChange[];
}

/** What became of one change. What the server refuses for the row's own sake is an outcome; everything else is thrown. */
export type WriteOutcome =
  | {
      readonly result: "written";
      /** Key of the row as it stands now, generated parts included. */
      readonly key: readonly string[];
      /** The row after triggers and defaults; null once deleted, or where the row has left our sight. */
      readonly row: SourceRow | null;
    }
  /** No row has this key. */
  | { readonly result: "missing" }
  /** `accepts` said no: somebody changed it. */
  | { readonly result: "changed"; readonly row: SourceRow }
  | {
      readonly result: "refused";
      /** One of the `row-…` codes. */
      readonly code: RowRefusalCode;
      readonly constraint: string | null;
      readonly column: string | null;
      /** The server's own words; may quote values of the row. */
      readonly message: string;
    };

export type RowRefusalCode =
  | "row-not-unique"
  | "row-foreign-key"
  | "row-check"
  | "row-null"
  | "row-too-long"
  | "row-out-of-range"
  | "row-value-invalid"
  | "row-column-readonly"
  | "row-refused";

/** A change of one row as change capture tells it: keys only, the row itself is read again (sync-semantics section 6). */
export interface ChangedKey {
  readonly op: "insert" | "update" | "delete";
  readonly key: readonly string[];
  /** Set when the key itself changed. */
  readonly oldKey: readonly string[] | null;
  /** Confirmed after the key was stored; with a prefix that names its sort. */
  readonly position: string;
}

/** An open connection (a bounded pool). All methods throw SyncError, classified by driver code, or the signal's reason. */
export interface SourceConnection {
  /** All tables and views one may see, streamed. Schemas one may not read are absent. */
  introspect(options?: IntrospectOptions): AsyncIterable<IntrospectedTable>;
  /** Some rows for people to look at and for profiles. Costs a bounded number of rows, whatever the size of the table. */
  sample(request: SampleRequest, signal: AbortSignal): Promise<Sample>;
  measure(request: MeasureRequest, signal: AbortSignal): Promise<Measure>;
  read(request: ReadRequest, signal: AbortSignal): Promise<TableReading>;
  /** The rows that have these keys, in any order; absent keys have no row. */
  lookUp(request: LookUpRequest, signal: AbortSignal): Promise<readonly SourceRow[]>;
  /**
   * Applies changes one by one, in order, each in a transaction of its own: locked and read by key, accepted, written, read back, committed.
   * One outcome a change, told after its commit. What throws leaves at most the change without outcome in doubt.
   */
  write(request: WriteRequest, signal: AbortSignal): AsyncIterable<WriteOutcome>;
  /** Keys that changed since a position, from the store's own log. Absent where the connector offers no change capture. */
  changedKeys?(table: TableRef, position: string | null, signal: AbortSignal): AsyncIterable<ChangedKey>;
  close(): Promise<void>;
}

/** Gives a connector its inferred config type; the third of the three shapes (action, job, connector). */
export function defineConnector<Config>(connector: Connector<Config>): Connector<Config> {
  return connector;
}
