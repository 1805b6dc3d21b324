import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { type StoredIds, storeDefinition } from "@/e2e/support/stored-definition";
import type { Context, Role } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { sweepHistory } from "@/worker/handlers/sweep-history";
import { setRetention } from "./mutations";
import { getRetention } from "./queries";
import { setRetentionInput } from "./schema";

const as = (role: Role): Context => ({
  actor: { kind: "person", userId: "u", name: role, roles: [role] },
  requestId: "r",
});
const forGood = { keepOperationsDays: 90, keepEventsDays: null, keepSnapshotsDays: null, keepMetricsDays: null };
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

let metastore: TestDatabase;
let ids: StoredIds;

beforeAll(async () => {
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  ids = await storeDefinition(db(), "Old");
  for (const ended of [100, 40, 5]) {
    await db().syncRun.create({
      data: {
        syncDefId: ids.definitionId,
        runType: "PUSH",
        requestedBy: "test",
        status: "COMPLETED",
        phase: "DONE",
        outcome: "SUCCEEDED",
        startTime: daysAgo(ended),
        endTime: daysAgo(ended),
        events: { create: { severity: "INFO", eventType: "completed", message: `${ended}` } },
      },
    });
  }
  const of = { tableId: ids.tableId, databaseInstanceId: ids.instanceId };
  for (const age of [400, 300, 200, 100]) {
    const capturedAt = daysAgo(age);
    await db().schemaSnapshot.create({ data: { ...of, capturedAt, columns: [], constraints: [], indexes: [] } });
    await db().sourceTableMetric.create({ data: { ...of, capturedAt, rowCount: BigInt(age) } });
  }
});

afterAll(async () => {
  await closeDatabase();
  await metastore?.drop();
});

beforeEach(() => setRetention(as("Admin"), forGood));

const stories = async () => (await db().syncEvent.findMany({ orderBy: { seq: "asc" } })).map(({ message }) => message);

describe("history", () => {
  it("is kept for good unless an administrator says otherwise", async () => {
    expect(await sweepHistory()).toEqual({ operations: 0, events: 0, snapshots: 0, metrics: 0 });
    expect(await stories()).toEqual(["100", "40", "5"]);
    expect(await getRetention(as("Viewer"))).toMatchObject([
      { kind: "keepOperationsDays", days: 90 },
      { kind: "keepEventsDays", days: null },
      { kind: "keepSnapshotsDays", days: null },
      { kind: "keepMetricsDays", days: null },
    ]);
  });

  it("vanishes when it is older than the setting, and the runs stay", async () => {
    await setRetention(as("Admin"), { ...forGood, keepEventsDays: 30 });
    expect(await sweepHistory()).toMatchObject({ events: 2 });
    expect(await stories()).toEqual(["5"]);
    expect(await db().syncRun.count()).toBe(3);
    expect(await sweepHistory()).toMatchObject({ events: 0 });
  });

  it("of a table keeps its newest two snapshots and counts, however old", async () => {
    await setRetention(as("Admin"), { ...forGood, keepSnapshotsDays: 50, keepMetricsDays: 250 });
    expect(await sweepHistory()).toMatchObject({ snapshots: 2, metrics: 2 });
    const left = await db().sourceTableMetric.findMany({ orderBy: { capturedAt: "desc" } });
    expect(left.map(({ rowCount }) => Number(rowCount))).toEqual([100, 200]);
    expect(await db().schemaSnapshot.count()).toBe(2);
    expect(await sweepHistory()).toMatchObject({ snapshots: 0, metrics: 0 });
  });
});

describe("the setting", () => {
  it("has bounds, and an empty box means for good", () => {
    expect(setRetentionInput.parse({ ...forGood, keepEventsDays: "" })).toEqual(forGood);
    expect(setRetentionInput.parse({ keepOperationsDays: "7" })).toEqual({ ...forGood, keepOperationsDays: 7 });
    for (const keepOperationsDays of [0, 3_651, 1.5, "", null, "x"])
      expect(setRetentionInput.safeParse({ ...forGood, keepOperationsDays }).success).toBe(false);
    for (const keepEventsDays of [0, 3_651, -1])
      expect(setRetentionInput.safeParse({ ...forGood, keepEventsDays }).success).toBe(false);
  });

  it("is changed by administrators only and told with before and after, once", async () => {
    await db().auditEvent.deleteMany();
    await expect(setRetention(as("Steward"), forGood)).rejects.toMatchObject({ code: "not-allowed" });
    await setRetention(as("Admin"), { ...forGood, keepOperationsDays: 30 });
    await setRetention(as("Admin"), { ...forGood, keepOperationsDays: 30 });
    expect(await db().auditEvent.findMany()).toMatchObject([
      { action: "installation.retention-changed", before: forGood, after: { ...forGood, keepOperationsDays: 30 } },
    ]);
  });
});
