import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admin, as, type DatabaseWorld, startDatabaseWorld } from "@/e2e/support/database-world";
import { db } from "@/lib/db/client";
import { introspectDatabase } from "@/lib/sync/introspect-database";
import { requestIntrospection, setDatabaseStatus, setInstanceStatus } from "./mutations";
import { getIntrospection, listIntrospections } from "./queries";
import { introspectionFilter } from "./schema";

let world: DatabaseWorld;
beforeAll(async () => {
  world = await startDatabaseWorld();
});
afterAll(() => world?.stop());

const newDatabase = () => world.newDatabase();
const newInstance = (databaseId: string, change?: object) => world.newInstance(databaseId, change);

describe("asking for an introspection", () => {
  const jobs = () => db().$queryRaw<{ id: string }[]>`
    SELECT data->>'introspectionRunId' AS id FROM pgboss.job WHERE name = 'introspect-database'`;

  it("makes the run, its job and its audit row together, and is worked to its end", async () => {
    const databaseId = await newDatabase();
    await newInstance(databaseId);
    const { introspectionRunId, alreadyRunning } = await requestIntrospection(as("Steward"), { databaseId });
    expect(alreadyRunning).toBe(false);
    expect((await jobs()).map((job) => job.id)).toContain(introspectionRunId);
    expect(await getIntrospection(admin, { introspectionRunId })).toMatchObject({
      state: "running",
      requestedBy: "Ada",
    });
    await introspectDatabase({ introspectionRunId, signal: new AbortController().signal });
    expect(await getIntrospection(admin, { introspectionRunId })).toMatchObject({ state: "succeeded", phase: null });
    const { rows } = await listIntrospections(admin, introspectionFilter.parse({ databaseId }));
    expect(rows.map((row) => row.id)).toEqual([introspectionRunId]);
  });

  it("gives many who ask at once the same run", async () => {
    const databaseId = await newDatabase();
    await newInstance(databaseId);
    const before = (await jobs()).length;
    const asked = await Promise.all(Array.from({ length: 5 }, () => requestIntrospection(admin, { databaseId })));
    expect(new Set(asked.map((each) => each.introspectionRunId)).size).toBe(1);
    expect((await jobs()).length).toBe(before + 1);
  });

  it("ends a run whose worker fell silent, and starts anew", async () => {
    const databaseId = await newDatabase();
    await newInstance(databaseId);
    const first = await requestIntrospection(admin, { databaseId });
    await db()
      .$executeRaw`UPDATE introspection_runs SET started_at = now() - interval '1 day' WHERE id = ${first.introspectionRunId}::uuid`;
    const second = await requestIntrospection(admin, { databaseId });
    expect(second).toMatchObject({ alreadyRunning: false });
    expect(await getIntrospection(admin, first)).toMatchObject({ state: "failed", errorCode: "unexpected" });
  });

  it("chooses the primary before the secondary, then the lower priority, among those that are valid now", async () => {
    const databaseId = await newDatabase();
    await newInstance(databaseId, { instanceLabel: "secondary", role: "SECONDARY" });
    await newInstance(databaseId, { instanceLabel: "past", validTo: new Date(Date.now() - 1_000) });
    await newInstance(databaseId, { instanceLabel: "second", priority: 2 });
    const best = await newInstance(databaseId, { instanceLabel: "first", priority: 1 });
    const { introspectionRunId } = await requestIntrospection(admin, { databaseId });
    expect(await getIntrospection(admin, { introspectionRunId })).toMatchObject({ instanceId: best });
  });

  it("is refused without an instance, and while the database is switched off", async () => {
    const databaseId = await newDatabase();
    await expect(requestIntrospection(admin, { databaseId })).rejects.toMatchObject({ code: "no-instance" });
    const instanceId = await newInstance(databaseId);
    await setInstanceStatus(admin, { instanceId, status: "DISABLED" });
    await expect(requestIntrospection(admin, { databaseId })).rejects.toMatchObject({ code: "no-instance" });
    await setDatabaseStatus(admin, { databaseId, status: "DISABLED" });
    await expect(requestIntrospection(admin, { databaseId })).rejects.toMatchObject({ code: "parent-paused" });
  });
});
