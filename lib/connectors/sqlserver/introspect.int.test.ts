import { afterEach, describe, expect, it } from "vitest";
import type { Finding, IntrospectedTable } from "@/lib/connectors/connector";
import { SyncError } from "@/lib/errors/app-error";
import {
  columnsQuery,
  indexesQuery,
  plainIndexesQuery,
  sizesQuery,
  tablesQuery,
  unreadableQuery,
} from "./catalog-queries";
import { createPool, type SqlServerPool } from "./client";
import { sqlServerConfigSchema } from "./config";
import { introspectDatabase } from "./introspect";
import { answerCatalog } from "./testing/recorded-catalog";
import { type Answer, affected, cut, hang, refused, rows } from "./testing/scripted-answer";
import { type ScriptedRequest, type ScriptedServer, startScriptedServer } from "./testing/scripted-server";

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function serve(answer: (request: ScriptedRequest) => Answer = answerCatalog) {
  const server = await startScriptedServer({ logins: { reader: "Lesen-1" }, databases: ["shop"], answer });
  opened.push({ close: () => server.stop() });
  return server;
}

function configOf(server: ScriptedServer, more: object = {}) {
  return sqlServerConfigSchema.parse({
    host: server.host,
    port: server.port,
    database: "shop",
    user: "reader",
    password: "Lesen-1",
    tls: { mode: "off" },
    ...more,
  });
}

async function connect(server: ScriptedServer): Promise<SqlServerPool> {
  const pool = await createPool(configOf(server));
  opened.push(pool);
  return pool;
}

async function introspect(server: ScriptedServer, more: object = {}) {
  const hidden: Finding[] = [];
  const tables = new Map<string, IntrospectedTable>();
  const options = { onHidden: (finding: Finding) => hidden.push(finding) };
  for await (const table of introspectDatabase(await connect(server), configOf(server, more), options)) {
    tables.set(`${table.schema}.${table.name}`, table);
  }
  return { tables, hidden };
}

async function theTable(name: string): Promise<IntrospectedTable> {
  const table = (await introspect(await serve())).tables.get(name);
  if (!table) throw new Error(`There is no ${name}.`);
  return table;
}

