import mysql from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PrivateMariaDb, startMariaDb } from "@/e2e/support/mariadb";
import { converterFor } from "@/lib/engine/value";
import type { ReadRequest, SourceConnection } from "../connector";
import { createPool, type MysqlPool } from "./client";
import { type MysqlConfig, mysqlConfigSchema } from "./config";
import { mysqlConnector } from "./index";
import { findTableKey } from "./keyset";
import { readColumns } from "./read-columns";

const never = new AbortController().signal;

let server: PrivateMariaDb;
let owner: mysql.Connection;
let config: MysqlConfig;
let pool: MysqlPool;
let connection: SourceConnection;

beforeAll(async () => {
  server = await startMariaDb();
  owner = await connectAsOwner();
  await owner.query(`
    CREATE DATABASE shop CHARACTER SET utf8mb4; USE shop;
    CREATE USER reader@'%' IDENTIFIED BY 'secret'; GRANT SELECT, INSERT, UPDATE, DELETE ON shop.* TO reader@'%';`);
  config = mysqlConfigSchema.parse({
    host: server.host,
    port: server.port,
    database: "shop",
    user: "reader",
    password: "secret",
  });
  pool = await createPool(config);
  connection = await mysqlConnector.connect(config);
});

afterAll(async () => {
  await connection.close();
  await pool.close();
  await owner.end();
  await server.stop();
});

function connectAsOwner(): Promise<mysql.Connection> {
  return mysql.createConnection({ host: server.host, port: server.port, user: server.user, multipleStatements: true });
}

const request = (name: string, columns: readonly string[], more: Partial<ReadRequest> = {}): ReadRequest => ({
  table: { schema: "shop", name },
  columns,
  keyColumns: null,
  pageSize: 1_000,
  ...more,
});

const numbered = (table: string, rows: number) =>
  owner.query(`
    CREATE TABLE ${table} (n integer PRIMARY KEY, a varchar(40), b varchar(40), c decimal(20,4), d datetime(6));
    INSERT INTO ${table} SELECT seq, MD5(seq), MD5(seq + 1), seq / 7, NOW(6) FROM seq_1_to_${rows}`);

async function running(): Promise<readonly string[]> {
  const [rows] = await owner.query<mysql.RowDataPacket[]>(
    "SELECT info FROM information_schema.processlist WHERE user = 'reader' AND info IS NOT NULL",
  );
  return rows.map(({ info }) => String(info));
}

async function connections(): Promise<number> {
  const [rows] = await owner.query<mysql.RowDataPacket[]>(
    "SELECT COUNT(*) AS count FROM information_schema.processlist WHERE user = 'reader'",
  );
  return Number(rows[0]?.count);
}

describe("findTableKey", () => {
  const cases: readonly [why: string, ddl: string, asked: readonly string[], key: readonly string[] | null][] = [
    ["a primary key", "(a int PRIMARY KEY)", ["a"], ["a"]],
    ["columns named in another order", "(a int, b varchar(9), PRIMARY KEY (b, a))", ["a", "b"], ["b", "a"]],
    ["a unique part of what is asked for", "(a int PRIMARY KEY, b int NOT NULL)", ["b", "a"], ["a"]],
    ["an index in falling order", "(a int NOT NULL, UNIQUE (a DESC))", ["a"], ["a"]],
    ["a partitioned table", "(a int PRIMARY KEY) PARTITION BY HASH (a)", ["a"], ["a"]],
    ["a nullable column", "(a int UNIQUE)", ["a"], null],
    ["no unique index", "(a int NOT NULL, KEY (a))", ["a"], null],
    ["only part of the key asked for", "(a int, b int, PRIMARY KEY (a, b))", ["a"], null],
    ["an index on a prefix", "(a varchar(90) NOT NULL, UNIQUE (a(10)))", ["a"], null],
    ["an ignored index", "(a int NOT NULL, b int PRIMARY KEY, UNIQUE (a) IGNORED)", ["a"], null],
    ["mixed directions", "(a int NOT NULL, b int NOT NULL, UNIQUE (a, b DESC))", ["a", "b"], null],
    ["an enum, which is ordered by place", "(a enum('z','a') PRIMARY KEY)", ["a"], null],
    ["a hash index", "(a int NOT NULL, UNIQUE (a) USING HASH) ENGINE = MEMORY", ["a"], null],
    ["a long unique key, which is a hash too", "(a longtext NOT NULL, UNIQUE (a))", ["a"], null],
  ];

  it.each(cases.map(([why, ddl, asked, key], index) => ({ why, ddl, asked, key, name: `key_${index}` })))(
    "finds $key for $why",
    async ({ ddl, asked, key, name }) => {
      await owner.query(`CREATE TABLE ${name} ${ddl}`);
      const session = await pool.open();
      try {
        await session.setUp("read", 0);
        const table = { schema: "shop", name };
        const columns = await readColumns(session, pool.where, table, asked);
        const found = await findTableKey(session, table, asked, columns);
        expect(found?.columns.map(({ column }) => column.name) ?? null).toEqual(key);
      } finally {
        await session.end();
      }
    },
  );

  it("looks every page up in the index", async () => {
    await owner.query(`
      CREATE TABLE paged (a varchar(20), b int, c datetime(3), v int, PRIMARY KEY (a, b, c));
      INSERT INTO paged SELECT CONCAT('k', seq % 7), seq % 11, NOW(3) + INTERVAL seq SECOND, seq FROM seq_1_to_20000;
      ANALYZE TABLE paged; FLUSH STATUS`);
    const reading = await connection.read(
      request("paged", ["v"], { keyColumns: ["a", "b", "c"], pageSize: 500 }),
      never,
    );
    const before = await handlerReads();
    let rows = 0;
    for await (const page of reading.pages()) rows += page.length;
    await reading.close();
    expect(rows).toBe(20_000);
    // Each row once, and a few more for each of the forty pages.
    expect((await handlerReads()) - before).toBeLessThan(21_000);
  });
});

