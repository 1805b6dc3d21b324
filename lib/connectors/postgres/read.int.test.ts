import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmptyDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { SourceRow } from "@/lib/engine/types";
import type { ReadRequest, SourceConnection } from "../connector";
import { createPool, type PostgresPool } from "./client";
import { type PostgresConfig, postgresConfigSchema } from "./config";
import { postgresConnector } from "./index";
import { findTableKey } from "./keyset";
import { readColumns } from "./read-columns";
import { findTarget } from "./snapshot";

/** Roles belong to the server, not to the database of this run. */
const role = `role_${randomBytes(6).toString("hex")}`;

const never = new AbortController().signal;

let database: TestDatabase;
let owner: pg.Client;
let config: PostgresConfig;
let pool: PostgresPool;
let connection: SourceConnection;

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
    applicationName: "SyncBridge read test",
  });
  pool = createPool(config);
  connection = await postgresConnector.connect(config);
});

afterAll(async () => {
  await connection.close();
  await pool.close();
  await owner.end();
  await database.drop();
});

async function readAll(
  request: Partial<ReadRequest> & { name: string; columns: readonly string[] },
): Promise<SourceRow[]> {
  const { name, columns, keyColumns = null, pageSize = 100 } = request;
  const reading = await connection.read({ table: { schema: "public", name }, columns, keyColumns, pageSize }, never);
  try {
    const rows: SourceRow[] = [];
    for await (const page of reading.pages()) rows.push(...page);
    return rows;
  } finally {
    await reading.close();
  }
}

describe("findTableKey", () => {
  const cases: readonly [why: string, ddl: string, asked: readonly string[], key: readonly string[] | null][] = [
    ["a primary key", "CREATE TABLE $ (a int PRIMARY KEY)", ["a"], ["a"]],
    [
      "columns asked for in another order",
      "CREATE TABLE $ (a int, b text, PRIMARY KEY (b, a))",
      ["a", "b"],
      ["b", "a"],
    ],
    ["a unique part of what is asked for", "CREATE TABLE $ (a int PRIMARY KEY, b int NOT NULL)", ["b", "a"], ["a"]],
    ["a unique index", "CREATE TABLE $ (a int NOT NULL); CREATE UNIQUE INDEX ON $ (a) INCLUDE (a)", ["a"], ["a"]],
    ["an index in falling order", "CREATE TABLE $ (a int NOT NULL); CREATE UNIQUE INDEX ON $ (a DESC)", ["a"], ["a"]],
    ["a partitioned table", "CREATE TABLE $ (a int PRIMARY KEY) PARTITION BY RANGE (a)", ["a"], ["a"]],
    ["a nullable column", "CREATE TABLE $ (a int UNIQUE)", ["a"], null],
    ["no unique index", "CREATE TABLE $ (a int NOT NULL)", ["a"], null],
    ["only part of the key asked for", "CREATE TABLE $ (a int, b int, PRIMARY KEY (a, b))", ["a"], null],
    ["a partial index", "CREATE TABLE $ (a int NOT NULL); CREATE UNIQUE INDEX ON $ (a) WHERE a > 0", ["a"], null],
    [
      "an index over an expression",
      "CREATE TABLE $ (a text NOT NULL); CREATE UNIQUE INDEX ON $ (lower(a))",
      ["a"],
      null,
    ],
    ["a constraint checked at commit", "CREATE TABLE $ (a int NOT NULL UNIQUE DEFERRABLE)", ["a"], null],
    [
      "an index in another collation",
      'CREATE TABLE $ (a text NOT NULL); CREATE UNIQUE INDEX ON $ (a COLLATE "C")',
      ["a"],
      null,
    ],
    [
      "an index in another ordering",
      "CREATE TABLE $ (a text NOT NULL); CREATE UNIQUE INDEX ON $ (a text_pattern_ops)",
      ["a"],
      null,
    ],
    [
      "an index in mixed directions",
      "CREATE TABLE $ (a int NOT NULL, b int NOT NULL); CREATE UNIQUE INDEX ON $ (a, b DESC)",
      ["a", "b"],
      null,
    ],
    [
      "a parent whose children repeat its keys",
      "CREATE TABLE $ (a int PRIMARY KEY); CREATE TABLE $_child () INHERITS ($)",
      ["a"],
      null,
    ],
  ];

  it.each(cases.map(([why, ddl, asked, key], index) => ({ why, ddl, asked, key, table: `key_${index}` })))(
    "finds $key for $why",
    async ({ ddl, asked, key, table }) => {
      await owner.query(ddl.replaceAll("$", table));
      const session = await pool.open();
      try {
        const target = await findTarget(session, pool.where, { schema: "public", name: table });
        const columns = await readColumns(session, pool.where, { schema: "public", name: table }, target, asked);
        expect((await findTableKey(session, target, asked, columns))?.columns ?? null).toEqual(key);
      } finally {
        await session.end();
      }
    },
  );
});