describe("a table", () => {
  it("is told with its columns: types, identity, computed, rowversion, alias, comments", async () => {
    const { columns, comment, rowEstimate, sizeBytes, variety } = await theTable("sales.Customer");
    expect({ comment, rowEstimate, sizeBytes, variety }).toEqual({
      comment: "Who buys — 顧客",
      rowEstimate: 135_233,
      sizeBytes: 327_680,
      variety: "table",
    });
    expect(
      columns.map(({ ordinal, name, nativeType, kind, maxLength }) => [ordinal, name, nativeType, kind, maxLength]),
    ).toEqual([
      [1, "CustomerId", "int", "integer", null],
      [2, "Name", "nvarchar(120)", "text", 120],
      [3, "Code", "varchar(20)", "text", 20],
      [4, "Email", "nvarchar(254)", "text", 254],
      [5, "Credit", "decimal(12,2)", "decimal", null],
      [6, "Note", "varchar(max)", "text", null],
      [7, "Photo", "varbinary(max)", "binary", null],
      [8, "Version", "rowversion", "bytes", null],
      [9, "Label", "nvarchar(141)", "text", 141],
    ]);
    expect(columns[0]).toMatchObject({ isIdentity: true, isPrimaryKey: true, isUnique: true, isNullable: false });
    expect(columns[1]).toMatchObject({ collation: "Latin1_General_CI_AS", comment: null, isUnique: false });
    expect(columns[2]).toMatchObject({ isUnique: true, isPrimaryKey: false, comment: "As on the invoice" });
    expect(columns[3]).toMatchObject({
      dataType: "nvarchar",
      comment: "Declared as dbo.Email.",
      isNullable: true,
      isUnique: false,
    });
    expect(columns[4]).toMatchObject({ precision: 12, scale: 2, defaultValue: "((0))", collation: null });
    expect(columns[7]).toMatchObject({ isRowVersion: true, dataType: "rowversion" });
    expect(columns[8]).toMatchObject({ isGenerated: true, defaultValue: "(([Code]+N' ')+[Name])", isIdentity: false });
  });

  it("is told with its indexes: method, order, included columns, filter and what is whole", async () => {
    const { indexes } = await theTable("sales.Customer");
    const plain = { descendingColumns: [], includedColumns: [], predicate: null };
    expect(indexes.map(({ definition: _definition, ...index }) => index)).toEqual([
      { ...plain, name: "PK_Customer", isUnique: true, method: "clustered", columns: ["CustomerId"], isWhole: true },
      { ...plain, name: "UQ_Code", isUnique: true, method: "nonclustered", columns: ["Code"], isWhole: true },
      {
        ...plain,
        name: "UX_Email",
        isUnique: true,
        method: "nonclustered",
        columns: ["Email"],
        predicate: "([Email] IS NOT NULL)",
        isWhole: false,
      },
      {
        name: "IX_Name",
        isUnique: false,
        method: "nonclustered",
        columns: ["Name", "Credit"],
        descendingColumns: ["Credit"],
        includedColumns: ["Note"],
        predicate: null,
        isWhole: true,
      },
      { ...plain, name: "UX_Name_off", isUnique: true, method: "nonclustered", columns: ["Name"], isWhole: false },
      { ...plain, name: "fulltext", isUnique: false, method: "fulltext", columns: ["Note"], isWhole: false },
    ]);
    expect(indexes[2]?.definition).toBe(
      "CREATE UNIQUE NONCLUSTERED INDEX [UX_Email] ON [sales].[Customer] ([Email]) WHERE ([Email] IS NOT NULL)",
    );
    expect(indexes[3]?.definition).toBe(
      "CREATE NONCLUSTERED INDEX [IX_Name] ON [sales].[Customer] ([Name], [Credit] DESC) INCLUDE ([Note])",
    );
  });

  it("is told with its constraints, each as SQL", async () => {
    const none = { referencedTable: null, referencedColumns: null };
    expect((await theTable("sales.Customer")).constraints).toEqual([
      {
        ...none,
        name: "PK_Customer",
        type: "PRIMARY_KEY",
        columns: ["CustomerId"],
        definition: "PRIMARY KEY CLUSTERED ([CustomerId])",
      },
      { ...none, name: "UQ_Code", type: "UNIQUE", columns: ["Code"], definition: "UNIQUE NONCLUSTERED ([Code])" },
      {
        ...none,
        name: "CK_Credit",
        type: "CHECK",
        columns: ["Credit", "Code"],
        definition: "CHECK ([Credit]>=(0) AND [Code]<>'[Name]')",
      },
    ]);
    expect((await theTable("sales.Order [old]")).constraints).toMatchObject([
      { columns: ["Year", "No."], definition: "PRIMARY KEY CLUSTERED ([Year] DESC, [No.])" },
      {
        name: "FK_Order_Customer",
        type: "FOREIGN_KEY",
        columns: ["CustomerId"],
        referencedTable: "sales.Customer",
        referencedColumns: ["CustomerId"],
        definition:
          "FOREIGN KEY ([CustomerId]) REFERENCES [sales].[Customer] ([CustomerId]) ON DELETE SET NULL ON UPDATE CASCADE",
      },
      { name: "CK_Hidden", columns: [], definition: null },
    ]);
    expect((await theTable("sales.OrderLine")).constraints).toMatchObject([
      { name: "PK_OrderLine", definition: "PRIMARY KEY NONCLUSTERED ([Line])" },
      {
        columns: ["OrderYear", "OrderNo"],
        referencedTable: "sales.Order [old]",
        referencedColumns: ["Year", "No."],
        definition:
          "FOREIGN KEY ([OrderYear], [OrderNo]) REFERENCES [sales].[Order [old]]] ([Year], [No.]) /* disabled */",
      },
      { name: "FK_Line_Secret", columns: ["Line"], referencedTable: null, referencedColumns: null, definition: null },
    ]);
  });

  it("is temporal, partitioned, foreign or a view, stored or not", async () => {
    const { tables } = await introspect(await serve());
    expect([...tables.values()].map(({ name, type, variety }) => [name, type, variety])).toEqual([
      ["Customer", "BASE", "table"],
      ["Order [old]", "BASE", "table"],
      ["OrderLine", "BASE", "table"],
      ["Employee", "BASE", "temporal-table"],
      ["EmployeeHistory", "BASE", "table"],
      ["Event", "BASE", "partitioned-table"],
      ["Remote", "BASE", "foreign-table"],
      ["Place", "BASE", "table"],
      ["CustomerView", "VIEW", "view"],
      ["Totals", "VIEW", "materialized-view"],
    ]);
    expect(tables.get("hr.Employee")?.columns.slice(1)).toMatchObject([
      {
        isGenerated: true,
        defaultValue: "GENERATED ALWAYS AS ROW START",
        nativeType: "datetime2(7)",
        precision: 7,
        scale: null,
      },
      { isGenerated: true, defaultValue: "GENERATED ALWAYS AS ROW END" },
    ]);
    expect(tables.get("log.Event")).toMatchObject({
      rowEstimate: 9_000_000_000,
      sizeBytes: 8_192_000_000,
      indexes: [{ method: "clustered columnstore", columns: ["At", "Level"], includedColumns: [], isWhole: false }],
    });
    expect(tables.get("ext.Remote")).toMatchObject({ rowEstimate: null, sizeBytes: null });
    expect(tables.get("geo.Place")).toMatchObject({
      columns: [
        { kind: "text" },
        { kind: "geometry" },
        { kind: "xml" },
        { dataType: "nvarchar", nativeType: "nvarchar(128)" },
      ],
      indexes: [{ isWhole: true }, { method: "xml", definition: null }, { method: "spatial", columns: ["Shape"] }],
    });
  });
});