async function handlerReads(): Promise<number> {
  const [rows] = await owner.query<mysql.RowDataPacket[]>(
    "SELECT SUM(variable_value) AS reads_done FROM information_schema.global_status WHERE variable_name IN ('HANDLER_READ_NEXT', 'HANDLER_READ_RND_NEXT', 'HANDLER_READ_PREV')",
  );
  return Number(rows[0]?.reads_done);
}

describe("reading", () => {
  it("streams a large table in bounded memory, whatever the consumer's pace", async () => {
    await numbered("large", 300_000);
    const reading = await connection.read(request("large", ["n", "a", "b", "c", "d"]), never);
    let rows = 0;
    let most = 0;
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    for await (const page of reading.pages()) {
      rows += page.length;
      if (rows % 20_000 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    await reading.close();
    expect(rows).toBe(300_000);
    expect(most).toBeLessThan(200 * 1_048_576);
  });

  it("says that a table without transactions has no snapshot", async () => {
    await owner.query("CREATE TABLE old (n int PRIMARY KEY) ENGINE = MyISAM; INSERT INTO old VALUES (1)");
    await owner.query("CREATE TABLE new (n int PRIMARY KEY)");
    for (const [name, isSnapshot] of [
      ["old", false],
      ["new", true],
    ] as const) {
      const reading = await connection.read(request(name, ["n"]), never);
      expect(reading.isSnapshot).toBe(isSnapshot);
      await reading.close();
    }
    const write = connection.write(
      { table: { schema: "shop", name: "old" }, keyColumns: ["n"], columns: ["n"], changes: [] },
      never,
    );
    await expect(write[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "source-failed" });
    await owner.query("DROP TABLE old");
  });

  it("ends a statement on the server at once when its reading is aborted", async () => {
    await owner.query("CREATE VIEW endless AS SELECT SLEEP(300) AS n");
    const controller = new AbortController();
    const reading = await connection.read(request("endless", ["n"]), controller.signal);
    const page = reading.pages()[Symbol.asyncIterator]().next();
    await expect.poll(running).toContainEqual(expect.stringContaining("endless"));
    controller.abort(new Error("enough"));
    await expect(page).rejects.toThrow("enough");
    await reading.close();
    expect(await running()).toEqual([]);
  });

  it("ends the server's side of a stream that is left in the middle", async () => {
    const before = await connections();
    const reading = await connection.read(request("large", ["n", "a", "b"]), never);
    for await (const page of reading.pages()) {
      expect(page).toHaveLength(1_000);
      break;
    }
    await reading.close();
    await expect.poll(running).toEqual([]);
    await expect.poll(connections).toBeLessThanOrEqual(before + 1);
  });

  it("stops a page at the statement's time limit", async () => {
    const impatient = await mysqlConnector.connect({ ...config, statementTimeoutMs: 300 });
    try {
      const measuring = impatient.measure(
        { table: { schema: "shop", name: "endless" }, exact: true, maxOf: "n" },
        never,
      );
      await expect(measuring).rejects.toMatchObject({ code: "source-busy", trait: "transient" });
    } finally {
      await impatient.close();
    }
  });

  it("P21: leaves a date that is none to the engine, which rejects its row", async () => {
    const target = { name: "Day", type: "date", maxLength: null, choices: [], allowsOtherChoices: false } as const;
    await owner.query(`SET sql_mode = 'ALLOW_INVALID_DATES';
      CREATE TABLE days (n int PRIMARY KEY, d date, t datetime);
      INSERT INTO days VALUES (1, '0000-00-00', '0000-00-00 00:00:00'), (2, '2026-00-15', '2026-00-15 10:00:00'), (3, '2026-03-29', '2026-03-29 02:30:00')`);
    const reading = await connection.read(request("days", ["d", "t"], { keyColumns: ["n"] }), never);
    const rows = [];
    for await (const page of reading.pages()) rows.push(...page);
    await reading.close();
    expect(rows).toEqual([
      ["0000-00-00", "0000-00-00T00:00:00"],
      ["2026-00-15", "2026-00-15T10:00:00"],
      ["2026-03-29", "2026-03-29T02:30:00"],
    ]);
    const convert = converterFor("date", target, "Asia/Kathmandu");
    expect(convert("2026-03-29")).toEqual({ ok: true, value: "2026-03-29" });
    expect(convert("0000-00-00")).toMatchObject({ ok: false });
  });

  it("P19, P20: loses no digit of money and of a bigint", async () => {
    await owner.query(`CREATE TABLE digits (id bigint unsigned PRIMARY KEY, price decimal(38,10));
      INSERT INTO digits VALUES (18446744073709551615, 12345678901234567890.1234567890)`);
    const reading = await connection.read(request("digits", ["id", "price"], { keyColumns: ["id"] }), never);
    for await (const page of reading.pages()) {
      expect(page).toEqual([["18446744073709551615", "12345678901234567890.1234567890"]]);
    }
    await reading.close();
  });

  it("reads and catalogs everything where the server limits what a SELECT answers", async () => {
    await owner.query(
      `CREATE TABLE limited (n int, a int, b int); INSERT INTO limited SELECT seq, 1, 1 FROM seq_1_to_5`,
    );
    await owner.query("SET GLOBAL sql_select_limit = 2");
    const own = await mysqlConnector.connect(config);
    try {
      const reading = await own.read(request("limited", ["n", "a", "b"]), never);
      const rows = [];
      for await (const page of reading.pages()) rows.push(...page);
      await reading.close();
      expect(rows).toHaveLength(5);
      for await (const { name, columns } of own.introspect({ signal: never }))
        if (name === "limited") expect(columns).toHaveLength(3);
    } finally {
      await own.close();
      await owner.query("SET GLOBAL sql_select_limit = 18446744073709551615");
    }
  });

  it("reads incrementally with ten minutes of overlap where open transactions may not be seen", async () => {
    await owner.query(`CREATE TABLE stamped (n int PRIMARY KEY, at datetime NULL);
      INSERT INTO stamped VALUES (1, '2020-01-01 12:00:00'), (2, '0000-00-00'), (3, NULL)`);
    const since = (position: string | null) => ({ keyColumns: ["n"], since: { column: "at", position } });
    const first = await connection.read(request("stamped", ["n"], since(null)), never);
    for await (const page of first.pages()) expect(page).toHaveLength(3);
    await first.close();
    expect(first.position()).toBe("2020-01-01T11:50:00");
    const second = await connection.read(request("stamped", ["n"], since("2021-01-01T00:00:00")), never);
    const rows = [];
    for await (const page of second.pages()) rows.push(...page);
    await second.close();
    expect(rows).toEqual([["2"], ["3"]]);
  });

  it("calls it an interruption when the server goes away in the middle, and works again when it is back", async () => {
    const own = await mysqlConnector.connect(config);
    const reading = await own.read(request("large", ["n", "a", "b", "c", "d"], { pageSize: 100 }), never);
    const pages = reading.pages()[Symbol.asyncIterator]();
    await pages.next();
    await owner.end();
    await server.crash();
    const rest = async () => {
      for (let next = await pages.next(); !next.done; next = await pages.next()) expect(next.value).not.toEqual([]);
    };
    await expect(rest()).rejects.toMatchObject({ code: "source-interrupted", trait: "transient" });
    await reading.close();
    await expect(mysqlConnector.connect(config)).rejects.toMatchObject({ code: "source-unreachable" });
    await server.restart();
    const again = await own.measure({ table: { schema: "shop", name: "large" }, exact: true, maxOf: null }, never);
    expect(again.rowCount).toBe(300_000);
    await own.close();
    owner = await connectAsOwner();
  });
});