describe("openReading", () => {
  it("pages in the order of the index, also without statistics", async () => {
    await owner.query(`CREATE TABLE unsorted (a int, b text, c int, PRIMARY KEY (a, b));
      INSERT INTO unsorted SELECT n % 10, n::text, n FROM generate_series(1, 3000) AS n`);
    const rows = await readAll({ name: "unsorted", columns: ["a", "b"], keyColumns: ["a", "b"], pageSize: 50 });
    expect(rows).toHaveLength(3000);
    expect(new Set(rows.map((row) => row.join("/"))).size).toBe(3000);
    expect(rows).toEqual(rows.toSorted((x, y) => Number(x[0]) - Number(y[0]) || (`${x[1]}` < `${y[1]}` ? -1 : 1)));
  });

  it("reads partitions through their parent, and children of an inherited table", async () => {
    await owner.query(`CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id);
      CREATE TABLE parted_low PARTITION OF parted FOR VALUES FROM (0) TO (100);
      CREATE TABLE parted_high PARTITION OF parted FOR VALUES FROM (100) TO (1000);
      INSERT INTO parted SELECT n FROM generate_series(1, 250) AS n; ANALYZE parted;
      CREATE TABLE old (id int PRIMARY KEY); CREATE TABLE older () INHERITS (old);
      INSERT INTO old VALUES (1); INSERT INTO older VALUES (1), (2)`);
    expect(await readAll({ name: "parted", columns: ["id"], keyColumns: ["id"], pageSize: 40 })).toHaveLength(250);
    expect((await readAll({ name: "old", columns: ["id"], keyColumns: ["id"] })).toSorted()).toEqual([
      ["1"],
      ["1"],
      ["2"],
    ]);
    const reading = await connection.read(
      { table: { schema: "public", name: "parted" }, columns: ["id"], keyColumns: ["id"], pageSize: 10 },
      never,
    );
    await reading.close();
    expect(reading.rowsExpected).toBe(250);
  });

  it("reads a view whose function relies on the role's search path", async () => {
    await owner.query(`CREATE TABLE rates (factor int); INSERT INTO rates VALUES (3);
      CREATE FUNCTION rate() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT factor FROM rates); END';
      CREATE VIEW rated AS SELECT rate() AS n`);
    expect(await readAll({ name: "rated", columns: ["n"] })).toEqual([["3"]]);
  });

  it("keeps a table from being truncated while it is read", async () => {
    await owner.query(
      "CREATE TABLE kept (id int PRIMARY KEY); INSERT INTO kept SELECT n FROM generate_series(1, 30) AS n",
    );
    const reading = await connection.read(
      { table: { schema: "public", name: "kept" }, columns: ["id"], keyColumns: ["id"], pageSize: 10 },
      never,
    );
    await expect(owner.query("SET lock_timeout = '100ms'; TRUNCATE kept")).rejects.toMatchObject({ code: "55P03" });
    await owner.query("RESET lock_timeout");
    const rows: SourceRow[] = [];
    for await (const page of reading.pages()) rows.push(...page);
    await reading.close();
    expect(rows).toHaveLength(30);
    await owner.query("TRUNCATE kept");
  });

  it("leaves no transaction open", async () => {
    await owner.query("CREATE TABLE closed (id int PRIMARY KEY); INSERT INTO closed VALUES (1)");
    await readAll({ name: "closed", columns: ["id"], keyColumns: ["id"] });
    await expect(readAll({ name: "closed", columns: ["nothing"] })).rejects.toMatchObject({
      code: "source-object-missing",
    });
    const { rows } = await owner.query(
      "SELECT state FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database() AND state <> 'idle'",
      [config.applicationName],
    );
    expect(rows).toEqual([]);
  });

  it("tells that the database ended the connection", async () => {
    await owner.query(
      "CREATE TABLE cut (id int PRIMARY KEY); INSERT INTO cut SELECT n FROM generate_series(1, 30) AS n",
    );
    for (const keyColumns of [["id"], null]) {
      const own = await postgresConnector.connect({ ...config, applicationName: "SyncBridge cut" });
      const reading = await own.read(
        { table: { schema: "public", name: "cut" }, columns: ["id"], keyColumns, pageSize: 10 },
        never,
      );
      const consume = async () => {
        for await (const page of reading.pages()) {
          expect(page).toHaveLength(10);
          await owner.query(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'SyncBridge cut'",
          );
        }
      };
      await expect(consume()).rejects.toMatchObject({ code: "source-interrupted", trait: "transient" });
      await reading.close();
      await own.close();
    }
  });

  it("gives no freshness token to a role that may not ask for the system id", async () => {
    await owner.query(`CREATE TABLE tokenless (id int PRIMARY KEY);
      REVOKE EXECUTE ON FUNCTION pg_catalog.pg_control_system() FROM PUBLIC;
      CREATE ROLE ${role} LOGIN PASSWORD 'no_token'; GRANT SELECT ON tokenless TO ${role}`);
    const own = await postgresConnector.connect({ ...config, user: role, password: "no_token" });
    try {
      const reading = await own.read(
        { table: { schema: "public", name: "tokenless" }, columns: ["id"], keyColumns: ["id"], pageSize: 10 },
        never,
      );
      await reading.close();
      expect(reading.freshnessToken).toBeNull();
      const findings = await postgresConnector.check({ ...config, user: role, password: "no_token" });
      expect(findings).toContainEqual(expect.objectContaining({ id: "freshness", level: "warning" }));
    } finally {
      await own.close();
      await owner.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it("reads a table of which only some columns are granted", async () => {
    await owner.query(`CREATE TABLE partly (id int PRIMARY KEY, open text, closed text); INSERT INTO partly VALUES (1, 'a', 'b');
      CREATE ROLE ${role} LOGIN PASSWORD 'partly'; GRANT SELECT (id, open) ON partly TO ${role}`);
    const own = await postgresConnector.connect({ ...config, user: role, password: "partly" });
    try {
      const open = async (columns: readonly string[]) => {
        const reading = await own.read(
          { table: { schema: "public", name: "partly" }, columns, keyColumns: ["id"], pageSize: 10 },
          never,
        );
        try {
          const rows: SourceRow[] = [];
          for await (const page of reading.pages()) rows.push(...page);
          return rows;
        } finally {
          await reading.close();
        }
      };
      expect(await open(["open"])).toEqual([["a"]]);
      await expect(open(["closed"])).rejects.toMatchObject({ code: "source-permission" });
      const names: string[] = [];
      for await (const table of own.introspect()) {
        if (table.name === "partly") names.push(...table.columns.map((column) => column.name));
      }
      expect(names).toEqual(["id", "open"]);
    } finally {
      await own.close();
      await owner.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});
