import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { archiveApplication } from "@/lib/features/applications/mutations";
import { setDatabaseStatus } from "@/lib/features/databases/mutations";
import { startRun } from "@/lib/features/runs/mutations";
import { clearSchedule, previewSchedule, setFullScan, setSchedule } from "@/lib/features/schedules/mutations";
import { getNewestRun, getSchedule } from "@/lib/features/schedules/queries";
import { setConnectionStatus, setSiteStatus } from "@/lib/features/sharepoint/mutations";
import { pauseDefinition } from "@/lib/features/syncs/mutations";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { requestDueRuns } from "./due-runs";

const admin: Context = {
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: ["Admin"] },
  requestId: "request-1",
};

let metastore: TestDatabase;
let count = 0;

beforeAll(async () => {
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  configureQueue(metastore.url);
});
afterAll(async () => {
  await closeQueue();
  await closeDatabase();
  await metastore?.drop();
});
beforeEach(async () => {
  await db().syncDefinition.updateMany({ data: { nextRunAt: null } });
  await db().auditEvent.deleteMany({});
});

async function schedule(cron = "*/15 * * * *"): Promise<string> {
  const { definitionId } = await storeDefinition(db(), `Due ${++count}`);
  await setSchedule(admin, { definitionId, cron, timeZone: "Europe/Zurich" });
  return definitionId;
}

const definitionOf = (id: string) => db().syncDefinition.findUniqueOrThrow({ where: { id } });
const makeDue = (id: string, days = 5) =>
  db().syncDefinition.update({ where: { id }, data: { nextRunAt: new Date(Date.now() - days * 86_400_000) } });
const runsOf = (syncDefId: string) => db().syncRun.findMany({ where: { syncDefId } });
const skips = () => db().auditEvent.findMany({ where: { action: "sync.schedule-skipped" } });
const jobsOf = async (definitionId: string) => {
  const [row] = await db().$queryRaw<{ jobs: number }[]>`
    SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'run-definition' AND singleton_key = ${definitionId}`;
  return row?.jobs;
};

describe("a schedule of a definition", () => {
  it("is kept with its next time, shown, and taken away again, each with a line in the audit trail", async () => {
    const definitionId = await schedule("30 2 * * *");
    const stored = await definitionOf(definitionId);
    expect(stored).toMatchObject({ scheduleCron: "30 2 * * *", scheduleTimeZone: "Europe/Zurich" });
    expect(stored.nextRunAt?.getTime()).toBeGreaterThan(Date.now());
    const shown = await getSchedule(admin, { definitionId });
    expect(shown).toMatchObject({ cron: "30 2 * * *", isIncremental: false, lastRun: null, hold: null });
    expect(shown.nextTimes).toHaveLength(5);
    expect(shown.nextTimes[0]).toEqual(stored.nextRunAt);
    await clearSchedule(admin, { definitionId });
    expect(await definitionOf(definitionId)).toMatchObject({ scheduleCron: null, nextRunAt: null });
    const events = await db().auditEvent.findMany({ orderBy: { at: "asc" } });
    expect(events.map((event) => event.action)).toEqual(["sync.scheduled", "sync.schedule-removed"]);
  });

  it("that cannot be read changes nothing and says which field is wrong", async () => {
    const definitionId = await schedule();
    const refusal = (field: string) => ({ code: "input-invalid", details: { field } });
    const wrong = { definitionId, cron: "99 * * * *", timeZone: "UTC" };
    await expect(setSchedule(admin, wrong)).rejects.toMatchObject(refusal("cron"));
    await expect(setSchedule(admin, { ...wrong, cron: "0 0 0 * * *" })).rejects.toMatchObject(refusal("cron"));
    await expect(setFullScan(admin, { definitionId, cron: "at night" })).rejects.toMatchObject(refusal("cron"));
    await expect(previewSchedule(admin, { cron: "0 3 * * *", timeZone: "Mars" })).rejects.toMatchObject(
      refusal("timeZone"),
    );
    expect(await definitionOf(definitionId)).toMatchObject({ scheduleCron: "*/15 * * * *", fullScanCron: null });
  });

  it("of a full scan counts only where not every run is one", async () => {
    const { definitionId } = await storeDefinition(db(), `Due ${++count}`);
    await setFullScan(admin, { definitionId, cron: "0 3 * * *" });
    expect((await definitionOf(definitionId)).nextRunAt).toBeNull();
    await db().syncDefinition.update({ where: { id: definitionId }, data: { cursorStrategy: "UPDATED_AT" } });
    const { nextRunAt } = await setFullScan(admin, { definitionId, cron: "0 4 * * *" });
    expect(nextRunAt?.getUTCHours()).toBe(4);
    await expect(clearSchedule(admin, { definitionId })).resolves.toEqual({ nextRunAt });
  });
});