describe("least privilege", () => {
  it("leaves out what may not be read and says so", async () => {
    const { tables, hidden } = await introspect(await serve());
    expect(tables.has("hr.Salary")).toBe(false);
    expect(tables.get("sales.CustomerView")?.columns.map(({ name }) => name)).toEqual(["CustomerId"]);
    expect(hidden.map(({ id, title }) => [id, title])).toEqual([
      ["hidden-tables", "1 table or view may not be read by the user and will not be cataloged."],
      ["hidden-columns", "1 column of tables that can be read only in part will not be cataloged."],
      ["hidden-definitions", "The expressions of 2 defaults, checks or computed columns may not be seen by the user."],
    ]);
  });

  it.each([
    [sizesQuery, 297, "Sizes", { sizeBytes: null, rowEstimate: 135_233 }],
    [unreadableQuery, 195, "Rights to read", { sizeBytes: 327_680 }],
  ])("loses only the fact that the server refuses (%#)", async (statement, number, what, expected) => {
    const server = await serve((request) =>
      request.sql === statement ? refused(number, "No.") : answerCatalog(request),
    );
    const { tables, hidden } = await introspect(server);
    expect(tables.get("sales.Customer")).toMatchObject(expected);
    expect(hidden).toContainEqual(expect.objectContaining({ title: expect.stringContaining(what) }));
  });

  it("keeps the keys where the newer columns of indexes are not served", async () => {
    const server = await serve(({ sql, parameters }) => {
      if (sql === indexesQuery) return refused(207, "Invalid column name 'filter_definition'.");
      return answerCatalog({ sql: sql === plainIndexesQuery ? indexesQuery : sql, parameters });
    });
    const { tables, hidden } = await introspect(server);
    expect(tables.get("sales.Customer")?.columns[0]).toMatchObject({ isPrimaryKey: true });
    expect(hidden.map(({ id }) => id)).not.toContain("hidden-facts");
  });

  it.each([
    ["does not announce them", (sql: string) => sql.includes("sys.all_columns")],
    ["announces and refuses them", (sql: string) => newest.has(sql)],
  ])("does without the newer columns of the catalog where it %s", async (_, isRefused) => {
    const known = new Map([
      [tablesQuery({}, new Set()).text, tablesQuery({}, allFeatures).text],
      [columnsQuery(new Set()), columnsQuery(allFeatures)],
    ]);
    const server = await serve(({ sql, parameters }) =>
      isRefused(sql) ? refused(207, "Invalid column name.") : answerCatalog({ sql: known.get(sql) ?? sql, parameters }),
    );
    expect((await introspect(server)).tables.size).toBe(10);
  });
});

