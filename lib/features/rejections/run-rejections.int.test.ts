import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { MetastoreWorld, rows } from "@/e2e/support/metastore-world";
import type { Context, Role } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { diedIn } from "@/lib/engine/testing/crash";
import { getLiveRun } from "@/lib/features/runs/queries";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { removeOldEvents } from "@/lib/sync/retention";
import { retryRunRows } from "./mutations";
import { listRejections, listRunRejections } from "./queries";

const as = (role: Role): Context => ({
  actor: { kind: "person", userId: "u", name: "Ada", roles: [role] },
  requestId: "r",
});
const steward = as("Steward");

describe("what a run rejected", () => {
  let metastore: TestDatabase;
  let world: MetastoreWorld;

  beforeAll(async () => {
    metastore = await createTestDatabase();
    configureDatabase(metastore.url);
    configureQueue(metastore.url);
  });
  beforeEach(async () => {
    world = await MetastoreWorld.begin(db());
    world.source.rows = [
      ...rows(3),
      ...[4, 5, 6, 7].map((id) => ({ id: String(id), name: "long ".repeat(9), amount: "1" })),
      { id: "8", name: "x", amount: "no number" },
    ];
  });
  afterAll(async () => {
    await closeQueue();
    await closeDatabase();
    await metastore?.drop();
  });

  const groupsOf = async (runId: string, who = steward) => (await listRunRejections(who, { runId })).groups;

  it("is told by cause with cure, columns and a few rows, as often as the run counted it", async () => {
    const { id, rowsRejected } = await world.slice();
    const groups = await groupsOf(id);
    expect(groups).toMatchObject([
      {
        code: "text-too-long",
        title: "The text is too long for the column.",
        rows: 4,
        fields: [{ name: "name", rows: 4, mappingId: world.field("name") }],
        hasOperations: false,
        open: 4,
        waiting: 0,
        nextRetryAt: null,
      },
      { code: "number-invalid", rows: 1, open: 1 },
    ]);
    expect(groups[0]?.samples).toHaveLength(3);
    expect(groups[0]?.samples[0]).toMatchObject({ identity: "id=4", itemId: null });
    expect(groups.reduce((sum, group) => sum + group.rows, 0)).toBe(Number(rowsRejected));
  });

  it("stays with the run when a later one meets the rows again, which then are that one's to retry", async () => {
    const first = await world.slice();
    const second = await world.slice();
    expect((await groupsOf(first.id)).map(({ rows: count, open }) => [count, open])).toEqual([
      [4, 0],
      [1, 0],
    ]);
    expect((await groupsOf(second.id)).map(({ rows: count, open }) => [count, open])).toEqual([
      [4, 4],
      [1, 1],
    ]);
  });

  it("is counted once though the reading dies and begins anew", async () => {
    for (let left = 0; left < 6; left++) {
      world = await MetastoreWorld.begin(db());
      world.source.rows = [...rows(3), { id: "8", name: "x", amount: "no number" }];
      await diedIn(world.slice({ left, after: true }));
      const run = await world.slice();
      expect((await groupsOf(run.id)).map(({ rows: count }) => count)).toEqual([1]);
    }
  });

  it("names the items of rows that have some", async () => {
    world.source.rows = rows(2);
    await world.slice();
    world.source.rows = [{ id: "1", name: "long ".repeat(9), amount: "1" }, ...rows(2).slice(1)];
    const { id } = await world.slice();
    const entry = await db().syncLedgerEntry.findFirstOrThrow({
      where: { syncDefId: world.ids.definitionId, sourceIdentity: "id=1" },
    });
    expect((await groupsOf(id))[0]?.samples).toMatchObject([{ identity: "id=1", itemId: entry.spItemId }]);
  });

  it("is told of a dry run too, which keeps no rejection", async () => {
    world.isPlanned = true;
    const { id } = await world.slice();
    expect((await groupsOf(id)).map(({ code, rows: count, open }) => [code, count, open])).toEqual([
      ["text-too-long", 4, 0],
      ["number-invalid", 1, 0],
    ]);
    expect(await db().syncRejection.count({ where: { syncDefId: world.ids.definitionId } })).toBe(0);
  });

  it("shows viewers causes and counts, and no row", async () => {
    const { id } = await world.slice();
    const groups = await groupsOf(id, as("Viewer"));
    expect(groups.map(({ rows: count, samples }) => [count, samples])).toEqual([
      [4, []],
      [1, []],
    ]);
    expect(JSON.stringify(groups)).not.toContain("id=");
    await expect(listRunRejections(steward, { runId: crypto.randomUUID() })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("narrows the open rejections to those that the run met last", async () => {
    const { definitionId } = world.ids;
    const first = await world.slice();
    const second = await world.slice();
    const of = async (runId: string) => (await listRejections(steward, { definitionId, runId, limit: 50 })).rows.length;
    expect([await of(first.id), await of(second.id)]).toEqual([0, 5]);
  });

  it("leaves the story to what happened, and goes with it", async () => {
    const { id } = await world.slice();
    const { events } = await getLiveRun(steward, { runId: id });
    expect(events.map(({ type }) => type)).toEqual([...Array<string>(5).fill("rejected"), "decided", "completed"]);
    await db().syncRun.update({ where: { id }, data: { endTime: new Date("2020-01-01") } });
    await removeOldEvents(30, db());
    expect(await groupsOf(id)).toEqual([]);
  });

  describe("and is tried again", () => {
    const code = "text-too-long";
    const open = (runId: string) => db().syncRun.findUniqueOrThrow({ where: { id: runId } });

    it("by a run that begins at once, with a line in the audit trail", async () => {
      const { id: runId } = await world.slice();
      const retried = await retryRunRows(steward, { runId, code });
      expect(retried).toMatchObject({ rows: 4, run: { isUnderWay: false } });
      expect(await open(retried.run?.id ?? "")).toMatchObject({ status: "RUNNING", requestedBy: "Ada" });
      const audit = await db().auditEvent.findMany({ where: { targetId: world.ids.definitionId } });
      expect(audit).toMatchObject([{ action: "sync.rejections-retried", after: { rows: 4, code, runId } }]);
      expect(await retryRunRows(steward, { runId, code })).toMatchObject({ run: { isUnderWay: true } });
    });

    it("without waiting for the time of what Graph refused, and only of this cause", async () => {
      const { id: runId } = await world.slice();
      const { definitionId: syncDefId } = world.ids;
      const nextRetryAt = new Date(Date.now() + 3_600_000);
      await db().syncRejection.updateMany({ where: { syncDefId }, data: { origin: "GRAPH", nextRetryAt } });
      expect((await groupsOf(runId))[0]).toMatchObject({ waiting: 4, nextRetryAt: nextRetryAt.toISOString() });
      await retryRunRows(steward, { runId, code });
      const waiting = await db().syncRejection.findMany({ where: { syncDefId, nextRetryAt: { gt: new Date() } } });
      expect(waiting.map((row) => row.code)).toEqual(["number-invalid"]);
    });

    it("never where nothing of it is rejected any more", async () => {
      const { id: runId } = await world.slice();
      await world.slice();
      expect(await retryRunRows(steward, { runId, code })).toEqual({ rows: 0, run: null });
      expect(await db().syncRun.count({ where: { syncDefId: world.ids.definitionId, status: "RUNNING" } })).toBe(0);
    });

    it("is refused to viewers, of paused syncs, and of runs that are none", async () => {
      const { id: runId } = await world.slice();
      await expect(retryRunRows(as("Viewer"), { runId, code })).rejects.toMatchObject({ code: "not-allowed" });
      await db().syncDefinition.update({ where: { id: world.ids.definitionId }, data: { isEnabled: false } });
      await expect(retryRunRows(steward, { runId, code })).rejects.toMatchObject({ code: "definition-incomplete" });
      expect(await db().auditEvent.count({ where: { targetId: world.ids.definitionId } })).toBe(0);
      const unknown = retryRunRows(steward, { runId: crypto.randomUUID(), code });
      await expect(unknown).rejects.toMatchObject({ code: "not-found" });
    });
  });
});
