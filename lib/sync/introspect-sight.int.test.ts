import { randomBytes } from "node:crypto";
import mysql from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mapTable } from "@/e2e/support/mapped-table";
import { type PrivateMariaDb, startMariaDb } from "@/e2e/support/mariadb";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { masterKey, seal } from "@/lib/crypto/seal";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { requireSetting } from "@/lib/env";
import { introspectDatabase } from "./introspect-database";
import { loadDefinition, problemsOf } from "./load-definition";
import { passwordContext } from "./open-source";

let metastore: TestDatabase;
let server: PrivateMariaDb;
let sql: mysql.Connection;
let databaseId: string;

beforeAll(async () => {
  process.env.SYNCBRIDGE_SECRET_KEY = randomBytes(32).toString("base64");
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  server = await startMariaDb();
  const { host, port, user } = server;
  sql = await mysql.createConnection({ host, port, user, multipleStatements: true });
  await sql.query(
    "CREATE USER boss@'%' IDENTIFIED BY 'x'; GRANT ALL ON *.* TO boss@'%'; CREATE USER half@'%' IDENTIFIED BY 'x'",
  );
});

afterAll(async () => {
  await sql?.end();
  await closeDatabase();
  await server?.stop();
  await metastore?.drop();
});

/** An empty database on the server, cataloged under its own name. */
async function newDatabase(name: string, statements: string): Promise<void> {
  await sql.query(`CREATE DATABASE ${name}; USE ${name}; ${statements}`);
  const application = await db().application.create({ data: { name } });
  const data = {
    applicationId: application.id,
    name,
    dbType: "MYSQL",
    environment: "DEV",
    databaseName: name,
  } as const;
  databaseId = (await db().database.create({ data })).id;
}

/** Introspects by an instance of its own. */
async function introspectAs(
  dbUser: string,
  dbName: string,
  config: object = {},
  role: "PRIMARY" | "SECONDARY" = "PRIMARY",
) {
  const { host, port } = server;
  const dbPassword = seal(masterKey(requireSetting("SYNCBRIDGE_SECRET_KEY")), "x", passwordContext);
  const instance = await db().databaseInstance.create({
    data: { databaseId, instanceLabel: dbUser, host, port, dbName, dbUser, dbPassword, config, role },
  });
  const { id } = await db().introspectionRun.create({ data: { databaseInstanceId: instance.id } });
  await introspectDatabase({ introspectionRunId: id, signal: new AbortController().signal });
  const run = await db().introspectionRun.findUniqueOrThrow({ where: { id } });
  expect(run).toMatchObject({ status: "SUCCESS", errorMessage: null });
  return run;
}

const table = (tableName: string) =>
  db().databaseTable.findFirstOrThrow({
    where: { databaseId, tableName },
    include: { columns: { orderBy: { ordinalPosition: "asc" } }, constraints: true, indexes: true },
  });
const drift = async () =>
  (await db().driftFinding.findMany({ where: { table: { databaseId } }, orderBy: { foundAt: "asc" } })).map(
    ({ kind, columnName, status }) => `${kind} ${columnName ?? "-"} ${status}`,
  );

describe("an instance that may see less", () => {
  it("takes no key away whose columns are out of sight", async () => {
    await newDatabase(
      "half_seen",
      "CREATE TABLE t (a int, b int, name varchar(20), note text, PRIMARY KEY (a, b), UNIQUE KEY by_note (name, a))",
    );
    await introspectAs("boss", "half_seen");
    const before = await table("t");
    const definitionId = await mapTable(db(), { tableId: before.id, name: "T", key: "a", mapped: "name" });
    const b = before.columns.find(({ columnName }) => columnName === "b");
    await db().syncKeyColumn.create({ data: { syncDefId: definitionId, columnId: b?.id ?? "", ordinalPosition: 2 } });
    expect(problemsOf(await loadDefinition(definitionId)).map(({ code }) => code)).not.toContain("key-not-unique");

    await sql.query("GRANT SELECT (b, name) ON half_seen.t TO half@'%'");
    const run = await introspectAs("half", "half_seen");
    expect(run.stats).toMatchObject({ columnsKept: 2 });
    expect(await drift()).toEqual([]);
    const after = await table("t");
    expect(after.primaryKey).toBe("a, b");
    expect(after.constraints.map(({ constraintName, columns }) => [constraintName, columns]).toSorted()).toEqual([
      ["PRIMARY", ["a", "b"]],
      ["by_note", ["name", "a"]],
    ]);
    expect(after.columns.map(({ columnName, isPrimaryKey }) => [columnName, isPrimaryKey])).toEqual(
      before.columns.map(({ columnName, isPrimaryKey }) => [columnName, isPrimaryKey]),
    );
    expect(problemsOf(await loadDefinition(definitionId)).map(({ code }) => code)).not.toContain("key-not-unique");

    await introspectAs("boss", "half_seen");
    expect(await drift()).toEqual([]);
    await sql.query("ALTER TABLE half_seen.t DROP INDEX by_note");
    await introspectAs("boss", "half_seen");
    expect(await drift()).toEqual(["KEY_CHANGED - OPEN"]);
  });
});

