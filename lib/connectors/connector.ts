import type { z } from "zod";
import type { SourceColumn, SourceRow, ValueKind } from "@/lib/engine/types";

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
  connect(config: Config, options?: ConnectOptions): Promise<SourceConnection>;
  /** Probes everything that is needed and reports each as a finding; never only the first failure. Never throws for what it probes. */
  check(config: Config, options?: ConnectOptions): Promise<readonly Finding[]>;
}

export interface ConnectOptions {
  readonly signal?: AbortSignal;
  /** Shown to the database's administrator, e.g. `SyncBridge`. */
  readonly applicationName?: string;
}

/** Declared, never guessed. */
export interface Capabilities {
  /** Several reads see one consistent state. */
  readonly snapshotReads: boolean;
  /** Each read can carry a comparable freshness token. */
  readonly freshnessToken: boolean;
  readonly schemas: boolean;
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
}

export interface IntrospectedConstraint {
  readonly name: string;
  readonly type: "PRIMARY_KEY" | "FOREIGN_KEY" | "UNIQUE" | "CHECK";
  readonly columns: readonly string[];
  /** `schema.table` of a foreign key's parent. */
  readonly referencedTable: string | null;
  readonly definition: string | null;
}

export interface IntrospectedIndex {
  readonly name: string;
  readonly isUnique: boolean;
  readonly method: string;
  readonly columns: readonly string[];
  readonly definition: string | null;
}

export interface IntrospectedTable extends TableRef {
  readonly type: "BASE" | "VIEW";
  readonly rowEstimate: number | null;
  readonly sizeBytes: number | null;
  readonly comment: string | null;
  readonly columns: readonly IntrospectedColumn[];
  readonly constraints: readonly IntrospectedConstraint[];
  readonly indexes: readonly IntrospectedIndex[];
}

export interface IntrospectOptions {
  readonly signal?: AbortSignal;
}

export interface ReadRequest {
  readonly table: TableRef;
  /** Columns to deliver, in this order. */
  readonly columns: readonly string[];
  /** Columns of a NOT NULL unique key of the table to page by; null reads with one server-side cursor. */
  readonly keyColumns: readonly string[] | null;
  /** Rows a page, at most. */
  readonly pageSize: number;
}

/** An open reading of one table in one consistent state, where the store offers it. */
export interface TableReading {
  readonly columns: readonly SourceColumn[];
  readonly rowsExpected: number | null;
  readonly freshnessToken: string | null;
  /** Database's own clock at the snapshot, ISO 8601 UTC. */
  readonly takenAt: string;
  pages(): AsyncIterable<readonly SourceRow[]>;
  close(): Promise<void>;
}

/** An open connection (a bounded pool). All methods throw SyncError, classified by driver code. */
export interface SourceConnection {
  /** All tables and views one may see, streamed. Schemas one may not read are absent. */
  introspect(options?: IntrospectOptions): AsyncIterable<IntrospectedTable>;
  read(request: ReadRequest, signal: AbortSignal): Promise<TableReading>;
  close(): Promise<void>;
}

/** Gives a connector its inferred config type; the third of the three shapes (action, job, connector). */
export function defineConnector<Config>(connector: Connector<Config>): Connector<Config> {
  return connector;
}
