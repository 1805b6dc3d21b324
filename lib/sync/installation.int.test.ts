import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import { createPrisma, type Db } from "@/lib/db/client";
import { holdAgainstMark } from "./installation";

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createPrisma(database.url);
});
afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

it("marks the metastore at the first start and knows it again, whoever starts at the same time", async () => {
  const starts = await Promise.all([1, 2, 3].map(() => holdAgainstMark(db)));
  expect(starts).toEqual([{ isMoved: false }, { isMoved: false }, { isMoved: false }]);
  expect(await db.installation.count()).toBe(1);
});

it("a copied or restored metastore writes nothing until a person says so (R9)", async () => {
  const { definitionId } = await storeDefinition(db);
  const run = await db.syncRun.create({ data: { syncDefId: definitionId, runType: "PUSH", requestedBy: "test" } });
  await db.installation.update({ where: { id: 1 }, data: { databaseOid: 1n } });
  expect(await holdAgainstMark(db)).toEqual({ isMoved: true });
  expect(await db.syncDefinition.findUnique({ where: { id: definitionId } })).toMatchObject({
    isEnabled: false,
    haltedCode: "installation-moved",
  });
  expect(await db.syncRun.findUnique({ where: { id: run.id } })).toMatchObject({
    status: "FAILED",
    outcome: "INTERRUPTED",
  });
  expect(await db.auditEvent.count({ where: { action: "installation.moved" } })).toBe(1);
  expect(await holdAgainstMark(db)).toEqual({ isMoved: false });
});
