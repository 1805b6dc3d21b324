import type { ValueKind } from "@/lib/engine/types";
import type { Connector } from "../connector";

/** One column type with values: the SQL literal that is inserted, and the text in which it must arrive. */
export interface ValueCase {
  readonly type: string;
  readonly kind: ValueKind;
  readonly values: readonly (readonly [literal: string, delivered: string | null])[];
}

/** A unique NOT NULL key of rows numbered by `n`. */
export interface KeyCase {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly of: (n: string) => string }[];
}

/** What differs in SQL from one kind of database to another. All statements run as the owner of `schema`. */
export interface ConnectorDialect {
  readonly schema: string;
  readonly quote: (name: string) => string;
  /** Greatest number of characters of a table's name. */
  readonly longestName: number;
  readonly integer: string;
  readonly text: string;
  readonly values: readonly ValueCase[];
  readonly keys: readonly KeyCase[];
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

/** A real server with an empty schema, and logins to it. */
export interface ConnectorServer<Config> {
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
  /** How many connections of the connector the server has open. */
  openConnections(): Promise<number>;
  stop(): Promise<void>;
}

export interface ConnectorFixture<Config> {
  readonly connector: Connector<Config>;
  readonly dialect: ConnectorDialect;
  start(): Promise<ConnectorServer<Config>>;
}
