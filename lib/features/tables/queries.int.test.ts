import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { getTable, listSchemas, listTables } from "./queries";
import { tableFilter } from "./schema";

let metastore: TestDatabase;
let databaseId: string;

const viewer: Context = {
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: ["Viewer"] },
  requestId: "request-1",
};

beforeAll(async () => {
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  const application = await db().application.create({ data: { name: "Stock" } });
  const database = await db().database.create({
    data: { applicationId: application.id, name: "D", dbType: "POSTGRES", environment: "DEV", databaseName: "d" },
  });
  databaseId = database.id;
  const tables = Array.from({ length: 23 }, (_, at) => ({
    databaseId,
    schemaName: at % 3 === 0 ? "Audit" : "public",
    tableName: `t_${at % 2 === 0 ? "x" : "Y"}${at}`,
    tableType: at % 5 === 0 ? ("VIEW" as const) : ("BASE" as const),
    // Equal estimates and missing ones: their order must still be a total one.
    rowEstimate: at % 4 === 0 ? null : BigInt(at % 3) * 1_000n,
    sizeBytes: at % 3 === 0 ? null : BigInt(at % 4) * 8_192n,
    variety: at % 5 === 0 ? "materialized-view" : "table",
    lastIntrospectedAt: new Date(),
    vanishedAt: at === 22 ? new Date() : null,
  }));
  await db().databaseTable.createMany({ data: tables });
});

afterAll(async () => {
  await closeDatabase();
  await metastore?.drop();
});

async function everyPage(change: object) {
  const rows = [];
  let cursor: string | undefined;
  do {
    const page = await listTables(viewer, tableFilter.parse({ databaseId, limit: 4, ...change, cursor }));
    rows.push(...page.rows);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return rows;
}

describe("the list of tables", () => {
  it.each([
    ["name", "asc"],
    ["name", "desc"],
    ["rows", "asc"],
    ["rows", "desc"],
    ["size", "asc"],
    ["size", "desc"],
  ])("shows every table once by %s, %s", async (sort, direction) => {
    const paged = await everyPage({ sort, direction });
    const whole = await everyPage({ sort, direction, limit: 200 });
    expect(paged).toHaveLength(22);
    expect(paged.map((row) => row.id)).toEqual(whole.map((row) => row.id));
    expect(new Set(paged.map((row) => row.id)).size).toBe(22);
  });

  it("is narrowed by variety, by open drift and by use", async () => {
    const [table, other] = await everyPage({});
    const used = await storeDefinition(db(), "Used");
    const instance = await db().databaseInstance.findFirstOrThrow({ where: { id: used.instanceId } });
    const finding = { kind: "COLUMN_ADDED", columnName: "c", databaseInstanceId: instance.id } as const;
    await db().driftFinding.createMany({
      data: [
        { ...finding, tableId: table?.id ?? "" },
        { ...finding, tableId: other?.id ?? "", status: "IGNORED" },
      ],
    });
    const names = async (change: object) => (await everyPage(change)).map(({ tableName }) => tableName);
    const all = await names({});
    expect(await names({ drift: "open" })).toEqual([table?.tableName]);
    expect(await names({ drift: "none" })).toHaveLength(all.length - 1);
    expect(await names({ databaseId: undefined, use: "used" })).toEqual(["things"]);
    expect(await names({ use: "unused" })).toEqual(all);
    const varieties = new Set((await everyPage({ variety: "materialized-view" })).map(({ variety }) => variety));
    expect(varieties).toEqual(new Set(["materialized-view"]));
  });

  it("puts the tables without an estimate last when the largest come first", async () => {
    const rows = await everyPage({ sort: "rows", direction: "desc" });
    const estimates = rows.map((row) => row.rowEstimate ?? -1);
    expect(estimates).toEqual([...estimates].sort((a, b) => b - a));
    expect(rows.at(-1)?.rowEstimate).toBeNull();
  });

  it("finds by schema and name, whatever the case, and takes no sign for a wildcard", async () => {
    expect((await everyPage({ search: "AUDIT.T_X" })).every((row) => row.schemaName === "Audit")).toBe(true);
    expect((await everyPage({ search: "y7" })).map((row) => row.tableName)).toEqual(["t_Y7"]);
    expect(await everyPage({ search: "t%7" })).toEqual([]);
  });

  it("shows what vanished only when asked", async () => {
    expect(await everyPage({ presence: "vanished" })).toHaveLength(1);
    expect(await everyPage({ presence: "all" })).toHaveLength(23);
  });

  it("filters by kind and schema", async () => {
    expect((await everyPage({ tableType: "VIEW" })).every((row) => row.tableType === "VIEW")).toBe(true);
    expect(await listSchemas(viewer, { databaseId })).toEqual(["Audit", "public"]);
  });

  it("refuses a position that nobody handed out", async () => {
    const forged = listTables(viewer, tableFilter.parse({ databaseId, cursor: "AAAA" }));
    await expect(forged).rejects.toMatchObject({ code: "input-invalid" });
  });
});

describe("one table", () => {
  it("shows its columns, keys and the definitions that read it", async () => {
    const stored = await storeDefinition(db(), "Lineage");
    const table = await getTable(viewer, { tableId: stored.tableId });
    expect(table.columns.map((column) => column.columnName)).toEqual(["id", "name", "amount"]);
    expect(table.constraints).toMatchObject([{ constraintType: "PRIMARY_KEY", columns: ["id"] }]);
    expect(table.uses).toMatchObject([{ definitionId: stored.definitionId, listId: stored.targetListId }]);
    expect(table.definitionCount).toBe(1);
  });

  it("that does not exist is not found", async () => {
    const missing = getTable(viewer, { tableId: "00000000-0000-4000-8000-000000000000" });
    await expect(missing).rejects.toMatchObject({ code: "not-found" });
  });
});
