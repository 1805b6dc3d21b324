import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import { commandLine } from "@/e2e/support/sync-stack";
import { closeDatabase, configureDatabase, createPrisma, type Db } from "@/lib/db/client";
import { decideMove } from "@/lib/features/installation/mutations";
import { getOpenMove } from "@/lib/features/installation/queries";
import { holdAgainstMark, requireDecidedMove } from "./installation";

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createPrisma(database.url);
  configureDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
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

const definitionOf = async (name: string) => db.syncDefinition.findFirstOrThrow({ where: { name } });
const moveAgain = async () => {
  await db.installation.update({ where: { id: 1 }, data: { databaseOid: 1n } });
  await holdAgainstMark(db);
};

it("goes on with what was enabled, and with nothing else, once it is said that the metastore moved (R9)", async () => {
  const { definitionId } = await storeDefinition(db, "Second");
  const former = await db.syncDefinition.findUniqueOrThrow({ where: { id: definitionId } });
  await db.syncDefinition.updateMany({ where: { id: { not: definitionId } }, data: { pausedByMove: false } });
  await db.syncDefinition.update({ where: { id: definitionId }, data: { isEnabled: true, rescanRequired: false } });
  await moveAgain();
  await expect(requireDecidedMove(db)).rejects.toMatchObject({ code: "installation-moved" });
  expect(await getOpenMove(commandLine)).toMatchObject({ pausedSyncs: 1 });
  expect(await decideMove(commandLine, { decision: "moved" })).toEqual({ enabled: 1 });
  expect(await definitionOf(former.name)).toMatchObject({ isEnabled: true, haltedCode: null, rescanRequired: false });
  expect(await db.syncDefinition.count({ where: { isEnabled: true } })).toBe(1);
  expect(await getOpenMove(commandLine)).toBeNull();
  await expect(requireDecidedMove(db)).resolves.toBeUndefined();
  await expect(decideMove(commandLine, { decision: "copy" })).rejects.toMatchObject({ code: "not-found" });
});

it("compares everything after a restore, and rows with items where the list would take an item twice (R9)", async () => {
  const [first] = await db.syncDefinition.findMany({ where: { isEnabled: true } });
  const { definitionId } = await storeDefinition(db, "Third");
  const data = { isEnabled: true, firstMatchAt: new Date() };
  await db.syncDefinition.update({ where: { id: first?.id ?? "" }, data: { ...data, keyLevel: "K1" } });
  await db.syncDefinition.update({ where: { id: definitionId }, data: { ...data, keyLevel: "K3" } });
  await moveAgain();
  expect(await decideMove(commandLine, { decision: "restored" })).toEqual({ enabled: 2 });
  const byId = (id: string) => db.syncDefinition.findUniqueOrThrow({ where: { id } });
  expect(await byId(first?.id ?? "")).toMatchObject({
    isEnabled: true,
    rescanRequired: true,
    firstMatchAt: expect.any(Date),
  });
  expect(await byId(definitionId)).toMatchObject({ isEnabled: true, rescanRequired: true, firstMatchAt: null });
});

it("stays paused under a mark of its own where it is a copy (R9)", async () => {
  await moveAgain();
  const { mark } = await db.installation.findUniqueOrThrow({ where: { id: 1 } });
  expect(await decideMove(commandLine, { decision: "copy" })).toEqual({ enabled: 0 });
  expect(await db.syncDefinition.count({ where: { isEnabled: true } })).toBe(0);
  const now = await db.installation.findUniqueOrThrow({ where: { id: 1 } });
  expect(now).toMatchObject({ decision: "copy", movedAt: null });
  expect(now.mark).not.toBe(mark);
  await decideMove(commandLine, { decision: "moved" }).catch(() => undefined);
  expect(await db.syncDefinition.count({ where: { isEnabled: true } })).toBe(0);
  expect(await db.auditEvent.count({ where: { action: "installation.decided" } })).toBe(3);
});
