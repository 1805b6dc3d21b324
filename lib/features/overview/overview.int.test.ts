import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { type StoredIds, storeDefinition } from "@/e2e/support/stored-definition";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { definitionFilter } from "@/lib/features/syncs/schema";
import { getChecklist, getHealth, getNextStep, getPulse, getThroughput } from "./queries";

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
const viewer: Context = {
  actor: { kind: "person", userId: "u-1", name: "Vera", roles: ["Viewer"] },
  requestId: "request-1",
};
const steward: Context = {
  actor: { kind: "person", userId: "u-2", name: "Stella", roles: ["Steward"] },
  requestId: "request-2",
};
const health = () => getHealth(viewer, definitionFilter.parse({ sort: "health", limit: 10 }));

describe("the overview", () => {
  let metastore: TestDatabase;
  let stored: StoredIds;

  const run = (hours: number, part: object) =>
    db().syncRun.create({
      data: {
        syncDefId: stored.definitionId,
        runType: "PUSH",
        requestedBy: "schedule",
        status: "COMPLETED",
        phase: "DONE",
        outcome: "SUCCEEDED",
        startTime: hoursAgo(hours + 0.5),
        endTime: hoursAgo(hours),
        ...part,
      },
      select: { id: true },
    });

  beforeAll(async () => {
    metastore = await createTestDatabase();
    configureDatabase(metastore.url);
  });
  afterAll(async () => {
    await closeDatabase();
    await metastore?.drop();
  });

  it("of an empty installation has every step to do, no number and nothing to mend", async () => {
    const checklist = await getChecklist(viewer);
    expect(checklist.filter(({ isDone }) => isDone)).toEqual([]);
    expect(checklist).toHaveLength(6);
    expect(await health()).toEqual({
      page: { rows: [], nextCursor: null },
      attention: [],
      linkedItems: 0,
      openRejections: 0,
    });
    expect(await getPulse(viewer)).toEqual({ mark: "", running: [] });
    expect(await getNextStep(viewer)).toEqual({ step: checklist[0], done: 0, of: 6 });
  });

  it("counts what runs of the last day did in the hour in which they ended, and what is under way in the present one", async () => {
    stored = await storeDefinition(db());
    await run(30, { itemsCreated: 1_000 });
    const five = hoursAgo(5);
    await run(5, { endTime: five, itemsCreated: 10, itemsUpdated: 4, itemsDeleted: 2, rowsRead: 100n });
    await run(5, { itemsCreated: 7, purpose: "PLAN" });
    expect(await getNextStep(viewer)).toBeNull();
    // Began before the day did.
    await run(23, { itemsUpdated: 3, startTime: hoursAgo(40) });
    const { id } = await run(1, {
      status: "RUNNING",
      outcome: null,
      phase: "APPLYING",
      endTime: null,
      itemsCreated: 5,
      rowsRead: 9n,
    });
    const hours = await getThroughput(viewer);
    expect(hours).toHaveLength(25);
    const sum = (key: "runs" | "created" | "updated" | "deleted" | "rowsRead") =>
      hours.reduce((total, hour) => total + hour[key], 0);
    expect([sum("runs"), sum("created"), sum("updated"), sum("deleted"), sum("rowsRead")]).toEqual([3, 15, 7, 2, 109]);
    const fiveAgo = hours.find(({ hour }) => hour <= five && five.getTime() - hour.getTime() < 3_600_000);
    expect(fiveAgo).toMatchObject({ created: 10, updated: 4, deleted: 2, rowsRead: 100 });
    expect(hours.at(-1)).toMatchObject({ created: 5, rowsRead: 9 });
    await db().syncRun.delete({ where: { id } });
  });

  it("leads from the last of the first steps to the sync that is enabled, and else to the draft that is not finished", async () => {
    const where = { id: stored.definitionId };
    await db().syncRun.deleteMany({ where: { syncDefId: stored.definitionId } });
    const last = async () => (await getChecklist(steward)).at(-1);
    expect(await last()).toMatchObject({ isDone: false, href: `/syncs/${stored.definitionId}` });
    await db().syncDefinition.update({ where, data: { isEnabled: false } });
    expect(await last()).toMatchObject({ isDone: false, href: `/syncs/${stored.definitionId}/setup` });
    await db().syncDefinition.update({ where, data: { isEnabled: true } });
    await run(1, {});
    expect(await last()).toMatchObject({ isDone: true, href: "/runs" });
  });

  it("changes its mark when a run begins and when it ends, and not in between", async () => {
    const before = (await getPulse(viewer)).mark;
    const { id } = await run(0, {
      status: "RUNNING",
      outcome: null,
      phase: "DECIDING",
      startTime: new Date(),
      endTime: null,
      rowsRead: 3n,
    });
    const begun = await getPulse(viewer);
    expect(begun.running).toEqual([
      { definitionId: stored.definitionId, phase: "DECIDING", rowsRead: 3, itemsProcessed: 0, planned: 0 },
    ]);
    await db().syncRun.update({
      where: { id },
      data: { phase: "APPLYING", rowsRead: 8, plannedCreates: 4, plannedMarks: 1, itemsProcessed: 2 },
    });
    const going = await getPulse(viewer);
    expect(going.running).toMatchObject([{ phase: "APPLYING", itemsProcessed: 2, planned: 5 }]);
    await db().syncRun.update({
      where: { id },
      data: { status: "FAILED", outcome: "FAILED", phase: "DONE", endTime: new Date(), errorCode: "graph-unavailable" },
    });
    const ended = await getPulse(viewer);
    expect(ended.running).toEqual([]);
    expect(begun.mark).not.toBe(before);
    expect(going.mark).toBe(begun.mark);
    expect(ended.mark).not.toBe(begun.mark);
  });

  it("names what failed, drifted, does not answer, or soon may not", async () => {
    const table = await db().databaseTable.findUniqueOrThrow({
      where: { id: stored.tableId },
      include: { columns: true },
    });
    const mapped = await db().fieldMapping.findFirstOrThrow({ where: { syncDefId: stored.definitionId } });
    const column = table.columns.find(({ id }) => id === mapped.sourceColumnId);
    await db().driftFinding.create({
      data: {
        tableId: table.id,
        columnId: column?.id ?? null,
        columnName: column?.columnName ?? null,
        databaseInstanceId: stored.instanceId,
        kind: "COLUMN_REMOVED",
      },
    });
    const findings = [
      { id: "sign-in", level: "error", title: "The password was refused." },
      { id: "tls", level: "warning", title: "Not encrypted." },
    ];
    const verification = { checkedAt: new Date().toISOString(), findings };
    await db().databaseInstance.update({ where: { id: stored.instanceId }, data: { verification } });
    await db().sharepointConnection.updateMany({ data: { credentialExpiresAt: hoursAgo(-48) } });
    const { attention, page } = await health();
    expect(page.rows.map(({ name, state }) => [name, state])).toEqual([["Things", "failed"]]);
    expect(attention.map(({ kind, title }) => [kind, title])).toEqual([
      ["failed", "Things"],
      ["drift", "Things"],
      ["connection", "Things, main"],
      ["credential", "Things tenant"],
    ]);
    expect(attention[2]?.sentence).toBe("The last test failed: The password was refused.");
    // One that is switched off on purpose is no news.
    await db().databaseInstance.update({ where: { id: stored.instanceId }, data: { status: "DISABLED" } });
    await db().sharepointConnection.updateMany({ data: { status: "DISABLED" } });
    expect((await health()).attention.map(({ kind }) => kind)).toEqual(["failed", "drift"]);
  });
});