describe("an instance that is not read first", () => {
  it("takes nothing from the catalog that it lacks, and says so", async () => {
    await newDatabase("lead", "CREATE TABLE t (id int PRIMARY KEY, note text); CREATE TABLE u (id int PRIMARY KEY)");
    await introspectAs("boss", "lead");
    await sql.query("CREATE DATABASE behind; CREATE TABLE behind.t (id int PRIMARY KEY)");
    const run = await introspectAs("boss", "behind", {}, "SECONDARY");
    expect(run.stats).toMatchObject({ tablesKept: 1, columnsKept: 1, tablesVanished: 0, columnsVanished: 0 });
    expect(JSON.stringify(run.stats)).toContain("is not read first");
    expect(await drift()).toEqual([]);
    // Once it is the one that is read first, it is believed.
    await db().databaseInstance.updateMany({ where: { databaseId, dbName: "lead" }, data: { status: "DISABLED" } });
    await introspectAs("boss", "behind", {}, "SECONDARY");
    expect((await drift()).toSorted()).toEqual(["COLUMN_REMOVED note OPEN", "TABLE_VANISHED - OPEN"]);
  });
});

describe("a right that was taken away", () => {
  it("is no loss of a table or column, and what is dropped besides is told", async () => {
    const tables = ["kept", "dropped", "shown"].map((name) => `CREATE TABLE ${name} (id int PRIMARY KEY, note text)`);
    await newDatabase("rights", tables.join("; "));
    await sql.query(
      "GRANT SELECT ON rights.kept TO half@'%'; GRANT SELECT ON rights.dropped TO half@'%'; GRANT SELECT ON rights.shown TO half@'%'",
    );
    expect((await introspectAs("half", "rights")).stats).toMatchObject({ tablesRead: 3 });
    await sql.query("REVOKE SELECT ON rights.kept FROM half@'%'; DROP TABLE rights.dropped");
    expect((await introspectAs("half", "rights")).stats).toMatchObject({ tablesKept: 1, tablesVanished: 1 });
    expect(await drift()).toEqual(["TABLE_VANISHED - OPEN"]);
    expect((await table("kept")).vanishedAt).toBeNull();
    expect((await table("dropped")).vanishedAt).not.toBeNull();
  });
});

describe("names that differ in case only", () => {
  it("are told as a rename of the column", async () => {
    await newDatabase("cases", "CREATE TABLE t (id int PRIMARY KEY, Name varchar(20))");
    await introspectAs("boss", "cases");
    await sql.query("ALTER TABLE cases.t CHANGE Name name varchar(20)");
    const run = await introspectAs("boss", "cases");
    expect(run.stats).toMatchObject({ columnsKept: 0 });
    expect(await drift()).toEqual(["COLUMN_RENAMED name OPEN"]);
  });
});

describe("characters that the metastore cannot hold", () => {
  it("do not keep a database from the catalog", async () => {
    await newDatabase(
      "nulls",
      "CREATE TABLE t (id int PRIMARY KEY, e enum('a\\0b', 'c') COMMENT 'x\\0y'); CREATE TABLE u (id int PRIMARY KEY)",
    );
    const run = await introspectAs("boss", "nulls");
    expect(run.stats).toMatchObject({ tablesRead: 2 });
    expect((await table("t")).columns[1]).toMatchObject({ enumValues: ["a\u2400b", "c"], comment: "x\u2400y" });
    expect((await introspectAs("boss", "nulls")).stats).toMatchObject({ tablesChanged: 0, differences: {} });
  });
});

describe("further databases of the server that an instance includes", () => {
  it("keep their names in the catalog", async () => {
    await newDatabase(
      "first",
      "CREATE TABLE t (id int PRIMARY KEY); CREATE DATABASE first_more; CREATE TABLE first_more.t (code int PRIMARY KEY)",
    );
    await introspectAs("boss", "first", { includeSchemas: ["first*"] });
    const tables = await db().databaseTable.findMany({ where: { databaseId }, orderBy: { schemaName: "asc" } });
    expect(tables.map(({ schemaName, primaryKey }) => [schemaName, primaryKey])).toEqual([
      ["first", "id"],
      ["first_more", "code"],
    ]);
  });
});
