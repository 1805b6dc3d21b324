import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { masterKey, seal } from "@/lib/crypto/seal";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { requireSetting } from "@/lib/env";
import { introspectDatabase } from "./introspect-database";
import { passwordContext } from "./open-source";

let metastore: TestDatabase;
let source: TestDatabase;
let sql: pg.Client;
let databaseId: string;
let instanceId: string;

beforeAll(async () => {
  process.env.SYNCBRIDGE_SECRET_KEY = randomBytes(32).toString("base64");
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  source = await createEmptyDatabase();
  sql = new pg.Client({ connectionString: source.url });
  await sql.connect();
  const address = new URL(source.url);
  const application = await db().application.create({ data: { name: "Geography" } });
  const database = await db().database.create({
    data: {
      applicationId: application.id,
      name: "World",
      dbType: "POSTGRES",
      environment: "DEV",
      databaseName: "world",
    },
  });
  databaseId = database.id;
  const key = masterKey(requireSetting("SYNCBRIDGE_SECRET_KEY"));
  const instance = await db().databaseInstance.create({
    data: {
      databaseId,
      instanceLabel: "main",
      host: address.hostname,
      port: Number(address.port),
      dbName: address.pathname.slice(1),
      dbUser: decodeURIComponent(address.username),
      dbPassword: seal(key, decodeURIComponent(address.password), passwordContext),
    },
  });
  instanceId = instance.id;
});

afterAll(async () => {
  await sql?.end();
  await closeDatabase();
  await source?.drop();
  await metastore?.drop();
});

beforeEach(async () => {
  await db().databaseTable.deleteMany({ where: { databaseId } });
  await db().databaseInstance.update({ where: { id: instanceId }, data: { status: "ACTIVE" } });
  await sql.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
});

const never = new AbortController().signal;

async function introspect(signal: AbortSignal = never) {
  const { id } = await db().introspectionRun.create({ data: { databaseInstanceId: instanceId }, select: { id: true } });
  await introspectDatabase({ introspectionRunId: id, signal });
  return db().introspectionRun.findUniqueOrThrow({ where: { id } });
}

const table = (tableName: string) =>
  db().databaseTable.findFirstOrThrow({
    where: { databaseId, tableName },
    include: { columns: true, constraints: true, indexes: true },
  });

const world = `
  CREATE TYPE climate AS ENUM ('dry', 'wet');
  CREATE TABLE country (code char(2) PRIMARY KEY, name varchar(100) NOT NULL UNIQUE, area numeric(12,2), climate climate);
  CREATE TABLE city (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, country char(2) NOT NULL REFERENCES country, name text);
  COMMENT ON TABLE city IS 'Places people live in';
  CREATE VIEW big AS SELECT * FROM city;`;

describe("introspection", () => {
  it("takes tables, views, columns, keys and indexes up as they are", async () => {
    await sql.query(world);
    await sql.query("INSERT INTO country (code, name) VALUES ('CH', 'Switzerland'), ('NP', 'Nepal'); ANALYZE country");
    const run = await introspect();
    expect(run).toMatchObject({ status: "SUCCESS", phase: null, errorCode: null });
    expect(run.endedAt).not.toBeNull();
    expect(run.stats).toMatchObject({
      tablesRead: 3,
      columnsRead: 10,
      tablesAdded: 3,
      tablesChanged: 0,
      tablesVanished: 0,
    });

    const country = await table("country");
    expect(country).toMatchObject({ tableType: "BASE", primaryKey: "code", rowEstimate: 2n, vanishedAt: null });
    expect(country.columns.find((column) => column.columnName === "area")).toMatchObject({
      nativeType: "numeric(12,2)",
      valueKind: "decimal",
      numericPrecision: 12,
      numericScale: 2,
      isNullable: true,
    });
    expect(country.columns.find((column) => column.columnName === "name")).toMatchObject({
      maxLength: 100,
      isUnique: true,
    });
    const city = await table("city");
    expect(city.comment).toBe("Places people live in");
    expect(city.constraints.find((each) => each.constraintType === "FOREIGN_KEY")).toMatchObject({
      columns: ["country"],
      referencedTable: "public.country",
    });
    expect(country.indexes.map((index) => index.indexName).sort()).toEqual(["country_name_key", "country_pkey"]);
    expect((await table("big")).tableType).toBe("VIEW");
    const metrics = await db().sourceTableMetric.findMany({ where: { tableId: country.id } });
    expect(metrics).toMatchObject([{ rowCount: 2n, isEstimate: true, databaseInstanceId: instanceId }]);
  });

  it("finds nothing to change the second time, and keeps every id", async () => {
    await sql.query(world);
    await introspect();
    const before = await table("country");
    const run = await introspect();
    expect(run.stats).toMatchObject({
      tablesRead: 3,
      tablesAdded: 0,
      tablesChanged: 0,
      tablesVanished: 0,
      columnsAdded: 0,
      columnsChanged: 0,
      columnsVanished: 0,
    });
    const after = await table("country");
    const ids = (found: typeof after) => [
      found.id,
      ...[...found.columns, ...found.constraints, ...found.indexes].map((each) => each.id).sort(),
    ];
    expect(ids(after)).toEqual(ids(before));
    expect(await db().schemaSnapshot.count({ where: { tableId: before.id } })).toBe(1);
  });

  it("snapshots only the tables that changed, with the new structure", async () => {
    await sql.query(world);
    await introspect();
    await sql.query("ALTER TABLE country ALTER name TYPE varchar(200); ALTER TYPE climate ADD VALUE 'cold'");
    const run = await introspect();
    expect(run.stats).toMatchObject({ tablesChanged: 1, columnsChanged: 2, columnsAdded: 0 });
    const country = await table("country");
    const snapshots = await db().schemaSnapshot.findMany({
      where: { tableId: country.id },
      orderBy: { capturedAt: "asc" },
    });
    expect(snapshots).toHaveLength(2);
    expect(JSON.stringify(snapshots[1]?.columns)).toContain("varying(200)");
    expect(JSON.stringify(snapshots[1]?.columns)).toContain("cold");
    expect(await db().schemaSnapshot.count({ where: { tableId: (await table("city")).id } })).toBe(1);
  });

  it("marks what is gone, keeps its row, and takes it back when it returns", async () => {
    await sql.query(world);
    await introspect();
    const before = await table("city");
    await sql.query("DROP VIEW big; DROP TABLE city; ALTER TABLE country DROP COLUMN area");
    const gone = await introspect();
    expect(gone.stats).toMatchObject({ tablesVanished: 2, columnsVanished: 1 });
    expect((await table("city")).vanishedAt).not.toBeNull();
    const area = async () => (await table("country")).columns.find((column) => column.columnName === "area");
    expect((await area())?.vanishedAt).not.toBeNull();

    await sql.query("ALTER TABLE country ADD area numeric(12,2); CREATE TABLE city (id int PRIMARY KEY)");
    const back = await introspect();
    expect(back.stats).toMatchObject({ tablesReturned: 1, tablesVanished: 0 });
    const after = await table("city");
    expect(after).toMatchObject({ id: before.id, vanishedAt: null });
    expect((await area())?.vanishedAt).toBeNull();
  });

  it("replaces a constraint that changed under its name", async () => {
    await sql.query("CREATE TABLE t (a int, b int, CONSTRAINT key UNIQUE (a))");
    await introspect();
    await sql.query("ALTER TABLE t DROP CONSTRAINT key, ADD CONSTRAINT key UNIQUE (a, b)");
    await introspect();
    const found = await table("t");
    expect(found.constraints.map((each) => each.columns)).toEqual([["a", "b"]]);
    expect(found.indexes.map((each) => each.columns)).toEqual([["a", "b"]]);
  });

  it("reads several batches, with names that need quoting", async () => {
    for (let at = 0; at < 250; at++) await sql.query(`CREATE TABLE "Tab'le ""${at}""" (id int, "a\\b" text)`);
    const run = await introspect();
    expect(run.stats).toMatchObject({ tablesRead: 250, columnsRead: 500, tablesAdded: 250 });
    expect((await table(`Tab'le "7"`)).columns.map((column) => column.columnName).sort()).toEqual(["a\\b", "id"]);
  });
});

