import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { getAbout } from "@/lib/features/installation/queries";
import { discoverSiteJob } from "@/lib/jobs/definitions/discover-site";
import { closeQueue, configureQueue, enqueue } from "@/lib/jobs/queue";
import { takeLease } from "@/lib/sync/lease";
import { forgetWorker, noteAlive, type WorkerFacts } from "@/lib/sync/worker-registry";
import { getFleet } from "./queries";

const viewer: Context = { actor: { kind: "person", userId: "u", name: "V", roles: ["Viewer"] }, requestId: "r" };
const facts = (name: string): WorkerFacts => ({
  name,
  host: "host-1",
  processId: 7,
  version: "1.2.3",
  nodeVersion: "20.0.0",
  runsAtOnce: 4,
  keyIds: ["k"],
});

let metastore: TestDatabase;

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

describe("workers", () => {
  it("are told as alive while they say so, with what they hold, and are gone when they end", async () => {
    const { definitionId } = await storeDefinition(db(), "Held");
    await noteAlive(facts("w-1"));
    await noteAlive(facts("w-2"));
    const lease = await takeLease(definitionId, "w-1", { leaseMs: 60_000, heartbeatMs: 30_000, requestTimeoutMs: 1 });
    const { workers } = await getFleet(viewer);
    expect(workers.map(({ name, isAlive, holds }) => [name, isAlive, holds.map((each) => each.name)])).toEqual([
      ["w-1", true, ["Held"]],
      ["w-2", true, []],
    ]);
    await lease?.release();
    await forgetWorker("w-1");
    await forgetWorker("w-2");
    expect((await getFleet(viewer)).workers).toEqual([]);
  });

  it("that fall silent are told as silent by the metastore's clock, and come back by a word", async () => {
    await noteAlive(facts("w-3"));
    const since = (await getFleet(viewer)).workers[0]?.startedAt;
    await db().$executeRaw`UPDATE workers SET expires_at = clock_timestamp() - interval '1 second'`;
    expect((await getFleet(viewer)).workers).toMatchObject([{ name: "w-3", isAlive: false }]);
    await noteAlive(facts("w-3"));
    expect((await getFleet(viewer)).workers).toMatchObject([{ name: "w-3", isAlive: true, startedAt: since }]);
  });

  it("silent for a day are forgotten by the next that says a word", async () => {
    await db().$executeRaw`UPDATE workers SET expires_at = clock_timestamp() - interval '25 hours' WHERE name = 'w-3'`;
    await noteAlive(facts("w-4"));
    expect((await getFleet(viewer)).workers.map(({ name }) => name)).toEqual(["w-4"]);
  });
});

describe("queues", () => {
  it("are counted by state, with the age of what waits longest", async () => {
    await db().$transaction((tx) => enqueue(tx, discoverSiteJob, { siteId: crypto.randomUUID() }));
    await db().$transaction((tx) => enqueue(tx, discoverSiteJob, { siteId: crypto.randomUUID() }));
    const later = { startAfter: new Date(Date.now() + 3_600_000) };
    await db().$transaction((tx) => enqueue(tx, discoverSiteJob, { siteId: crypto.randomUUID() }, later));
    await db().$executeRaw`
      UPDATE pgboss.job SET start_after = now() - interval '5 minutes' WHERE id = (SELECT id FROM pgboss.job WHERE start_after <= now() LIMIT 1)`;
    const { queues } = await getFleet(viewer);
    const discoveries = queues.find(({ name }) => name === "discover-site");
    expect(discoveries).toMatchObject({ waiting: 2, later: 1, active: 0, failed: 0 });
    expect(discoveries?.oldestSeconds).toBeGreaterThanOrEqual(300);
    expect(discoveries?.oldestSeconds).toBeLessThan(360);
    expect(queues.find(({ name }) => name === "match-list")).toMatchObject({ waiting: 0, oldestSeconds: null });
  });
});

describe("the installation", () => {
  it("tells the versions that work together", async () => {
    const about = await getAbout(viewer);
    expect(about).toMatchObject({ version: "0.1.0", nodeVersion: process.versions.node, mark: null });
    expect(about.postgresVersion).toMatch(/^\d+/);
    expect(about.metastoreBytes).toBeGreaterThan(1_000_000);
    expect(about.lastMigration).toMatch(/^\d{14}_/);
  });
});
