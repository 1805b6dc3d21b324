import type { ValueKind } from "@/lib/engine/types";
import type { Connector, IntrospectedIndex, TableVariety } from "../connector";

/** One column type with values: the SQL literal that is inserted, and the text in which it must arrive. */
export interface ValueCase {
  readonly type: string;
  readonly kind: ValueKind;
  readonly values: readonly (readonly [literal: string, delivered: string | null])[];
  /**
   * Whether the delivered text, written through `write`, gives the value again. Absent means yes, except for kinds `binary` and `geometry`,
   * which must be refused as `row-column-readonly`.
   */
  readonly isWritable?: boolean;
}

/** A unique NOT NULL key of rows numbered by `n`. */
export interface KeyCase {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly of: (n: string) => string }[];
}

/** A column type that can tell when a row changed. All are SQL expressions of that type. */
export interface CursorCase {
  readonly type: string;
  readonly kind: ValueKind;
  /** Some time in 2020 or 2021, rising by a day with the number `n`, which is an SQL expression or a literal from 1 to 365. */
  readonly of: (n: string) => string;
  /** The database's own clock now, less these seconds; of a type without zone, in UTC. */
  readonly ago: (seconds: number) => string;
  /** Some time in 2099. */
  readonly future: string;
}

/** An index over the integer columns `n` (primary key), `a` and `b` and the short text column `label`, and how it is cataloged. */
export interface IndexCase {
  readonly name: string;
  readonly create: (table: string) => string;
  readonly expected: Partial<IntrospectedIndex>;
}

/** Another sort of table or view. Both names are quoted; `base` has the columns `n` (primary key) and `label`. */
export interface VarietyCase {
  readonly variety: TableVariety;
  readonly create: (name: string, base: string) => readonly string[];
}

/**
 * What differs in SQL from one kind of database to another. All statements run as the owner of `schema`. Where several statements are
 * given, each is executed by itself.
 */
export interface ConnectorDialect {
  readonly schema: string;
  readonly quote: (name: string) => string;
  /** Greatest number of characters of a table's name. */
  readonly longestName: number;
  /** Names that only this kind allows, e.g. beyond the Basic Multilingual Plane. */
  readonly ownNames: readonly string[];
  /** SQL literal of any text. */
  readonly literal: (text: string) => string;
  readonly integer: string;
  /** Holds 60 characters of any script at least, and can be part of an index. */
  readonly text: string;
  /** Holds 100,000 characters. */
  readonly longText: string;
  /** Text of at most five characters. */
  readonly shortText: string;
  /** A whole number that cannot hold 100000. */
  readonly smallInteger: string;
  readonly date: string;
  /** Column definition after the name: a primary key that the database numbers by itself. */
  readonly identity: string;
  /** Whether a value of one's own may be inserted into an identity column. */
  readonly isIdentityWritable: boolean;
  /** Column definition after the name: an integer that the server computes from other columns. */
  readonly generated: (expression: string) => string;
  readonly values: readonly ValueCase[];
  readonly keys: readonly KeyCase[];
  readonly cursors: readonly CursorCase[];
  /** Column type that the server raises with every change of a row; null where there is none. */
  readonly rowVersion: string | null;
  readonly indexes: readonly IndexCase[];
  readonly varieties: readonly VarietyCase[];
  /** Comments a table (plain name) and its column `label` of type `text`. */
  readonly comment: (table: string, text: string) => readonly string[];
  /** Makes triggers that change `label` to upper case whenever a row is inserted or updated; the key is `n`. Table is quoted. */
  readonly upperTrigger: (table: string) => readonly string[];
  /** Makes triggers that refuse every inserted or updated row whose `label` is `forbidden`, with a message that holds `not today`. */
  readonly refusingTrigger: (table: string) => readonly string[];
  /** Makes a fresh estimate of the table's rows available; null where the server always has one. Table is quoted. */
  readonly refreshEstimate: (table: string) => string | null;
  /** Freshness tokens in the connector's form that other servers or other histories of this one would give. */
  readonly foreignTokens: readonly string[];
  /** Inserts rows 1 to `count`; `expressions` are SQL over the number `n`. */
  readonly insertNumbered: (
    table: string,
    columns: readonly string[],
    count: number,
    expressions: readonly string[],
  ) => string;
  /** A query without parameters that takes a minute at least before its first row with one column `n`. */
  readonly slowQuery: string;
  /** Lets the login without rights read one table and nothing else. */
  readonly grantSelect: (table: string) => string;
}

/** A session of somebody else in the middle of a transaction. It ends with either; ending it again is harmless. */
export interface OpenTransaction {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** A real server with an empty schema, and logins to it. */
export interface ConnectorServer<Config> {
  /** A login that may read and write all tables of the schema, and see the open transactions of others where the kind can show them. */
  readonly config: Config;
  readonly wrongPassword: Config;
  /** A port on which nothing listens. */
  readonly nothingListens: Config;
  /** A login that has no right to any table at first. */
  readonly withoutRights: Config;
  /** A text that is in the password and must never be seen. */
  readonly secret: string;
  /** Runs one or several statements as the owner of the schema, each committed. */
  execute(sql: string): Promise<void>;
  /** The text of every cell of a query that the owner runs, for looking past the connector. */
  query(sql: string): Promise<readonly (readonly (string | null)[])[]>;
  /** Runs statements as the owner in a session and transaction of their own, and leaves it open. */
  openTransaction(sql: string): Promise<OpenTransaction>;
  /** How many connections of the connector the server has open. */
  openConnections(): Promise<number>;
  stop(): Promise<void>;
}

export interface ConnectorFixture<Config> {
  readonly connector: Connector<Config>;
  readonly dialect: ConnectorDialect;
  start(): Promise<ConnectorServer<Config>>;
}