describe("trouble", () => {
  it("a database that shows nothing any more loses none of its tables", async () => {
    await sql.query(world);
    await introspect();
    await sql.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    const run = await introspect();
    expect(run).toMatchObject({ status: "FAILED", errorCode: "source-permission" });
    expect(run.errorMessage).toContain("3");
    expect((await table("city")).vanishedAt).toBeNull();
  });

  it("a switched-off instance is not read", async () => {
    await db().databaseInstance.update({ where: { id: instanceId }, data: { status: "DISABLED" } });
    expect(await introspect()).toMatchObject({ status: "FAILED", errorCode: "parent-paused" });
  });

  it("a wrong password ends the run with a code and without the password", async () => {
    const stored = await db().databaseInstance.findUniqueOrThrow({ where: { id: instanceId } });
    const wrong = seal(masterKey(requireSetting("SYNCBRIDGE_SECRET_KEY")), "not-the-one", passwordContext);
    await db().databaseInstance.update({ where: { id: instanceId }, data: { dbPassword: wrong } });
    const run = await introspect();
    await db().databaseInstance.update({ where: { id: instanceId }, data: { dbPassword: stored.dbPassword } });
    expect(run).toMatchObject({ status: "FAILED", errorCode: "source-login" });
    expect(JSON.stringify(run)).not.toContain("not-the-one");
  });

  it("a stopped worker leaves the run open, and it can be worked again", async () => {
    await sql.query(world);
    const { id } = await db().introspectionRun.create({ data: { databaseInstanceId: instanceId } });
    await expect(
      introspectDatabase({ introspectionRunId: id, signal: AbortSignal.abort(new Error("The worker stops.")) }),
    ).rejects.toThrow();
    expect(await db().introspectionRun.findUnique({ where: { id } })).toMatchObject({ status: null, endedAt: null });
    await introspectDatabase({ introspectionRunId: id, signal: never });
    expect(await db().introspectionRun.findUnique({ where: { id } })).toMatchObject({ status: "SUCCESS" });
  });

  it("a run that has ended is left alone", async () => {
    await sql.query(world);
    const run = await introspect();
    await introspectDatabase({ introspectionRunId: run.id, signal: never });
    expect(await db().introspectionRun.findUnique({ where: { id: run.id } })).toEqual(run);
  });

  it("two at once deadlock nothing and lose nothing", async () => {
    await sql.query(world);
    const runs = await Promise.all([introspect(), introspect(), introspect()]);
    expect(runs.map((run) => run.status)).toEqual(["SUCCESS", "SUCCESS", "SUCCESS"]);
    expect(await db().databaseTable.count({ where: { databaseId, vanishedAt: null } })).toBe(3);
    expect(await db().tableConstraint.count({ where: { table: { databaseId }, constraintType: "PRIMARY_KEY" } })).toBe(
      2,
    );
  });
});