const allFeatures = new Set([
  "tables.temporal_type",
  "tables.is_external",
  "columns.generated_always_type",
  "columns.is_hidden",
] as const);
const newest = new Set([tablesQuery({}, allFeatures).text, columnsQuery(allFeatures)]);

describe("a login's choice of schemas", () => {
  it("goes as patterns to the server, wildcards of T-SQL taken literally", async () => {
    const server = await serve((request) => (request.sql.includes("LIKE") ? affected(0) : answerCatalog(request)));
    const { tables } = await introspect(server, { includeSchemas: ["sales_*", "a[b]?"], excludeSchemas: ["100%"] });
    expect(tables.size).toBe(0);
    const asked = server.statements().at(-1);
    expect(asked?.parameters).toEqual({ p1: "sales\\_%", p2: "a\\[b]_", p3: "100\\%" });
    expect(asked?.sql).toContain("(s.name LIKE @p1 ESCAPE N'\\' OR s.name LIKE @p2 ESCAPE N'\\')");
    expect(asked?.sql).toContain("AND NOT (s.name LIKE @p3 ESCAPE N'\\')");
  });
});

describe("trouble", () => {
  it("is thrown by its code where something that is needed breaks", async () => {
    const server = await serve((request) => (request.sql === sizesQuery ? cut : answerCatalog(request)));
    const failure = await introspect(server).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SyncError);
    expect(failure).toMatchObject({ code: "source-interrupted", trait: "transient" });
    const denied = await serve((request) =>
      request.sql.includes("FROM sys.objects") ? refused(229, "Denied.", { class: 14 }) : answerCatalog(request),
    );
    await expect(introspect(denied)).rejects.toMatchObject({ code: "source-permission" });
  });

  it("ends at once when the signal fires, and can be left in the middle", async () => {
    const server = await serve((request) => (request.sql === sizesQuery ? hang : answerCatalog(request)));
    const controller = new AbortController();
    const reason = new Error("enough");
    const pool = await connect(server);
    const asking = introspectDatabase(pool, configOf(server), { signal: controller.signal }).next();
    const checked = expect(asking).rejects.toBe(reason);
    await expect.poll(() => server.statements().some(({ sql }) => sql === sizesQuery)).toBe(true);
    controller.abort(reason);
    await checked;

    const whole = await serve();
    const own = await connect(whole);
    for await (const table of introspectDatabase(own, configOf(whole))) {
      expect(table.name).toBe("Customer");
      break;
    }
    await own.close();
    await expect.poll(() => whole.openConnections()).toBe(0);
  });
});

describe("many tables", () => {
  it("cost no more statements than few", async () => {
    const count = 3_000;
    const many = Array.from({ length: count }, (_, n) => n + 1_000);
    const server = await serve((request) => {
      if (request.sql.includes("FROM sys.objects AS o")) {
        return rows(
          { id: "int", s: "nvarchar", n: "nvarchar", t: "varchar", y: "tinyint", e: "bit" },
          many.map((n) => [n, "big", `t${n}`, "U", 0, false]),
        );
      }
      if (!request.sql.includes("bt.name")) return answerCatalog(request);
      return rows(
        {
          o: "int",
          c: "int",
          n: "nvarchar",
          t: "nvarchar",
          l: "smallint",
          p: "tinyint",
          s: "tinyint",
          k: "nvarchar",
          ty: "nvarchar",
          ts: "nvarchar",
          u: "bit",
          nu: "bit",
          i: "bit",
          co: "bit",
          g: "tinyint",
        },
        many.flatMap((n) =>
          Array.from({ length: 7 }, (_, c) => [
            n,
            c + 1,
            `c${c}`,
            "int",
            4,
            10,
            0,
            null,
            "int",
            "sys",
            false,
            true,
            false,
            false,
            0,
          ]),
        ),
      );
    });
    const { tables } = await introspect(server);
    expect(tables.size).toBe(count);
    expect([...tables.values()].every(({ columns }) => columns.length === 7)).toBe(true);
    expect(server.statements()).toHaveLength(14);
  });
});
