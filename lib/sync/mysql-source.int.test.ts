import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import mysql from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PrivateMariaDb, startMariaDb } from "@/e2e/support/mariadb";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { commandLine, defineListSync } from "@/e2e/support/sync-stack";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { createApplication } from "@/lib/features/applications/mutations";
import { setCursor } from "@/lib/features/cursors/mutations";
import { getCursor } from "@/lib/features/cursors/queries";
import { createDatabase, createInstance, testInstance, updateInstance } from "@/lib/features/databases/mutations";
import { updateInstanceInput } from "@/lib/features/databases/schema";
import { startRun } from "@/lib/features/runs/mutations";
import { countRows, profileTable, sampleTable } from "@/lib/features/tables/mutations";
import { getTable } from "@/lib/features/tables/queries";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { introspectDatabase } from "./introspect-database";
import { continueRun } from "./run-sync";

const never = new AbortController().signal;
const login = { dbUser: "steward", dbPassword: "it's a secret" };

/** What PostgreSQL shows in the other tests, shown where a database has no schemas and case is no difference. */
describe("a MySQL database from its catalog to a list", () => {
  let metastore: TestDatabase;
  let server: PrivateMariaDb;
  let sql: mysql.Connection;
  let graph: SandboxGraph;
  let databaseId: string;
  let instanceId: string;
  let tableId: string;
  let definitionId: string;

  const instance = () => ({
    instanceLabel: "main",
    host: server.host,
    port: server.port,
    dbName: "shop",
    ...login,
    config: {},
    role: "PRIMARY" as const,
    priority: 1,
    validFrom: null,
    validTo: null,
  });
  const introspect = async () => {
    const run = await db().introspectionRun.create({ data: { databaseInstanceId: instanceId } });
    await introspectDatabase({ introspectionRunId: run.id, signal: never });
    return db().introspectionRun.findUniqueOrThrow({ where: { id: run.id } });
  };
  const run = async () => {
    const { runId } = await startRun(commandLine, { definitionId });
    for (;;) {
      const next = await continueRun({ definitionId, holder: "test", signal: never });
      if (next.state !== "again") break;
      await sleep(next.startAfterMs);
    }
    return db().syncRun.findUniqueOrThrow({ where: { id: runId } });
  };
  const items = async () => {
    const { targetList } = await db().syncDefinition.findUniqueOrThrow({
      where: { id: definitionId },
      include: { targetList: true },
    });
    return graph.sandbox.levers.dump(targetList.listId);
  };

  beforeAll(async () => {
    process.env.SYNCBRIDGE_SECRET_KEY = randomBytes(32).toString("base64");
    metastore = await createTestDatabase();
    configureDatabase(metastore.url);
    configureQueue(metastore.url);
    graph = await startSandboxGraph();
    server = await startMariaDb();
    sql = await mysql.createConnection({ host: server.host, port: server.port, user: server.user, charset: "utf8mb4" });
    await sql.query("CREATE DATABASE shop CHARACTER SET utf8mb4");
    await sql.query("CREATE USER steward@'%' IDENTIFIED BY ?", [login.dbPassword]);
    await sql.query("GRANT SELECT ON shop.* TO steward@'%'");
    await sql.query("USE shop");
    await sql.query(`CREATE TABLE products (
      code varchar(20) COLLATE utf8mb4_general_ci PRIMARY KEY, name varchar(100) NOT NULL, price decimal(12, 2), made_on date,
      stock bigint unsigned, is_sold tinyint(1) NOT NULL DEFAULT 1)`);
    await sql.query(`INSERT INTO products VALUES ('a-1', 'Größe 🙂', 12.50, '2026-03-04', 18446744073709551615, 1),
      ('B-2', 'Nut', 0.10, NULL, 0, 0)`);
    const { applicationId } = await createApplication(commandLine, {
      name: "Shop",
      ownerTeam: null,
      description: null,
    });
    ({ databaseId } = await createDatabase(commandLine, {
      applicationId,
      name: "Shop",
      dbType: "MYSQL",
      environment: "DEV",
      databaseName: "shop",
    }));
    ({ instanceId } = await createInstance(commandLine, { databaseId, ...instance() }));
  });
  afterAll(async () => {
    await sql?.end();
    await closeQueue();
    await closeDatabase();
    await graph?.stop();
    await server?.stop();
    await metastore?.drop();
  });

  it("is tested and cataloged, the schema named as the database", async () => {
    const { findings } = await testInstance(commandLine, { instanceId });
    expect(findings.filter(({ level }) => level === "error")).toEqual([]);
    expect(await introspect()).toMatchObject({ status: "SUCCESS", errorCode: null });
    const stored = await db().databaseTable.findFirstOrThrow({ where: { databaseId } });
    expect(stored).toMatchObject({ schemaName: "shop", tableName: "products", primaryKey: "code" });
    tableId = stored.id;
    const { columns } = await getTable(commandLine, { tableId });
    expect(columns.map(({ nativeType }) => nativeType)).toEqual([
      "varchar(20)",
      "varchar(100)",
      "decimal(12,2)",
      "date",
      "bigint(20) unsigned",
      "tinyint(1)",
    ]);
  });

  it("shows its rows, their profile and their count", async () => {
    const sample = await sampleTable(commandLine, { tableId, from: "first", limit: 10 });
    expect(sample.rows.map((row) => row.slice(0, 3)).toSorted()).toEqual([
      ["B-2", "Nut", "0.10"],
      ["a-1", "Größe 🙂", "12.50"],
    ]);
    const { columns } = await profileTable(commandLine, { tableId });
    expect(columns.find(({ columnName }) => columnName === "stock")).toMatchObject({
      min: "0",
      max: "18446744073709551615",
    });
    expect(await countRows(commandLine, { tableId })).toMatchObject({ rowCount: 2 });
  });

  it("flows into a list once, and not again while nothing changes", async () => {
    definitionId = await defineListSync(graph, tableId, "Products");
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 2 });
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 0, itemsUpdated: 0 });
    await sql.query("UPDATE products SET price = 99.99 WHERE code = 'b-2'");
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 0, itemsUpdated: 1 });
    expect(JSON.stringify(await items())).toContain("99.99");
  });

  it("P3, P9: is read by a column of times, and judges again what the position has passed", async () => {
    await sql.query("ALTER TABLE products ADD changed_at datetime(6) NULL, ADD INDEX (changed_at)");
    await sql.query("UPDATE products SET changed_at = '2026-01-01 00:00:00'");
    expect(await introspect()).toMatchObject({ status: "SUCCESS" });
    const column = await db().tableColumn.findFirstOrThrow({ where: { tableId, columnName: "changed_at" } });
    const { choices } = await getCursor(commandLine, { definitionId });
    expect(choices.find(({ id }) => id === column.id)?.warnings).toEqual(["nullable", "not-automatic"]);
    await setCursor(commandLine, { definitionId, columnId: column.id });
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", isFullScan: true, rowsRead: 2n });
    await sql.query(
      "INSERT INTO products (code, name, changed_at) VALUES ('c-3', 'Bolt', '2026-02-01'), ('d-4', ?, '2026-01-15')",
      ["\u0001"],
    );
    expect(await run()).toMatchObject({ outcome: "PARTIAL", isFullScan: false, itemsCreated: 1, rowsRejected: 1n });
    const position = async () =>
      (await db().syncCursor.findFirstOrThrow({ where: { syncDefId: definitionId } })).cursorValue;
    expect(await position()).toMatch(/^2026-01-31T23:/);
    await sql.query("UPDATE products SET name = 'mended' WHERE code = 'd-4'");
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", isFullScan: false, itemsCreated: 1 });
    await sql.query("UPDATE products SET name = 'no time', changed_at = NULL WHERE code = 'a-1'");
    await sql.query("UPDATE products SET name = 'not told' WHERE code = 'B-2'");
    expect(await run()).toMatchObject({ isFullScan: false, itemsUpdated: 1 });
    expect(await position()).toMatch(/^2026-01-31T23:/);
    await setCursor(commandLine, { definitionId, columnId: null });
    expect(await run()).toMatchObject({ isFullScan: true, rowsRead: 4n, itemsUpdated: 1 });
  });

  it("goes on at another server whose database has another name", async () => {
    await sql.query("CREATE DATABASE shop_2026");
    await sql.query("RENAME TABLE shop.products TO shop_2026.products");
    await sql.query("GRANT SELECT ON shop_2026.* TO steward@'%'");
    const moved = { ...instance(), instanceId, dbName: "shop_2026" };
    await updateInstance(commandLine, updateInstanceInput.parse(moved));
    expect(await introspect()).toMatchObject({ status: "SUCCESS" });
    const tables = await db().databaseTable.findMany({ where: { databaseId } });
    expect(tables).toMatchObject([{ id: tableId, schemaName: "shop", vanishedAt: null }]);
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 0, itemsUpdated: 0 });
  });

  it("catalogs columns that hold 4 GB, JSON among them, as columns without a limit", async () => {
    await sql.query("CREATE TABLE shop_2026.documents (id int PRIMARY KEY, body longtext, photo longblob, facts json)");
    expect(await introspect()).toMatchObject({ status: "SUCCESS" });
    const { columns } = await db().databaseTable.findFirstOrThrow({
      where: { databaseId, tableName: "documents" },
      include: { columns: { orderBy: { ordinalPosition: "asc" } } },
    });
    expect(columns.map(({ columnName, maxLength }) => [columnName, maxLength])).toEqual([
      ["id", null],
      ["body", null],
      ["photo", null],
      ["facts", null],
    ]);
  });
});
