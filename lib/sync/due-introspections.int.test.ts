import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { previewSchedule, setSchedule } from "@/lib/features/databases/mutations";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { requestDueIntrospections } from "./due-introspections";

const admin: Context = {
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: ["Admin"] },
  requestId: "request-1",
};

let metastore: TestDatabase;
let applicationId: string;

beforeAll(async () => {
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  configureQueue(metastore.url);
  applicationId = (await db().application.create({ data: { name: "Stock" } })).id;
});

afterAll(async () => {
  await closeQueue();
  await closeDatabase();
  await metastore?.drop();
});

beforeEach(async () => {
  await db().database.deleteMany({});
  await db().auditEvent.deleteMany({});
  await db().application.update({ where: { id: applicationId }, data: { status: "ACTIVE" } });
});

async function schedule(name: string, cron = "0 3 * * *"): Promise<string> {
  const { id: databaseId } = await db().database.create({
    data: {
      applicationId,
      name,
      dbType: "POSTGRES",
      environment: "DEV",
      databaseName: name,
      instances: {
        create: { instanceLabel: "main", host: "localhost", port: 1, dbName: name, dbUser: "u", dbPassword: "sealed" },
      },
    },
    select: { id: true },
  });
  await setSchedule(admin, { databaseId, cron, timeZone: "Europe/Zurich" });
  return databaseId;
}

const makeDue = (databaseId: string) =>
  db().database.update({
    where: { id: databaseId },
    data: { nextIntrospectionAt: new Date(Date.now() - 5 * 86_400_000) },
  });
const databaseOf = (id: string) => db().database.findUniqueOrThrow({ where: { id } });
const runsOf = (databaseId: string) => db().introspectionRun.findMany({ where: { databaseInstance: { databaseId } } });
const skips = () => db().auditEvent.findMany({ where: { action: "database.introspection-skipped" } });

describe("a schedule", () => {
  it("is kept with its next time, and taken away again", async () => {
    const databaseId = await schedule("a");
    const stored = await databaseOf(databaseId);
    expect(stored).toMatchObject({ introspectionCron: "0 3 * * *", introspectionTimeZone: "Europe/Zurich" });
    expect(stored.nextIntrospectionAt?.getTime()).toBeGreaterThan(Date.now());
    await setSchedule(admin, { databaseId, cron: null, timeZone: "UTC" });
    expect(await databaseOf(databaseId)).toMatchObject({ introspectionCron: null, nextIntrospectionAt: null });
    const actions = (await db().auditEvent.findMany({ orderBy: { at: "asc" } })).map((event) => event.action);
    expect(actions).toEqual(["database.scheduled", "database.schedule-removed"]);
  });

  it("that cannot be read changes nothing and says which field is wrong", async () => {
    const databaseId = await schedule("a");
    const wrong = setSchedule(admin, { databaseId, cron: "99 * * * *", timeZone: "UTC" });
    await expect(wrong).rejects.toMatchObject({ code: "input-invalid", details: { field: "cron" } });
    const elsewhere = previewSchedule(admin, { cron: "0 3 * * *", timeZone: "Mars/Base" });
    await expect(elsewhere).rejects.toMatchObject({ code: "input-invalid", details: { field: "timeZone" } });
    expect((await databaseOf(databaseId)).introspectionCron).toBe("0 3 * * *");
  });
});

describe("a database whose time has come", () => {
  it("is asked for once, however many times were missed, in the name of the schedule", async () => {
    const databaseId = await schedule("a", "*/5 * * * *");
    expect(await requestDueIntrospections()).toBe(0);
    await makeDue(databaseId);
    expect(await requestDueIntrospections()).toBe(1);
    expect(await requestDueIntrospections()).toBe(0);
    expect(await runsOf(databaseId)).toMatchObject([{ requestedBy: "schedule", status: null }]);
    expect((await databaseOf(databaseId)).nextIntrospectionAt?.getTime()).toBeGreaterThan(Date.now());
    const jobs = await db().$queryRaw`SELECT 1 FROM pgboss.job WHERE name = 'introspect-database'`;
    expect(jobs).toHaveLength(1);
  });

  it("is taken by one of several workers that look at the same time", async () => {
    const ids = await Promise.all(["a", "b", "c", "d", "e", "f"].map((name) => schedule(name)));
    await Promise.all(ids.map(makeDue));
    const taken = await Promise.all([
      requestDueIntrospections(),
      requestDueIntrospections(),
      requestDueIntrospections(),
    ]);
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(6);
    for (const id of ids) expect(await runsOf(id)).toHaveLength(1);
  });

  it("that is being introspected already is not asked for twice", async () => {
    const databaseId = await schedule("a");
    await makeDue(databaseId);
    await requestDueIntrospections();
    await makeDue(databaseId);
    expect(await requestDueIntrospections()).toBe(0);
    expect(await runsOf(databaseId)).toHaveLength(1);
  });

  it.each([
    ["parent-paused", (id: string) => db().database.update({ where: { id }, data: { status: "DISABLED" } })],
    ["parent-paused", () => db().application.update({ where: { id: applicationId }, data: { status: "ARCHIVED" } })],
    ["no-instance", () => db().databaseInstance.updateMany({ data: { status: "DISABLED" } })],
  ])("is skipped with the reason %s, and due again at its next time", async (code, switchOff) => {
    const [paused, other] = [await schedule("a"), await schedule("b")];
    await makeDue(paused);
    await switchOff(paused);
    expect(await requestDueIntrospections()).toBe(0);
    expect(await runsOf(paused)).toEqual([]);
    expect(await skips()).toMatchObject([{ targetId: paused, actorName: "schedule", after: { code } }]);
    expect((await databaseOf(paused)).nextIntrospectionAt?.getTime()).toBeGreaterThan(Date.now());
    expect(await runsOf(other)).toEqual([]);
  });

  it("whose stored schedule cannot be read is said once and holds up nobody", async () => {
    const [broken, other] = [await schedule("a"), await schedule("b")];
    await db().database.update({ where: { id: broken }, data: { introspectionCron: "every day" } });
    await makeDue(broken);
    await makeDue(other);
    expect(await requestDueIntrospections()).toBe(1);
    expect(await skips()).toMatchObject([{ targetId: broken, after: { code: "input-invalid" } }]);
    expect((await databaseOf(broken)).nextIntrospectionAt).toBeNull();
  });
});
