import mysql from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PrivateMariaDb, startMariaDb } from "@/e2e/support/mariadb";
import type { Finding, IntrospectedColumn, IntrospectedTable } from "../connector";
import { type MysqlConfig, mysqlConfigSchema } from "./config";
import { mysqlConnector } from "./index";
import { startStatementProxy } from "./testing/statement-proxy";

let server: PrivateMariaDb;
let owner: mysql.Connection;
let config: MysqlConfig;
let tables: ReadonlyMap<string, IntrospectedTable>;

beforeAll(async () => {
  server = await startMariaDb();
  const { host, port, user } = server;
  owner = await mysql.createConnection({ host, port, user, multipleStatements: true, charset: "utf8mb4" });
  await owner.query(`
    CREATE DATABASE sales CHARACTER SET utf8mb4; CREATE DATABASE sales_archive; CREATE DATABASE other; USE sales;
    CREATE TABLE customers (id int PRIMARY KEY, code varchar(9) NOT NULL UNIQUE);
    CREATE TABLE everything (
      id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
      name varchar(40) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'none' COMMENT 'What it''s called',
      amount decimal(12,2),
      doubled decimal(14,2) AS (amount * 2) VIRTUAL,
      mood enum('sad','it''s ok','happy') DEFAULT 'sad',
      tags set('a','b'),
      is_open boolean NOT NULL DEFAULT 1,
      doc json,
      at datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      bits bit(8),
      digest binary(16),
      customer_id int, customer_code varchar(9),
      secret int INVISIBLE,
      CONSTRAINT amount_positive CHECK (amount > 0),
      CONSTRAINT to_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
    ) COMMENT = 'All there is';
    CREATE TABLE Twin (b int, a int); CREATE TABLE twin (d int, c int);
    CREATE TABLE mine (n int) ENGINE = MyISAM;
    CREATE SEQUENCE counter;
    CREATE VIEW a_view AS SELECT id, name FROM everything;
    CREATE TABLE sales_archive.old (id int PRIMARY KEY); CREATE TABLE other.unrelated (id int);
    INSERT INTO customers SELECT seq, CONCAT('c', seq) FROM seq_1_to_600; ANALYZE TABLE customers;
    CREATE USER reader@'%' IDENTIFIED BY 'secret';
    GRANT SELECT ON sales.* TO reader@'%'; GRANT SELECT ON sales_archive.* TO reader@'%'; GRANT SELECT ON other.* TO reader@'%';
    CREATE USER limited@'%' IDENTIFIED BY 'secret';
    GRANT SELECT (id, name) ON sales.everything TO limited@'%'; GRANT SELECT ON sales.twin TO limited@'%';
    GRANT INSERT ON sales.customers TO limited@'%';
    CREATE USER nobody@'%' IDENTIFIED BY 'secret'; GRANT INSERT ON sales.customers TO nobody@'%'`);
  config = mysqlConfigSchema.parse({ host, port, database: "sales", user: "reader", password: "secret" });
  tables = (await introspect({})).tables;
});

afterAll(async () => {
  await owner.end();
  await server.stop();
});

async function introspect(changes: Partial<MysqlConfig>) {
  const connection = await mysqlConnector.connect({ ...config, ...changes });
  try {
    const found = new Map<string, IntrospectedTable>();
    const hidden: Finding[] = [];
    for await (const table of connection.introspect({ onHidden: (finding) => hidden.push(finding) })) {
      found.set(`${table.schema}.${table.name}`, table);
    }
    return { tables: found, hidden };
  } finally {
    await connection.close();
  }
}

const column = (name: string): IntrospectedColumn | undefined =>
  tables.get("sales.everything")?.columns.find((candidate) => candidate.name === name);

