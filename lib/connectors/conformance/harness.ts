import { afterAll, beforeAll, expect } from "vitest";
import type { SourceRow } from "@/lib/engine/types";
import type {
  IntrospectedTable,
  ReadRequest,
  RowChange,
  SourceConnection,
  TableReading,
  TableRef,
  WriteOutcome,
  WriteRequest,
} from "../connector";
import type { ConnectorFixture, ConnectorServer } from "./fixture";

/** The matchers of expect are typed `any`; here they are values like others. */
export const containing = (text: string): unknown => expect.stringContaining(text);
export const digits: unknown = expect.stringMatching(/^\d+$/);
export const someText: unknown = expect.stringMatching(/\w/);
export const like = (properties: object): unknown => expect.objectContaining(properties);
export const including = (items: readonly unknown[]): unknown => expect.arrayContaining([...items]);

/** For reads that nobody aborts. */
export const never = new AbortController().signal;

type ReadOptions = Omit<ReadRequest, "pageSize"> & { readonly pageSize?: number };

/** What the parts of the suite share: the fixture, its running server, a connection to it and short ways to make, read and catalog tables. */
export type Harness<Config> = ReturnType<typeof createHarness<Config>>;

/** Starts the fixture's server before the tests of the enclosing `describe` and stops it after them. */
export function createHarness<Config>(fixture: ConnectorFixture<Config>) {
  const { connector, dialect } = fixture;
  let server: ConnectorServer<Config> | null = null;
  let connection: SourceConnection | null = null;

  beforeAll(async () => {
    server = await fixture.start();
    connection = await connector.connect(server.config);
  });

  afterAll(async () => {
    await connection?.close();
    await server?.stop();
  });

  const running = (): ConnectorServer<Config> => {
    if (!server) throw new Error("The server of the fixture was not started.");
    return server;
  };
  const connected = (): SourceConnection => {
    if (!connection) throw new Error("The connection of the fixture was not made.");
    return connection;
  };
  const quoted = (table: string): string => `${dialect.quote(dialect.schema)}.${dialect.quote(table)}`;
  const createTable = (table: string, columns: readonly string[]): Promise<void> =>
    running().execute(`CREATE TABLE ${quoted(table)} (${columns.join(", ")})`);

  const execute = async (statements: readonly string[]): Promise<void> => {
    for (const statement of statements) await running().execute(statement);
  };

  return {
    ...fixture,
    execute,
    get server() {
      return running();
    },
    get connection() {
      return connected();
    },
    quoted,
    refTo: (table: string): TableRef => ({ schema: dialect.schema, name: table }),
    createTable,

    /** A table of rows numbered from 1 in its key `n`, each with the label `before`. */
    async numbered(table: string, rows: number): Promise<void> {
      await createTable(table, [`n ${dialect.integer} NOT NULL PRIMARY KEY`, `label ${dialect.text}`]);
      await running().execute(dialect.insertNumbered(quoted(table), ["n", "label"], rows, ["n", "'before'"]));
    },

    async readAll(request: ReadOptions, from = connected()): Promise<TableReading & { rows: SourceRow[] }> {
      const reading = await from.read({ pageSize: 1_000, ...request }, never);
      try {
        const rows: SourceRow[] = [];
        for await (const page of reading.pages()) rows.push(...page);
        return { ...reading, rows };
      } finally {
        await reading.close();
      }
    },

    /** Writes changes to a table whose key is `n` unless it is said otherwise, and collects the outcomes. */
    async writeAll(
      request: Partial<WriteRequest> & { readonly name: string; readonly changes: readonly RowChange[] },
      from = connected(),
    ): Promise<WriteOutcome[]> {
      const { name, keyColumns = ["n"], columns = ["n", "label"], changes } = request;
      const table = { schema: dialect.schema, name };
      const outcomes: WriteOutcome[] = [];
      for await (const outcome of from.write({ table, keyColumns, columns, changes }, never)) outcomes.push(outcome);
      return outcomes;
    },

    /** One cell as the owner sees it. */
    async cell(sql: string): Promise<string | null> {
      const rows = await running().query(sql);
      return rows[0]?.[0] ?? null;
    },

    /** The tables of the fixture's schema by name. */
    async introspected(from = connected()): Promise<ReadonlyMap<string, IntrospectedTable>> {
      const tables = new Map<string, IntrospectedTable>();
      for await (const table of from.introspect()) {
        if (table.schema === dialect.schema) tables.set(table.name, table);
      }
      return tables;
    },
  };
}
