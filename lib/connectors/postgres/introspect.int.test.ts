import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmptyDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { IntrospectedColumn, IntrospectedTable } from "../connector";
import { type PostgresConfig, postgresConfigSchema } from "./config";
import { postgresConnector } from "./index";
import { startWireProxy } from "./testing/wire-proxy";

/** Roles belong to the server, not to the database of this run. */
const role = `role_${randomBytes(6).toString("hex")}`;

let database: TestDatabase;
let owner: pg.Client;
let config: PostgresConfig;
let tables: ReadonlyMap<string, IntrospectedTable>;

beforeAll(async () => {
  database = await createEmptyDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const address = new URL(database.url);
  config = postgresConfigSchema.parse({
    host: address.hostname,
    port: Number(address.port),
    database: address.pathname.slice(1),
    user: decodeURIComponent(address.username),
    password: decodeURIComponent(address.password),
    applicationName: "SyncBridge introspect test",
  });
  await owner.query(`
    CREATE SCHEMA sales; CREATE SCHEMA sales_archive; CREATE SCHEMA other;
    CREATE EXTENSION citext SCHEMA other; CREATE EXTENSION btree_gist SCHEMA other;
    CREATE TYPE sales.mood AS ENUM ('sad', 'it''s ok', 'happy');
    CREATE DOMAIN sales.code AS varchar(8) NOT NULL;
    CREATE DOMAIN sales.short_code AS sales.code;
    CREATE TABLE sales.everything (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      serial_id serial,
      name varchar(40) COLLATE "C" NOT NULL DEFAULT 'none',
      amount numeric(12, 2),
      doubled numeric GENERATED ALWAYS AS (amount * 2) STORED,
      mood sales.mood DEFAULT 'sad',
      moods sales.mood[],
      code sales.short_code,
      email other.citext UNIQUE,
      at timestamptz(3),
      span daterange,
      dropped integer,
      CONSTRAINT amount_positive CHECK (amount > 0),
      CONSTRAINT no_overlap EXCLUDE USING gist (id WITH =, span WITH &&)
    );
    ALTER TABLE sales.everything DROP COLUMN dropped, ADD COLUMN last text;
    COMMENT ON TABLE sales.everything IS 'All there is';
    COMMENT ON COLUMN sales.everything.name IS 'What it''s called';
    CREATE INDEX by_lower_name ON sales.everything (lower(name), amount DESC) INCLUDE (at) WHERE amount > 10;
    CREATE UNIQUE INDEX once_where_positive ON sales.everything (amount) WHERE amount > 0;
    CREATE TABLE sales.lines (
      everything_id integer REFERENCES sales.everything ON DELETE CASCADE, line integer, PRIMARY KEY (everything_id, line));
    CREATE TABLE sales.by_year (year integer, id integer, everything_id integer REFERENCES sales.everything, PRIMARY KEY (year, id))
      PARTITION BY LIST (year);
    CREATE TABLE sales.by_year_2025 PARTITION OF sales.by_year FOR VALUES IN (2025);
    CREATE TABLE sales.by_year_2026 PARTITION OF sales.by_year FOR VALUES IN (2026) PARTITION BY RANGE (id);
    CREATE TABLE sales.by_year_2026_low PARTITION OF sales.by_year_2026 FOR VALUES FROM (0) TO (1000);
    INSERT INTO sales.by_year SELECT 2025 + n % 2, n FROM generate_series(1, 600) AS n;
    CREATE TABLE sales.never_analyzed (id integer);
    ALTER TABLE sales.never_analyzed SET (autovacuum_enabled = false);
    CREATE VIEW sales.a_view AS SELECT id, name FROM sales.everything;
    CREATE MATERIALIZED VIEW sales.kept_view AS SELECT id FROM sales.everything;
    CREATE UNIQUE INDEX ON sales.kept_view (id);
    CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER nowhere FOREIGN DATA WRAPPER nowhere;
    CREATE FOREIGN TABLE sales.far_away (id integer) SERVER nowhere;
    CREATE UNLOGGED TABLE sales.unlogged (id integer);
    CREATE TEMPORARY TABLE passing (id integer);
    CREATE TABLE sales_archive.old (id integer);
    CREATE TABLE other.unrelated (id integer);
    ANALYZE sales.by_year, sales.everything;
    CREATE ROLE ${role} LOGIN PASSWORD 'limited';
    GRANT USAGE ON SCHEMA sales TO ${role}; GRANT SELECT ON sales.lines TO ${role}; GRANT SELECT ON other.unrelated TO ${role};
    GRANT SELECT (id, name) ON sales.everything TO ${role};`);
  tables = await introspect({});
});

afterAll(async () => {
  await owner.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  await owner.end();
  await database.drop();
});

async function introspect(changes: Partial<PostgresConfig>): Promise<ReadonlyMap<string, IntrospectedTable>> {
  const connection = await postgresConnector.connect({ ...config, ...changes });
  try {
    const found = new Map<string, IntrospectedTable>();
    for await (const table of connection.introspect()) found.set(`${table.schema}.${table.name}`, table);
    return found;
  } finally {
    await connection.close();
  }
}

