import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import { commandLine } from "@/e2e/support/sync-stack";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { getOverview } from "@/lib/features/overview/queries";
import { listDefinitions } from "@/lib/features/syncs/queries";
import { search } from "./queries";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  configureDatabase(database.url);
  for (const name of ["Things", "Parts", "Orders"]) await storeDefinition(db(), name);
});

afterAll(async () => {
  await closeDatabase();
  await database.drop();
});

const columns = async (q: string) => {
  const { groups } = await search(commandLine, { q });
  return groups.find(({ label }) => label === "Columns")?.hits.map(({ label }) => label) ?? [];
};

test("columns are found by any part of their name, whatever its case, those that begin with it first and one of each table", async () => {
  await db().tableColumn.updateMany({ where: { columnName: "amount" }, data: { columnName: "Name_of_amount" } });
  expect(await columns("NAME")).toEqual(["name", "name", "name", "Name_of_amount", "Name_of_amount", "Name_of_amount"]);
  expect(await columns("of_am")).toEqual(["Name_of_amount", "Name_of_amount", "Name_of_amount"]);
  expect(await columns("none such")).toEqual([]);
});

test("the overview tells the items that the last run of each sync counted", async () => {
  const definitions = await db().syncDefinition.findMany({ orderBy: { name: "asc" }, take: 2 });
  for (const [index, { id, targetListId }] of definitions.entries()) {
    await db().syncMetric.create({
      data: { syncDefId: id, targetListId, targetRowCount: 10 * (index + 1), lastSyncTs: new Date() },
    });
  }
  expect(await getOverview(commandLine)).toMatchObject({ linkedItems: 30 });
});

test("syncs come in pages by name, each with its own counts", async () => {
  const first = await listDefinitions(commandLine, { limit: 2 });
  expect(first.rows.map(({ name, linkedItems }) => [name, linkedItems])).toEqual([
    ["Orders", 10],
    ["Parts", 20],
  ]);
  const rest = await listDefinitions(commandLine, { limit: 2, cursor: first.nextCursor ?? "" });
  expect(rest.rows.map(({ name }) => name)).toEqual(["Things"]);
  expect((await listDefinitions(commandLine, { limit: 2, search: "part" })).rows.map(({ name }) => name)).toEqual([
    "Parts",
  ]);
});