describe("introspectDatabase", () => {
  it("lists the tables and views of the connection's own database once, in order, without sequences", () => {
    expect([...tables].map(([name, { type }]) => `${name} ${type}`)).toEqual([
      "sales.Twin BASE",
      "sales.a_view VIEW",
      "sales.customers BASE",
      "sales.everything BASE",
      "sales.mine BASE",
      "sales.twin BASE",
    ]);
  });

  it("keeps tables apart whose names differ in case only", () => {
    const names = (table: string) => tables.get(table)?.columns.map(({ ordinal, name }) => `${ordinal} ${name}`);
    expect([names("sales.Twin"), names("sales.twin")]).toEqual([
      ["1 b", "2 a"],
      ["1 d", "2 c"],
    ]);
  });

  it.each<[string, Partial<IntrospectedColumn>]>([
    [
      "id",
      { kind: "integer", nativeType: "bigint(20) unsigned", isIdentity: true, isPrimaryKey: true, isUnique: true },
    ],
    [
      "name",
      {
        dataType: "varchar",
        nativeType: "varchar(40)",
        maxLength: 40,
        collation: "latin1_bin",
        comment: "What it's called",
        defaultValue: "'none'",
        isNullable: false,
      },
    ],
    ["amount", { kind: "decimal", precision: 12, scale: 2, isNullable: true, defaultValue: null }],
    ["doubled", { isGenerated: true, isIdentity: false, defaultValue: "`amount` * 2" }],
    ["mood", { kind: "enum", enumValues: ["sad", "it's ok", "happy"], maxLength: null, defaultValue: "'sad'" }],
    ["tags", { kind: "array", enumValues: ["a", "b"] }],
    ["is_open", { kind: "boolean", nativeType: "tinyint(1)", defaultValue: "1" }],
    ["doc", { kind: "json", nativeType: "longtext", maxLength: null }],
    ["at", { kind: "local-datetime", precision: 3, isGenerated: false, defaultValue: "current_timestamp(3)" }],
    ["bits", { kind: "integer", maxLength: 8, precision: null }],
    ["digest", { kind: "bytes", maxLength: 16 }],
    ["secret", { kind: "integer", isNullable: true }],
  ])("describes the column %s", (name, expected) => {
    expect(column(name)).toMatchObject(expected);
  });

  it("tells constraints with what they refer to, and no check that only says JSON", () => {
    expect(tables.get("sales.everything")).toMatchObject({
      comment: "All there is",
      constraints: [
        { name: "PRIMARY", type: "PRIMARY_KEY", columns: ["id"] },
        {
          name: "to_customer",
          type: "FOREIGN_KEY",
          columns: ["customer_id"],
          referencedTable: "sales.customers",
          referencedColumns: ["id"],
          definition: expect.stringContaining("FOREIGN KEY (`customer_id`) REFERENCES `sales`.`customers` (`id`)"),
        },
        { name: "amount_positive", type: "CHECK", columns: ["amount"], definition: "CHECK (`amount` > 0)" },
      ],
    });
  });

  it("estimates rows and sizes without counting, and says when it does not know", () => {
    expect(tables.get("sales.customers")?.rowEstimate).toBeGreaterThan(500);
    expect(tables.get("sales.customers")?.sizeBytes).toBeGreaterThan(16_000);
    expect(tables.get("sales.a_view")).toMatchObject({ rowEstimate: null, sizeBytes: null, comment: null });
  });

  it("catalogs further databases that are included, and says which are not there", async () => {
    const all = await introspect({ includeSchemas: ["sales*", "nowhere"], excludeSchemas: ["sale?"] });
    expect([...all.tables.keys()]).toEqual(["sales_archive.old"]);
    expect(all.hidden).toMatchObject([
      { id: "hidden-schemas", level: "warning", title: expect.stringContaining("nowhere") },
    ]);
  });

  it("shows a limited login only what it may read, and says what is closed", async () => {
    const seen = await introspect({ user: "limited" });
    expect(
      [...seen.tables].map(([name, { columns }]) => `${name}: ${columns.map((one) => one.name).join(", ")}`),
    ).toEqual(["sales.everything: id, name", "sales.twin: d, c"]);
    expect(seen.hidden.map(({ id }) => id)).toEqual(expect.arrayContaining(["hidden-tables", "hidden-rules"]));
    const findings = await mysqlConnector.check({ ...config, user: "limited" });
    expect(findings).toContainEqual(
      expect.objectContaining({ id: "read-permission", title: "2 tables and views in 1 schema can be read." }),
    );
    expect(findings.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("reports a login that can read nothing as an error with its remedy", async () => {
    expect(await mysqlConnector.check({ ...config, user: "nobody" })).toContainEqual(
      expect.objectContaining({ id: "read-permission", level: "error", remedy: expect.stringMatching(/GRANT|Grant/) }),
    );
  });

  it("tells a database that is not there from one that is closed", async () => {
    await expect(mysqlConnector.connect({ ...config, user: "reader", database: "nowhere" })).rejects.toMatchObject({
      code: "source-permission",
    });
    const { host, port } = server;
    await owner.query("CREATE USER boss@'%' IDENTIFIED BY 'secret'; GRANT ALL ON *.* TO boss@'%'");
    const boss = { ...config, host, port, user: "boss" };
    await expect(mysqlConnector.connect({ ...boss, database: "nowhere" })).rejects.toMatchObject({
      code: "source-database-missing",
    });
  });

  it("finds tables without transactions, the server's log and its ids", async () => {
    const findings = new Map((await mysqlConnector.check(config)).map((finding) => [finding.id, finding]));
    expect(findings.get("snapshot")).toMatchObject({ level: "warning", title: expect.stringContaining("1 table is") });
    expect(findings.get("binlog-format")).toMatchObject({ level: "ok" });
    expect(findings.get("freshness")).toMatchObject({ level: "ok" });
    expect(findings.get("transactions")).toMatchObject({ level: "info", remedy: "GRANT PROCESS ON *.* TO reader." });
    expect(findings.get("replica")).toMatchObject({ level: "ok" });
  });

  it("asks the same number of statements whatever the number of tables", async () => {
    await owner.query(
      Array.from({ length: 300 }, (_, n) => `CREATE TABLE sales_archive.t${n} (id int PRIMARY KEY, a text)`).join("; "),
    );
    const proxy = await startStatementProxy(config);
    try {
      const through = { host: "127.0.0.1", port: proxy.port };
      expect((await introspect({ ...through, includeSchemas: ["other"] })).tables.size).toBe(1);
      const forOne = proxy.statements;
      expect((await introspect({ ...through, includeSchemas: ["sales_archive"] })).tables.size).toBe(301);
      expect(proxy.statements - forOne).toBeLessThanOrEqual(forOne + 1);
      expect(forOne).toBeLessThanOrEqual(14);
    } finally {
      await proxy.close();
    }
  });
});
