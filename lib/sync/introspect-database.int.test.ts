import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type CatalogedSource, startCatalogedSource } from "@/e2e/support/cataloged-source";
import { db } from "@/lib/db/client";
import { introspectDatabase } from "./introspect-database";

let source: CatalogedSource;

beforeAll(async () => {
  source = await startCatalogedSource();
});

afterAll(async () => {
  await source?.stop();
});

beforeEach(() => source.clear());

const never = new AbortController().signal;
const introspect = () => source.introspect();
const table = (name: string) => source.table(name);

const world = `
  CREATE TYPE climate AS ENUM ('dry', 'wet');
  CREATE TABLE country (code char(2) PRIMARY KEY, name varchar(100) NOT NULL UNIQUE, area numeric(12,2), climate climate);
  CREATE TABLE city (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, country char(2) NOT NULL REFERENCES country, name text);
  COMMENT ON TABLE city IS 'Places people live in';
  CREATE VIEW big AS SELECT * FROM city;`;

describe("introspection", () => {
  it("takes tables, views, columns, keys and indexes up as they are", async () => {
    await source.sql.query(world);
    await source.sql.query(
      "INSERT INTO country (code, name) VALUES ('CH', 'Switzerland'), ('NP', 'Nepal'); ANALYZE country",
    );
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
    expect(metrics).toMatchObject([{ rowCount: 2n, isEstimate: true, databaseInstanceId: source.instanceId }]);
  });

  it("finds nothing to change the second time, and keeps every id", async () => {
    await source.sql.query(world);
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
    await source.sql.query(world);
    await introspect();
    await source.sql.query("ALTER TABLE country ALTER name TYPE varchar(200); ALTER TYPE climate ADD VALUE 'cold'");
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
    await source.sql.query(world);
    await introspect();
    const before = await table("city");
    await source.sql.query("DROP VIEW big; DROP TABLE city; ALTER TABLE country DROP COLUMN area");
    const gone = await introspect();
    expect(gone.stats).toMatchObject({ tablesVanished: 2, columnsVanished: 1 });
    expect((await table("city")).vanishedAt).not.toBeNull();
    const area = async () => (await table("country")).columns.find((column) => column.columnName === "area");
    expect((await area())?.vanishedAt).not.toBeNull();

    await source.sql.query("ALTER TABLE country ADD area numeric(12,2); CREATE TABLE city (id int PRIMARY KEY)");
    const back = await introspect();
    expect(back.stats).toMatchObject({ tablesReturned: 1, tablesVanished: 0 });
    const after = await table("city");
    expect(after).toMatchObject({ id: before.id, vanishedAt: null });
    expect((await area())?.vanishedAt).toBeNull();
  });

  it("replaces a constraint that changed under its name", async () => {
    await source.sql.query("CREATE TABLE t (a int, b int, CONSTRAINT key UNIQUE (a))");
    await introspect();
    await source.sql.query("ALTER TABLE t DROP CONSTRAINT key, ADD CONSTRAINT key UNIQUE (a, b)");
    await introspect();
    const found = await table("t");
    expect(found.constraints.map((each) => each.columns)).toEqual([["a", "b"]]);
    expect(found.indexes.map((each) => each.columns)).toEqual([["a", "b"]]);
  });

  it("reads several batches, with names that need quoting", async () => {
    for (let at = 0; at < 250; at++) await source.sql.query(`CREATE TABLE "Tab'le ""${at}""" (id int, "a\\b" text)`);
    const run = await introspect();
    expect(run.stats).toMatchObject({ tablesRead: 250, columnsRead: 500, tablesAdded: 250 });
    expect((await table(`Tab'le "7"`)).columns.map((column) => column.columnName).sort()).toEqual(["a\\b", "id"]);
  });
});

describe("trouble", () => {
  it("a database that shows nothing any more loses none of its tables", async () => {
    await source.sql.query(world);
    await introspect();
    await source.sql.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    const run = await introspect();
    expect(run).toMatchObject({ status: "FAILED", errorCode: "source-permission" });
    expect(run.errorMessage).toContain("3");
    expect((await table("city")).vanishedAt).toBeNull();
  });

  it("a switched-off instance is not read", async () => {
    await db().databaseInstance.update({ where: { id: source.instanceId }, data: { status: "DISABLED" } });
    expect(await introspect()).toMatchObject({ status: "FAILED", errorCode: "parent-paused" });
  });

  it("a wrong password ends the run with a code and without the password", async () => {
    await source.connectAs("syncbridge", "not-the-one");
    const run = await introspect();
    expect(run).toMatchObject({ status: "FAILED", errorCode: "source-login" });
    expect(JSON.stringify(run)).not.toContain("not-the-one");
  });

  it("a stopped worker leaves the run open, and it can be worked again", async () => {
    await source.sql.query(world);
    const { id } = await db().introspectionRun.create({ data: { databaseInstanceId: source.instanceId } });
    await expect(
      introspectDatabase({ introspectionRunId: id, signal: AbortSignal.abort(new Error("The worker stops.")) }),
    ).rejects.toThrow();
    expect(await db().introspectionRun.findUnique({ where: { id } })).toMatchObject({ status: null, endedAt: null });
    await introspectDatabase({ introspectionRunId: id, signal: never });
    expect(await db().introspectionRun.findUnique({ where: { id } })).toMatchObject({ status: "SUCCESS" });
  });

  it("a run that has ended is left alone", async () => {
    await source.sql.query(world);
    const run = await introspect();
    await introspectDatabase({ introspectionRunId: run.id, signal: never });
    expect(await db().introspectionRun.findUnique({ where: { id: run.id } })).toEqual(run);
  });

  it("two at once deadlock nothing and lose nothing", async () => {
    await source.sql.query(world);
    const runs = await Promise.all([introspect(), introspect(), introspect()]);
    expect(runs.map((run) => run.status)).toEqual(["SUCCESS", "SUCCESS", "SUCCESS"]);
    expect(await db().databaseTable.count({ where: { databaseId: source.databaseId, vanishedAt: null } })).toBe(3);
    expect(
      await db().tableConstraint.count({
        where: { table: { databaseId: source.databaseId }, constraintType: "PRIMARY_KEY" },
      }),
    ).toBe(2);
  });
});
