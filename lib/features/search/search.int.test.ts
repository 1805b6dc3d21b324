import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import { commandLine } from "@/e2e/support/sync-stack";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { getHealth } from "@/lib/features/overview/queries";
import { listDefinitions } from "@/lib/features/syncs/queries";
import { definitionFilter } from "@/lib/features/syncs/schema";
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
  const viewer = { actor: { kind: "person", userId: "u", name: "V", roles: ["Viewer"] }, requestId: "r" } as const;
  expect(await getHealth(viewer, definitionFilter.parse({}))).toMatchObject({ linkedItems: 30 });
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

const person = (role: "Viewer" | "Steward"): Context => ({
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: [role] },
  requestId: "r-1",
});

const hits = async (context: Context, q: string, group: string) => {
  const { groups } = await search(context, { q });
  return groups.find(({ label }) => label === group)?.hits ?? [];
};

test("runs are found by the first eight signs of their id, or by all of it", async () => {
  const { id: definitionId } = await db().syncDefinition.findFirstOrThrow({ where: { name: "Parts" } });
  const { id } = await db().syncRun.create({ data: { syncDefId: definitionId, requestedBy: "Ada", runType: "PUSH" } });
  const found = [{ label: id, hint: "Parts", href: `/runs/${id}` }];
  expect(await hits(person("Viewer"), id.slice(0, 8).toUpperCase(), "Runs")).toEqual(found);
  expect(await hits(person("Viewer"), id, "Runs")).toEqual(found);
  expect(await hits(person("Viewer"), id.slice(0, 7), "Runs")).toEqual([]);
  expect(await hits(person("Viewer"), `${id.slice(0, 8)}--`, "Runs")).toEqual([]);
});

test("items are found by their number, by those who may see values", async () => {
  const { id, targetList } = await db().syncDefinition.findFirstOrThrow({
    where: { name: "Parts" },
    select: { id: true, targetList: { select: { listId: true } } },
  });
  const entry = await db().syncLedgerEntry.create({
    data: {
      syncDefId: id,
      sourceIdentity: "id=9",
      sourceIdentityHash: "9".repeat(64),
      sourceKeyStrategy: "PRIMARY_KEY",
      spListId: targetList.listId,
      spItemId: 4711,
      provenance: "PUSH",
      state: "LINKED",
    },
  });
  const href = `/syncs/${id}/ledger/row?entry=${entry.id}`;
  for (const q of ["4711", "#4711"]) {
    expect((await hits(person("Steward"), q, "Items")).map((hit) => hit.href)).toEqual([href]);
    expect(await hits(person("Viewer"), q, "Items")).toEqual([]);
  }
});

test("a question about a row leads to its answer in each sync that it may be about", async () => {
  const labels = async (q: string, role: "Viewer" | "Steward" = "Steward") =>
    (await hits(person(role), q, "Questions")).map(({ label }) => label);
  expect(await labels("why 7")).toEqual([
    "Why is row 7 not in Orders?",
    "Why is row 7 not in Parts?",
    "Why is row 7 not in Things?",
  ]);
  const { id } = await db().syncDefinition.findFirstOrThrow({ where: { name: "Parts" } });
  expect(await hits(person("Steward"), "Why is row id=7 not in parts?", "Questions")).toEqual([
    { label: "Why is row id=7 not in Parts?", hint: null, href: `/syncs/${id}/ledger/row?key=id%3D7` },
  ]);
  expect(await labels("why 7", "Viewer")).toEqual([]);
  expect(await labels("whyever")).toEqual([]);
});

test("what could be a key is looked for in all syncs, and so is what is nothing else", async () => {
  const rows = async (q: string) => (await hits(person("Steward"), q, "Rows")).map(({ href }) => href);
  expect(await rows("4712")).toEqual(["/ledger?q=4712"]);
  expect(await rows("id=9")).toEqual([expect.stringMatching(/\/ledger\/row\?entry=/), "/ledger?q=id%3D9"]);
  expect(await rows("FRANCE")).toEqual(["/ledger?q=FRANCE"]);
  expect(await rows("orders")).toEqual([]);
  expect(await rows("why 7")).toEqual([]);
});

test("commands are offered for what a verb or a name means, to those who may give them", async () => {
  await db().syncDefinition.updateMany({ data: { isEnabled: false } });
  await db().syncDefinition.updateMany({ where: { name: "Orders" }, data: { isEnabled: true } });
  const commands = async (q: string, role: "Viewer" | "Steward" = "Steward") =>
    (await search(person(role), { q })).commands.map(({ verb, name }) => `${verb} ${name}`);
  expect(await commands("run ord")).toEqual(["run Orders"]);
  expect(await commands("Run Orders now")).toEqual(["run Orders"]);
  expect(await commands("run parts")).toEqual([]);
  expect(await commands("enable r")).toEqual(["enable Parts"]);
  expect(await commands("pause r")).toEqual(["pause Orders"]);
  expect(await commands("plan r")).toEqual(["plan Orders", "plan Parts"]);
  expect(await commands("introspect parts")).toEqual(["introspect Parts"]);
  expect(await commands("orders")).toEqual(["run Orders", "plan Orders", "pause Orders", "introspect Orders"]);
  expect(await commands("run orders", "Viewer")).toEqual([]);
});

test("connections, sites, instances and list columns are found by name", async () => {
  const groups = async (q: string) => (await search(person("Viewer"), { q })).groups.map(({ label }) => label);
  const { connection, sites, instance, column } = {
    connection: await db().sharepointConnection.findFirstOrThrow(),
    sites: await db().sharepointSite.findFirstOrThrow(),
    instance: await db().databaseInstance.findFirstOrThrow(),
    column: await db().sharepointColumn.findFirstOrThrow(),
  };
  expect(await groups(connection.name)).toContain("Connections");
  expect(await groups(sites.displayName ?? sites.sitePath)).toContain("Sites");
  expect(await groups(instance.instanceLabel)).toContain("Instances");
  expect(await groups(column.displayName ?? column.columnName)).toContain("List columns");
});
