import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import type { Halt } from "@/lib/engine/guard";
import { getDefinition } from "@/lib/features/syncs/queries";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { haltRun } from "@/lib/sync/halt";
import { approveRun, planRun, startRun } from "./mutations";
import { getLiveRun } from "./queries";

const person = (role: "Steward" | "Admin"): Context => ({
  actor: { kind: "person", userId: "u", name: `A ${role}`, roles: [role] },
  requestId: "test",
});

describe("approving a halted plan", () => {
  let database: TestDatabase;
  let definitionId: string;
  let runId: string;
  let count = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    configureDatabase(database.url);
    configureQueue(database.url);
  });
  afterAll(async () => {
    await closeQueue();
    await closeDatabase();
    await database.drop();
  });

  const halted = async (approver: Halt["approver"]) => {
    ({ definitionId } = await storeDefinition(db(), `Approve ${++count}`));
    const run = await db().syncRun.create({
      data: { syncDefId: definitionId, runType: "PUSH", requestedBy: "test", decidedAt: new Date() },
    });
    runId = run.id;
    await db().syncOperation.create({
      data: {
        syncRunId: runId,
        syncDefId: definitionId,
        seq: 1,
        side: "LIST",
        kind: "DELETE",
        sourceIdentity: "id=1",
        sourceIdentityHash: "1".repeat(64),
        spListId: "list",
        spItemId: 1,
        intended: {},
        contentHash: "2".repeat(64),
        cause: "source-delete",
      },
    });
    const finding = {
      guard: "mostDeletes",
      found: 20,
      limit: 10,
      of: 60,
      field: null,
      value: null,
      samples: [],
    } as const;
    await inTransaction((tx) =>
      haltRun(tx, { runId, definitionId, mappingVersion: 1 }, { findings: [finding], approver }),
    );
  };
  const run = () => db().syncRun.findUniqueOrThrow({ where: { id: runId }, include: { syncDefinition: true } });
  const approve = (role: "Steward" | "Admin" = "Steward") => approveRun(person(role), { runId });
  const isDead = { code: "plan-dead" };

  beforeEach(() => halted("Steward"));

  it("lets the run go on with its plan, once, and is in the audit trail and the story", async () => {
    await approve();
    expect(await run()).toMatchObject({
      status: "RUNNING",
      outcome: null,
      phase: "QUEUED",
      endTime: null,
      approvedBy: "A Steward",
      syncDefinition: { haltedCode: null },
    });
    expect((await run()).decidedAt).not.toBeNull();
    expect(await db().auditEvent.findFirst({ where: { targetId: runId } })).toMatchObject({
      action: "run.approved",
      after: { findings: ["20 of 60 items would be deleted or marked as gone; 10 are allowed."] },
    });
    expect(await db().syncEvent.count({ where: { syncRunId: runId, eventType: "approved" } })).toBe(1);
    await expect(approve()).rejects.toMatchObject(isDead);
  });

  it("shows the definition as halted until the plan is approved, and as behind once a person ended the halt", async () => {
    const state = async () => (await getDefinition(person("Steward"), { definitionId })).state;
    expect(await state()).toBe("halted");
    await db().syncDefinition.update({ where: { id: definitionId }, data: { haltedCode: null } });
    expect(await state()).toBe("behind");
    await approve();
    expect(await state()).toBe("running");
  });

  it("takes an administrator where more than half would be deleted", async () => {
    await halted("Admin");
    await expect(approve("Steward")).rejects.toMatchObject({ code: "not-allowed" });
    await approve("Admin");
    expect((await run()).approvedBy).toBe("A Admin");
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      "it is older than a day",
      () => db().syncRun.update({ where: { id: runId }, data: { endTime: new Date(Date.now() - 25 * 3_600_000) } }),
    ],
    ["a newer run exists", () => startRun(person("Steward"), { definitionId })],
    ["a newer dry run exists", () => planRun(person("Steward"), { definitionId })],
    [
      "the mapping changed",
      () => db().syncDefinition.update({ where: { id: definitionId }, data: { mappingVersion: 2 } }),
    ],
    [
      "the rule for rows that leave changed, by which it would delete",
      () => db().syncDefinition.update({ where: { id: definitionId }, data: { onSourceDelete: "DELETE" } }),
    ],
    [
      "rows and items were matched anew",
      () =>
        db().syncMatch.create({
          data: {
            syncDefId: definitionId,
            purpose: "REBUILD",
            state: "CONFIRMED",
            mappingVersion: 1,
            requestedBy: "test",
            confirmedAt: new Date(Date.now() + 1_000),
          },
        }),
    ],
    [
      "its operations are others",
      () => db().syncOperation.updateMany({ where: { syncRunId: runId }, data: { spItemId: 2 } }),
    ],
    [
      "the definition is paused",
      () => db().syncDefinition.update({ where: { id: definitionId }, data: { isEnabled: false } }),
    ],
  ])("is too late when %s", async (_, change) => {
    await change();
    await expect(approve()).rejects.toMatchObject(isDead);
    expect(await run()).toMatchObject({ outcome: "HALTED", approvedAt: null });
  });

  it("is not offered once the rules by which it would delete have changed, and again when they are back", async () => {
    const closed = async () => (await getLiveRun(person("Steward"), { runId })).halt?.closed;
    const keepOrDelete = (onSourceDelete: "KEEP" | "DELETE") =>
      db().syncDefinition.update({ where: { id: definitionId }, data: { onSourceDelete } });
    const { onSourceDelete: planned } = await db().syncDefinition.findUniqueOrThrow({ where: { id: definitionId } });
    expect(planned).toBe("KEEP");
    expect(await closed()).toBeNull();
    await keepOrDelete("DELETE");
    expect(await closed()).toContain("rules of rows that leave");
    await keepOrDelete("KEEP");
    expect(await closed()).toBeNull();
    await approve();
  });

  it("a dry run and a run do not stand for each other", async () => {
    const planned = await planRun(person("Steward"), { definitionId });
    expect(await planRun(person("Steward"), { definitionId })).toEqual(planned);
    await expect(startRun(person("Steward"), { definitionId })).rejects.toMatchObject({ code: "in-use" });
    expect(await db().syncRun.findUnique({ where: { id: planned.runId } })).toMatchObject({ purpose: "PLAN" });
  });
});