describe("a definition whose time has come", () => {
  it("is run once, however many times were missed, in the name of the schedule (P8)", async () => {
    const definitionId = await schedule();
    expect(await requestDueRuns()).toBe(0);
    await makeDue(definitionId);
    const before = await definitionOf(definitionId);
    const newest = await getNewestRun(admin, { of: definitionId });
    expect(await requestDueRuns()).toBe(1);
    expect(await requestDueRuns()).toBe(0);
    expect(await runsOf(definitionId)).toMatchObject([{ requestedBy: "schedule", status: "RUNNING" }]);
    expect(await jobsOf(definitionId)).toBe(1);
    const after = await definitionOf(definitionId);
    expect(after.nextRunAt?.getTime()).toBeGreaterThan(Date.now());
    expect(after.updatedAt).toEqual(before.updatedAt);
    expect(await getNewestRun(admin, { of: definitionId })).not.toEqual(newest);
    expect((await getSchedule(admin, { definitionId })).lastRun).toMatchObject({ requestedBy: "schedule" });
  });

  it("is taken by one of several workers that look at the same time", async () => {
    const ids: string[] = [];
    for (let each = 0; each < 6; each++) ids.push(await schedule());
    await Promise.all(ids.map((id) => makeDue(id)));
    const taken = await Promise.all([requestDueRuns(), requestDueRuns(), requestDueRuns()]);
    expect(taken.reduce((sum, started) => sum + started, 0)).toBe(6);
    for (const id of ids) expect([await runsOf(id), await jobsOf(id)]).toEqual([[expect.anything()], 1]);
  });

  it("whose run is still open is not run twice, and that run tells so in one line", async () => {
    const definitionId = await schedule();
    const { runId } = await startRun(admin, { definitionId });
    for (let times = 0; times < 3; times++) {
      await makeDue(definitionId);
      expect(await requestDueRuns()).toBe(0);
    }
    expect(await runsOf(definitionId)).toHaveLength(1);
    const told = await db().syncEvent.findMany({ where: { syncRunId: runId } });
    expect(told).toMatchObject([{ eventType: "schedule-skipped", message: expect.stringContaining("3 times") }]);
  });

  it("leaves neither run nor wake-up and stays due when its transaction is rolled back", async () => {
    const definitionId = await schedule();
    await makeDue(definitionId);
    await db().$executeRawUnsafe(`
      CREATE FUNCTION refuse_schedule() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not today'; END $$`);
    await db().$executeRawUnsafe(`
      CREATE CONSTRAINT TRIGGER refuse_schedule AFTER INSERT ON sync_runs DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION refuse_schedule()`);
    await expect(requestDueRuns()).rejects.toThrow("not today");
    await db().$executeRawUnsafe("DROP TRIGGER refuse_schedule ON sync_runs");
    expect([await runsOf(definitionId), await jobsOf(definitionId)]).toEqual([[], 0]);
    expect(await requestDueRuns()).toBe(1);
  });

  it("is not run while it is paused or halted; its page says so, and its next time comes", async () => {
    const [paused, halted] = [await schedule(), await schedule()];
    await pauseDefinition(admin, { definitionId: paused });
    const haltedAt = new Date("2026-01-10T12:00:00Z");
    await db().syncDefinition.update({
      where: { id: halted },
      data: { haltedCode: "key-column-lost", haltedReason: "secret row value", haltedAt },
    });
    await makeDue(paused);
    await makeDue(halted);
    expect(await requestDueRuns()).toBe(0);
    for (const id of [paused, halted]) {
      expect(await runsOf(id)).toEqual([]);
      expect((await definitionOf(id)).nextRunAt?.getTime()).toBeGreaterThan(Date.now());
    }
    const shown = await getSchedule(admin, { definitionId: paused });
    expect(shown.hold).toMatchObject({ kind: "disabled", since: expect.any(Date) });
    const { hold } = await getSchedule(admin, { definitionId: halted });
    expect(hold).toMatchObject({ kind: "halted", since: haltedAt });
    expect(hold?.message).not.toContain("secret row value");
  });

  const place = (id: string) =>
    db().syncDefinition.findUniqueOrThrow({
      where: { id },
      include: { sourceTable: { include: { database: true } }, targetList: { include: { site: true } }, targets: true },
    });
  type Place = Awaited<ReturnType<typeof place>>;

  it.each<[string, string, (of: Place) => Promise<unknown>]>([
    [
      "application",
      "/applications/",
      ({ sourceTable }) => archiveApplication(admin, { applicationId: sourceTable.database.applicationId }),
    ],
    [
      "database",
      "/databases/",
      ({ sourceTable }) => setDatabaseStatus(admin, { databaseId: sourceTable.databaseId, status: "DISABLED" }),
    ],
    [
      "connection",
      "/sharepoint/connections/",
      ({ targetList }) =>
        setConnectionStatus(admin, { connectionId: targetList.site.connectionId, status: "DISABLED" }),
    ],
    [
      "site",
      "/sharepoint/sites/",
      ({ targetList }) => setSiteStatus(admin, { siteId: targetList.siteId, status: "DISABLED" }),
    ],
  ])(
    "whose %s is switched off is never read as empty: the page and one audit line name it",
    async (_, path, switchOff) => {
      const definitionId = await schedule();
      await switchOff(await place(definitionId));
      for (let times = 0; times < 3; times++) {
        await makeDue(definitionId);
        expect(await requestDueRuns()).toBe(0);
      }
      expect(await runsOf(definitionId)).toEqual([]);
      const { hold } = await getSchedule(admin, { definitionId });
      expect(hold).toMatchObject({ kind: "parent", href: expect.stringContaining(path) });
      expect(Math.abs((hold?.since?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
      const after = { code: "parent-paused", reason: hold?.message };
      expect(await skips()).toMatchObject([{ targetId: definitionId, actorName: "schedule", after }]);
    },
  );

  it("whose target is switched off is not run", async () => {
    const definitionId = await schedule();
    await db().syncTarget.updateMany({ where: { syncDefId: definitionId }, data: { status: "DISABLED" } });
    await makeDue(definitionId);
    expect(await requestDueRuns()).toBe(0);
    expect((await getSchedule(admin, { definitionId })).hold).toMatchObject({ kind: "parent", since: null });
  });

  it("whose stored schedule cannot be read is said once and holds up nobody", async () => {
    const [broken, other] = [await schedule(), await schedule()];
    await db().syncDefinition.update({ where: { id: broken }, data: { scheduleCron: "every day" } });
    await makeDue(broken, 6);
    await makeDue(other);
    expect(await requestDueRuns()).toBe(1);
    expect(await skips()).toMatchObject([{ targetId: broken, after: { code: "input-invalid" } }]);
    expect((await definitionOf(broken)).nextRunAt).toBeNull();
    expect((await getSchedule(admin, { definitionId: broken })).nextTimes).toEqual([]);
  });

  it("whose lookup column takes items of a list waits until the run that fills that list has ended", async () => {
    const [child, parent] = [await schedule(), await schedule()];
    const { targetList } = await place(parent);
    const { targetListId } = await place(child);
    const made = await db().sharepointColumn.create({
      data: {
        listId: targetListId,
        columnName: "Parent",
        columnType: "lookup",
        definition: { lookup: { listId: `{${targetList.listId.toUpperCase()}}`, columnName: "Title" } },
      },
    });
    const mapping = await db().fieldMapping.findFirstOrThrow({ where: { syncDefId: child } });
    await db().fieldMapping.update({ where: { id: mapping.id }, data: { targetColumnId: made.id } });
    // The child has been due for longer.
    await makeDue(child, 9);
    await makeDue(parent, 5);
    expect(await requestDueRuns()).toBe(1);
    expect([await runsOf(parent), await runsOf(child)]).toEqual([[expect.anything()], []]);
    expect(await requestDueRuns()).toBe(0);
    await db().syncRun.updateMany({
      where: { syncDefId: parent },
      data: { status: "COMPLETED", outcome: "SUCCEEDED", phase: "DONE", endTime: new Date() },
    });
    expect(await requestDueRuns()).toBe(1);
    expect(await runsOf(child)).toHaveLength(1);
  });

  it("does not wait for a parent's run that waits itself, or goes on for long", async () => {
    const parent = await schedule();
    const child = await schedule();
    const { targetList } = await place(parent);
    const made = await db().sharepointColumn.create({
      data: {
        listId: (await place(child)).targetListId,
        columnName: "Parent",
        columnType: "lookup",
        definition: { lookup: { listId: targetList.listId, columnName: "Title" } },
      },
    });
    const mapping = await db().fieldMapping.findFirstOrThrow({ where: { syncDefId: child } });
    await db().fieldMapping.update({ where: { id: mapping.id }, data: { targetColumnId: made.id } });
    const { runId } = await startRun(admin, { definitionId: parent });
    await makeDue(child);
    expect(await requestDueRuns()).toBe(0);
    await db().syncRun.update({ where: { id: runId }, data: { phase: "WAITING" } });
    expect(await requestDueRuns()).toBe(1);
    await db().syncRun.updateMany({
      where: { syncDefId: child },
      data: { status: "COMPLETED", outcome: "SUCCEEDED", phase: "DONE", endTime: new Date() },
    });
    const startTime = new Date(Date.now() - 11 * 60_000);
    await db().syncRun.update({ where: { id: runId }, data: { phase: "APPLYING", startTime } });
    await makeDue(child);
    expect(await requestDueRuns()).toBe(1);
  });
});
