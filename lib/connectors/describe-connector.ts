import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SourceRow, ValueKind } from "@/lib/engine/types";
import { SyncError } from "@/lib/errors/app-error";
import type { Connector, IntrospectedTable, ReadRequest, SourceConnection, TableRef } from "./connector";

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

/** The matchers of expect are typed `any`; here they are values like others. */
const containing = (text: string): unknown => expect.stringContaining(text);
const digits: unknown = expect.stringMatching(/^\d+$/);
const someText: unknown = expect.stringMatching(/\w/);
const like = (properties: object): unknown => expect.objectContaining(properties);
const including = (items: readonly unknown[]): unknown => expect.arrayContaining([...items]);

const nastyNames = [
  "select",
  "Mixed Case",
  'double " quote',
  "single ' quote",
  "back`tick",
  "[brackets]",
  "dots.in.it",
  "semi;colon -- and comment",
  "percent % and _ and $1",
  "Größe 名前 🙂",
];

/** What every connector must do, on a real server. Each test makes tables of its own. */
export function describeConnector<Config>(name: string, fixture: ConnectorFixture<Config>): void {
  const { connector, dialect } = fixture;
  const quoted = (table: string) => `${dialect.quote(dialect.schema)}.${dialect.quote(table)}`;
  const refTo = (table: string): TableRef => ({ schema: dialect.schema, name: table });
  const never = new AbortController().signal;
  const count = 2_500;

  describe(`${name} connector`, () => {
    let server: ConnectorServer<Config>;
    let connection: SourceConnection;

    beforeAll(async () => {
      server = await fixture.start();
      connection = await connector.connect(server.config);
    });

    afterAll(async () => {
      await connection.close();
      await server.stop();
    });

    const createTable = (table: string, columns: readonly string[]) =>
      server.execute(`CREATE TABLE ${quoted(table)} (${columns.join(", ")})`);

    const numbered = async (table: string, rows: number) => {
      await createTable(table, [`n ${dialect.integer} NOT NULL PRIMARY KEY`, `label ${dialect.text}`]);
      await server.execute(dialect.insertNumbered(quoted(table), ["n", "label"], rows, ["n", "'before'"]));
    };

    const readAll = async (request: Omit<ReadRequest, "pageSize"> & { pageSize?: number }, from = connection) => {
      const reading = await from.read({ pageSize: 1_000, ...request }, never);
      try {
        const rows: SourceRow[] = [];
        for await (const page of reading.pages()) rows.push(...page);
        return { ...reading, rows };
      } finally {
        await reading.close();
      }
    };

    const introspected = async (from = connection): Promise<ReadonlyMap<string, IntrospectedTable>> => {
      const tables = new Map<string, IntrospectedTable>();
      for await (const table of from.introspect()) {
        if (table.schema === dialect.schema) tables.set(table.name, table);
      }
      return tables;
    };

    describe("names", () => {
      it.each([...nastyNames, "n".repeat(dialect.longestName)])(
        "reads and catalogs a table and column called %s",
        async (nasty) => {
          await createTable(nasty, [`${dialect.quote(nasty)} ${dialect.integer} NOT NULL PRIMARY KEY`]);
          await server.execute(`INSERT INTO ${quoted(nasty)} VALUES (7)`);
          for (const keyColumns of [[nasty], null]) {
            const { rows, columns } = await readAll({ table: refTo(nasty), columns: [nasty], keyColumns });
            expect(rows).toEqual([["7"]]);
            expect(columns).toMatchObject([{ name: nasty, kind: "integer" }]);
          }
          const table = (await introspected()).get(nasty);
          expect(table).toMatchObject({
            type: "BASE",
            columns: [{ name: nasty, isPrimaryKey: true, isUnique: true, isNullable: false }],
            constraints: [{ type: "PRIMARY_KEY", columns: [nasty] }],
            indexes: [{ columns: [nasty], isUnique: true }],
          });
        },
      );
    });

    describe("values", () => {
      it.each(dialect.values.map((value, index) => ({ ...value, table: `values_${index}` })))(
        "of type $type arrive as $kind text",
        async ({ type, kind, values, table }) => {
          await createTable(table, [`n ${dialect.integer} NOT NULL PRIMARY KEY`, `v ${type}`]);
          const rows = [...values, ["NULL", null] as const];
          for (const [index, [literal]] of rows.entries()) {
            await server.execute(`INSERT INTO ${quoted(table)} VALUES (${index}, ${literal})`);
          }
          const expected = rows.map(([, delivered], index) => [String(index), delivered]);
          const byKey = await readAll({ table: refTo(table), columns: ["n", "v"], keyColumns: ["n"] });
          expect(byKey.columns[1]?.kind).toBe(kind);
          expect(byKey.rows).toEqual(expected);
          const byCursor = await readAll({ table: refTo(table), columns: ["n", "v"], keyColumns: null });
          expect(byCursor.rows.toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual(expected);
          const cataloged = (await introspected()).get(table)?.columns[1];
          expect(cataloged).toMatchObject({ kind, nativeType: byKey.columns[1]?.nativeType });
        },
      );
    });

    describe("reading", () => {
      it.each(dialect.keys.map((key, index) => ({ ...key, table: `keys_${index}` })))(
        `delivers each of ${count} rows once by key and by cursor: $name`,
        async ({ columns, table }) => {
          const names = columns.map((column) => column.name);
          const unique = names.map(dialect.quote).join(", ");
          await createTable(table, [
            ...columns.map((column) => `${dialect.quote(column.name)} ${column.type} NOT NULL`),
            `payload ${dialect.integer}`,
            `PRIMARY KEY (${unique})`,
          ]);
          await server.execute(
            dialect.insertNumbered(quoted(table), [...names, "payload"], count, [
              ...columns.map((column) => column.of("n")),
              "n",
            ]),
          );
          const wanted = [...names, "payload"];
          const byCursor = await readAll({ table: refTo(table), columns: wanted, keyColumns: null, pageSize: 400 });
          const byKey = await readAll({ table: refTo(table), columns: wanted, keyColumns: names, pageSize: 400 });
          expect(new Set(byKey.rows.map((row) => row.at(-1))).size).toBe(count);
          expect(byKey.rows.map((row) => row.join("\u0000")).toSorted()).toEqual(
            byCursor.rows.map((row) => row.join("\u0000")).toSorted(),
          );
          // The key may be absent from what is delivered, and may be named in another order than the index has it.
          const payloadOnly = await readAll({
            table: refTo(table),
            columns: ["payload"],
            keyColumns: names.toReversed(),
            pageSize: 7,
          });
          expect(payloadOnly.rows).toEqual(byKey.rows.map((row) => [row.at(-1)]));
        },
      );

      it("delivers bounded pages in the order of the columns asked for", async () => {
        await numbered("pages", 25);
        for (const keyColumns of [["n"], null]) {
          const reading = await connection.read(
            { table: refTo("pages"), columns: ["label", "n", "label"], keyColumns, pageSize: 10 },
            never,
          );
          const sizes: number[] = [];
          for await (const page of reading.pages()) {
            sizes.push(page.length);
            expect(page[0]).toEqual(["before", digits, "before"]);
          }
          await reading.close();
          expect(sizes).toEqual([10, 10, 5]);
        }
      });

      it("delivers no page of an empty table, and its columns all the same", async () => {
        await numbered("empty", 0);
        for (const keyColumns of [["n"], null]) {
          const { rows, columns } = await readAll({ table: refTo("empty"), columns: ["n", "label"], keyColumns });
          expect(rows).toEqual([]);
          expect(columns.map((column) => column.name)).toEqual(["n", "label"]);
        }
      });

      it("falls back to a cursor where the named columns are no NOT NULL unique key", async () => {
        await createTable("no_key", [`a ${dialect.integer}`, `b ${dialect.integer}`]);
        await server.execute(
          `INSERT INTO ${quoted("no_key")} VALUES (1, 1), (1, 1), (NULL, 2), (NULL, NULL), (3, NULL)`,
        );
        const { rows } = await readAll({ table: refTo("no_key"), columns: ["a", "b"], keyColumns: ["a"], pageSize: 2 });
        expect(rows.map((row) => JSON.stringify(row)).toSorted()).toEqual(
          ['["1","1"]', '["1","1"]', '["3",null]', '[null,"2"]', "[null,null]"].toSorted(),
        );
      });

      it("reads views", async () => {
        await numbered("viewed", 3);
        await server.execute(`CREATE VIEW ${quoted("the_view")} AS SELECT n FROM ${quoted("viewed")}`);
        const { rows, rowsExpected } = await readAll({ table: refTo("the_view"), columns: ["n"], keyColumns: ["n"] });
        expect(rows.toSorted()).toEqual([["1"], ["2"], ["3"]]);
        expect(rowsExpected).toBeNull();
        expect((await introspected()).get("the_view")).toMatchObject({ type: "VIEW", columns: [{ name: "n" }] });
      });

      it("says when it was taken by the database's own clock, and how fresh it is", async () => {
        await numbered("fresh", 1);
        const { takenAt, freshnessToken } = await readAll({ table: refTo("fresh"), columns: ["n"], keyColumns: ["n"] });
        expect(takenAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
        if (connector.capabilities.freshnessToken) expect(freshnessToken).toMatch(/^[a-z]+:./);
        else expect(freshnessToken).toBeNull();
      });

      it.runIf(connector.capabilities.snapshotReads)("does not see what is written after it began", async () => {
        await numbered("isolated", 1_000);
        for (const keyColumns of [["n"], null]) {
          const reading = await connection.read(
            { table: refTo("isolated"), columns: ["n", "label"], keyColumns, pageSize: 100 },
            never,
          );
          const labels: (string | null | undefined)[] = [];
          for await (const page of reading.pages()) {
            if (labels.length === 0) {
              await server.execute(`UPDATE ${quoted("isolated")} SET label = 'after'`);
              await server.execute(
                `INSERT INTO ${quoted("isolated")} SELECT n + 5000, 'after' FROM ${quoted("isolated")}`,
              );
            }
            labels.push(...page.map((row) => row[1]));
          }
          await reading.close();
          expect(labels).toEqual(Array.from({ length: 1_000 }, () => "before"));
          await server.execute(`DELETE FROM ${quoted("isolated")} WHERE n > 5000`);
          await server.execute(`UPDATE ${quoted("isolated")} SET label = 'before'`);
        }
      });
    });

    describe("interruption", () => {
      it("stops between two pages when the signal fires", async () => {
        await numbered("stopped", 100);
        for (const keyColumns of [["n"], null]) {
          const controller = new AbortController();
          const reading = await connection.read(
            { table: refTo("stopped"), columns: ["n"], keyColumns, pageSize: 10 },
            controller.signal,
          );
          const reason = new Error("enough");
          const consume = async () => {
            for await (const page of reading.pages()) {
              expect(page).toHaveLength(10);
              controller.abort(reason);
            }
          };
          await expect(consume()).rejects.toBe(reason);
          await reading.close();
        }
      });

      it("breaks off in the middle of a page when the signal fires, and frees the server", async () => {
        await server.execute(`CREATE VIEW ${quoted("slow")} AS ${dialect.slowQuery}`);
        const own = await connector.connect(server.config);
        const others = (await server.openConnections()) - 1;
        const controller = new AbortController();
        const reading = await own.read(
          { table: refTo("slow"), columns: ["n"], keyColumns: null, pageSize: 10 },
          controller.signal,
        );
        const reason = new Error("enough");
        setTimeout(() => controller.abort(reason), 200);
        await expect(reading.pages()[Symbol.asyncIterator]().next()).rejects.toBe(reason);
        await reading.close();
        await own.close();
        await expect.poll(() => server.openConnections(), { timeout: 10_000 }).toBeLessThanOrEqual(others);
      });

      it("breaks off when the reading is closed in the middle of a page", async () => {
        await server.execute(`CREATE VIEW ${quoted("slow_to_close")} AS ${dialect.slowQuery}`);
        const own = await connector.connect(server.config);
        const reading = await own.read(
          { table: refTo("slow_to_close"), columns: ["n"], keyColumns: null, pageSize: 10 },
          never,
        );
        const page = reading.pages()[Symbol.asyncIterator]().next();
        setTimeout(() => void reading.close(), 200);
        await expect(page).rejects.toMatchObject({ code: "source-interrupted", trait: "transient" });
        await own.close();
      });

      it("rejects at once when the signal has fired already", async () => {
        await numbered("late", 1);
        const reason = new Error("too late");
        const request: ReadRequest = { table: refTo("late"), columns: ["n"], keyColumns: ["n"], pageSize: 10 };
        await expect(connection.read(request, AbortSignal.abort(reason))).rejects.toBe(reason);
      });

      it("goes on working after readings that were left, closed twice or aborted", async () => {
        await numbered("again", 50);
        for (let round = 0; round < 12; round++) {
          const keyColumns = round % 2 === 0 ? ["n"] : null;
          const reading = await connection.read(
            { table: refTo("again"), columns: ["n"], keyColumns, pageSize: 10 },
            never,
          );
          for await (const page of reading.pages()) {
            expect(page).toHaveLength(10);
            break;
          }
          await Promise.all([reading.close(), reading.close()]);
        }
        const { rows } = await readAll({ table: refTo("again"), columns: ["n"], keyColumns: ["n"] });
        expect(rows).toHaveLength(50);
      });

      it("gives all connections back when it is closed, open readings included", async () => {
        await numbered("left_open", 100);
        const before = await server.openConnections();
        const own = await connector.connect(server.config);
        const request: ReadRequest = { table: refTo("left_open"), columns: ["n"], keyColumns: null, pageSize: 10 };
        const readings = [await own.read(request, never), await own.read(request, never)];
        for (const reading of readings) await reading.pages()[Symbol.asyncIterator]().next();
        expect(await server.openConnections()).toBeGreaterThan(before);
        await own.close();
        await own.close();
        await expect.poll(() => server.openConnections(), { timeout: 10_000 }).toBeLessThanOrEqual(before);
        await expect(own.read(request, never)).rejects.toMatchObject({ code: "source-interrupted" });
      });
    });

    describe("refusals", () => {
      it("names a table that is gone", async () => {
        await numbered("dropped", 1);
        await server.execute(`DROP TABLE ${quoted("dropped")}`);
        const reading = readAll({ table: refTo("dropped"), columns: ["n"], keyColumns: ["n"] });
        await expect(reading).rejects.toThrowError(
          like({
            code: "source-object-missing",
            trait: "halt",
            message: containing("dropped"),
          }),
        );
      });

      it("names the columns that are gone", async () => {
        await numbered("narrow", 1);
        const reading = readAll({ table: refTo("narrow"), columns: ["n", "lost", "gone"], keyColumns: ["n"] });
        await expect(reading).rejects.toThrowError(
          like({ code: "source-object-missing", message: containing("lost, gone") }),
        );
      });

      it("tells a wrong password from a server that is not there", async () => {
        await expect(connector.connect(server.wrongPassword)).rejects.toMatchObject({
          code: "source-login",
          trait: "halt",
        });
        await expect(connector.connect(server.nothingListens)).rejects.toMatchObject({
          code: "source-unreachable",
          trait: "transient",
        });
      });

      it("never shows the password", async () => {
        const failure = await connector.connect(server.wrongPassword).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(SyncError);
        const { inspect } = await import("node:util");
        expect(inspect(failure, { depth: 10 })).not.toContain(server.secret);
        expect(JSON.stringify(await connector.check(server.wrongPassword))).not.toContain(server.secret);
      });

      it("catalogs and reads exactly what a login may see", async () => {
        await numbered("granted", 2);
        await numbered("forbidden", 2);
        await server.execute(dialect.grantSelect(quoted("granted")));
        const limited = await connector.connect(server.withoutRights);
        try {
          const tables = await introspected(limited);
          expect([...tables.keys()]).toEqual(["granted"]);
          const { rows } = await readAll({ table: refTo("granted"), columns: ["n"], keyColumns: ["n"] }, limited);
          expect(rows).toHaveLength(2);
          const reading = readAll({ table: refTo("forbidden"), columns: ["n"], keyColumns: ["n"] }, limited);
          await expect(reading).rejects.toMatchObject({ code: "source-permission", trait: "halt" });
        } finally {
          await limited.close();
        }
      });
    });

    describe("catalog", () => {
      it("tells keys, foreign keys, unique columns, defaults and nullability", async () => {
        await createTable("parent", [
          `a ${dialect.integer} NOT NULL`,
          `b ${dialect.integer} NOT NULL`,
          `code ${dialect.integer} NOT NULL UNIQUE`,
          "PRIMARY KEY (b, a)",
        ]);
        await createTable("child", [
          `id ${dialect.integer} NOT NULL PRIMARY KEY`,
          `pa ${dialect.integer} DEFAULT 5`,
          `pb ${dialect.integer}`,
          "CONSTRAINT positive CHECK (pa > 0)",
          `CONSTRAINT to_parent FOREIGN KEY (pb, pa) REFERENCES ${quoted("parent")} (b, a)`,
        ]);
        const tables = await introspected();
        expect(tables.get("parent")).toMatchObject({
          columns: [
            { ordinal: 1, name: "a", isPrimaryKey: true, isUnique: false, isNullable: false },
            { ordinal: 2, name: "b", isPrimaryKey: true, isUnique: false, isNullable: false },
            { ordinal: 3, name: "code", isPrimaryKey: false, isUnique: true, isNullable: false },
          ],
          constraints: including([
            like({ type: "PRIMARY_KEY", columns: ["b", "a"] }),
            like({ type: "UNIQUE", columns: ["code"] }),
          ]),
          indexes: including([like({ isUnique: true, columns: ["b", "a"] })]),
        });
        expect(tables.get("child")).toMatchObject({
          columns: [
            { name: "id", defaultValue: null },
            { name: "pa", defaultValue: containing("5"), isNullable: true },
            { name: "pb", defaultValue: null, isNullable: true },
          ],
          constraints: including([
            like({
              name: "to_parent",
              type: "FOREIGN_KEY",
              columns: ["pb", "pa"],
              referencedTable: `${dialect.schema}.parent`,
            }),
            like({ name: "positive", type: "CHECK", definition: containing("pa") }),
          ]),
        });
      });

      it("can be left in the middle", async () => {
        for await (const table of connection.introspect()) {
          expect(table.name).not.toBe("");
          break;
        }
        expect((await introspected()).size).toBeGreaterThan(1);
      });

      it("rejects with the reason when the signal has fired", async () => {
        const reason = new Error("enough");
        const consume = async () => {
          for await (const table of connection.introspect({ signal: AbortSignal.abort(reason) }))
            expect(table).toBeUndefined();
        };
        await expect(consume()).rejects.toBe(reason);
      });
    });

    describe("check", () => {
      it("finds nothing wrong with a login that may read", async () => {
        await numbered("checked", 1);
        const findings = await connector.check(server.config);
        expect(findings.filter((finding) => finding.level === "error")).toEqual([]);
        expect(findings.map((finding) => finding.id)).toEqual(
          including(["network", "tls", "login", "database", "version", "read-permission", "clock"]),
        );
      });

      it("reports what failed with a remedy, and what had passed before", async () => {
        const login = await connector.check(server.wrongPassword);
        expect(login).toContainEqual(like({ id: "network", level: "ok" }));
        expect(login).toContainEqual(like({ id: "login", level: "error", remedy: someText }));
        const network = await connector.check(server.nothingListens);
        expect(network).toEqual([like({ id: "network", level: "error", remedy: someText })]);
      });
    });
  });
}