function column(name: string): IntrospectedColumn | undefined {
  return tables.get("sales.everything")?.columns.find((candidate) => candidate.name === name);
}

describe("introspectDatabase", () => {
  it("lists tables and views once, in order, without partitions, temporary and system tables", () => {
    expect([...tables].map(([name, { type }]) => `${name} ${type}`)).toEqual([
      "other.unrelated BASE",
      "sales.a_view VIEW",
      "sales.by_year BASE",
      "sales.everything BASE",
      "sales.far_away BASE",
      "sales.kept_view VIEW",
      "sales.lines BASE",
      "sales.never_analyzed BASE",
      "sales.unlogged BASE",
      "sales_archive.old BASE",
    ]);
  });

  it("keeps a column's number when others are dropped", () => {
    expect(tables.get("sales.everything")?.columns.map(({ ordinal, name }) => `${ordinal} ${name}`)).toEqual([
      "1 id",
      "2 serial_id",
      "3 name",
      "4 amount",
      "5 doubled",
      "6 mood",
      "7 moods",
      "8 code",
      "9 email",
      "10 at",
      "11 span",
      "13 last",
    ]);
  });

  it.each<[string, Partial<IntrospectedColumn>]>([
    ["id", { isIdentity: true, isGenerated: false, isPrimaryKey: true, isUnique: true, isNullable: false }],
    [
      "serial_id",
      { isIdentity: false, defaultValue: "nextval('sales.everything_serial_id_seq'::regclass)", isNullable: false },
    ],
    [
      "name",
      {
        dataType: "character varying",
        nativeType: "character varying(40)",
        maxLength: 40,
        collation: "C",
        comment: "What it's called",
        defaultValue: "'none'::character varying",
        isNullable: false,
      },
    ],
    [
      "amount",
      { dataType: "numeric", nativeType: "numeric(12,2)", precision: 12, scale: 2, isNullable: true, isUnique: false },
    ],
    ["doubled", { isGenerated: true, isIdentity: false, kind: "decimal", precision: null }],
    ["mood", { dataType: "mood", nativeType: "sales.mood", kind: "enum", enumValues: ["sad", "it's ok", "happy"] }],
    ["moods", { dataType: "mood[]", nativeType: "sales.mood[]", kind: "array", enumValues: null }],
    [
      "code",
      { dataType: "character varying", nativeType: "sales.short_code", kind: "text", maxLength: 8, isNullable: false },
    ],
    [
      "email",
      {
        dataType: "citext",
        nativeType: "other.citext",
        kind: "text",
        isUnique: true,
        isPrimaryKey: false,
        collation: null,
      },
    ],
    [
      "at",
      {
        nativeType: "timestamp(3) with time zone",
        dataType: "timestamp with time zone",
        kind: "instant",
        precision: 3,
      },
    ],
    ["span", { kind: "text", dataType: "daterange" }],
  ])("describes the column %s", (name, expected) => {
    expect(column(name)).toMatchObject(expected);
  });

  it("tells constraints, with exclusion as a check by its definition", () => {
    const constraints = tables
      .get("sales.everything")
      ?.constraints.map(({ name, type, columns }) => ({ name, type, columns }));
    expect(constraints).toEqual([
      { name: "amount_positive", type: "CHECK", columns: ["amount"] },
      { name: "everything_pkey", type: "PRIMARY_KEY", columns: ["id"] },
      { name: "everything_email_key", type: "UNIQUE", columns: ["email"] },
      { name: "no_overlap", type: "CHECK", columns: ["id", "span"] },
    ]);
    const exclusion = tables.get("sales.everything")?.constraints.find(({ name }) => name === "no_overlap");
    expect(exclusion?.definition).toMatch(/^EXCLUDE USING gist/);
    expect(tables.get("sales.lines")?.constraints).toContainEqual({
      name: "lines_everything_id_fkey",
      type: "FOREIGN_KEY",
      columns: ["everything_id"],
      referencedTable: "sales.everything",
      referencedColumns: ["id"],
      definition: "FOREIGN KEY (everything_id) REFERENCES sales.everything(id) ON DELETE CASCADE",
    });
  });

  it("tells indexes with expressions, order and predicate", () => {
    expect(tables.get("sales.everything")?.indexes).toContainEqual({
      name: "by_lower_name",
      isUnique: false,
      method: "btree",
      columns: ["lower(name::text)", "amount"],
      descendingColumns: ["amount"],
      includedColumns: ["at"],
      predicate: "amount > 10::numeric",
      isWhole: false,
      definition:
        "CREATE INDEX by_lower_name ON sales.everything USING btree (lower((name)::text), amount DESC) INCLUDE (at) WHERE (amount > (10)::numeric)",
    });
    expect(tables.get("sales.kept_view")?.indexes).toMatchObject([{ isUnique: true, columns: ["id"] }]);
  });

  it("estimates rows without counting, over all partitions, and says when it does not know", () => {
    expect(tables.get("sales.by_year")).toMatchObject({ rowEstimate: 600 });
    expect(tables.get("sales.everything")).toMatchObject({ rowEstimate: 0, comment: "All there is" });
    expect(tables.get("sales.never_analyzed")?.rowEstimate).toBeNull();
    expect(tables.get("sales.a_view")).toMatchObject({ rowEstimate: null, sizeBytes: null });
    expect(tables.get("sales.by_year")?.sizeBytes).toBeGreaterThan(8192);
  });

  it("shows a foreign key of a partitioned table once", () => {
    const keys = tables.get("sales.by_year")?.constraints.filter(({ type }) => type === "FOREIGN_KEY");
    expect(keys).toMatchObject([{ columns: ["everything_id"], referencedTable: "sales.everything" }]);
  });

  it("obeys include and exclude patterns", async () => {
    const included = await introspect({ includeSchemas: ["sales*"] });
    expect(new Set([...included.values()].map(({ schema }) => schema))).toEqual(new Set(["sales", "sales_archive"]));
    const excluded = await introspect({ includeSchemas: ["sales*"], excludeSchemas: ["sales_*"] });
    expect(new Set([...excluded.values()].map(({ schema }) => schema))).toEqual(new Set(["sales"]));
  });

  it("shows a limited role only what it may read, and check says what is closed", async () => {
    const limited = { user: role, password: "limited" };
    const seen = await introspect(limited);
    expect([...seen].map(([name, { columns }]) => `${name}: ${columns.map((one) => one.name).join(", ")}`)).toEqual([
      "sales.everything: id, name",
      "sales.lines: everything_id, line",
    ]);
    const findings = await postgresConnector.check({ ...config, ...limited });
    expect(
      findings.filter(({ id }) => id === "read-permission").map(({ level, title }) => `${level}: ${title}`),
    ).toEqual([
      "ok: 2 tables and views in 1 schema can be read.",
      "info: 2 schemas are closed to the user and will not be cataloged.",
      "info: 6 tables and views may not be read by the user and will not be cataloged.",
      "info: 10 columns of tables that can be read only in part will not be cataloged.",
    ]);
    expect(findings).toContainEqual(expect.objectContaining({ id: "write-permission", level: "info" }));
  });

  it("tells an introspection what it does not see, in the schemas that are wanted", async () => {
    const connection = await postgresConnector.connect({
      ...config,
      user: role,
      password: "limited",
      includeSchemas: ["sales*"],
    });
    const hidden: string[] = [];
    try {
      for await (const table of connection.introspect({
        onHidden: ({ id, title }) => hidden.push(`${id}: ${title}`),
      })) {
        expect(table.schema).toBe("sales");
      }
    } finally {
      await connection.close();
    }
    expect(hidden).toEqual([
      "hidden-schemas: 1 schema is closed to the user and will not be cataloged.",
      "hidden-tables: 6 tables and views may not be read by the user and will not be cataloged.",
      "hidden-columns: 10 columns of tables that can be read only in part will not be cataloged.",
    ]);
  });

  it("reports a login that can read nothing as an error with its remedy", async () => {
    const findings = await postgresConnector.check({
      ...config,
      user: role,
      password: "limited",
      includeSchemas: ["other"],
    });
    expect(findings).toContainEqual(
      expect.objectContaining({
        id: "read-permission",
        level: "error",
        title: `The user ${role} can read no table in this database.`,
      }),
    );
  });

  it("warns of tables whose rows a policy keeps from the user, and not where it keeps none", async () => {
    await owner.query(`CREATE SCHEMA guarded; CREATE TABLE guarded.open (id integer); CREATE TABLE guarded.filtered (id integer);
      ALTER TABLE guarded.filtered ENABLE ROW LEVEL SECURITY;
      GRANT USAGE ON SCHEMA guarded TO ${role}; GRANT SELECT ON ALL TABLES IN SCHEMA guarded TO ${role}`);
    const warnings = async (login: Partial<typeof config>) =>
      (await postgresConnector.check({ ...config, ...login, includeSchemas: ["guarded"] })).flatMap(
        ({ id, level, title }) => (id === "read-permission" && level === "warning" ? [title] : []),
      );
    expect(await warnings({ user: role, password: "limited" })).toEqual([expect.stringContaining("rows of 1 table:")]);
    expect(await warnings({})).toEqual([]);
    await owner.query("DROP SCHEMA guarded CASCADE");
  });

  it("asks the same number of statements whatever the number of tables", async () => {
    await owner.query(`DO $$ BEGIN FOR n IN 1..300 LOOP
      EXECUTE format('CREATE TABLE sales_archive.t%s (id integer PRIMARY KEY, a text, b numeric(10,2))', n); END LOOP; END $$`);
    const proxy = await startWireProxy(config);
    try {
      const through = { host: "127.0.0.1", port: proxy.port };
      expect((await introspect({ ...through, includeSchemas: ["other"] })).size).toBe(1);
      const forOne = proxy.statements;
      expect((await introspect({ ...through, includeSchemas: ["sales_archive"] })).size).toBe(301);
      expect(proxy.statements - forOne).toBe(forOne);
      expect(forOne).toBeLessThanOrEqual(10);
    } finally {
      await proxy.close();
    }
  });
});
