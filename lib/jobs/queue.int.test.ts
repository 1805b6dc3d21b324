import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { createPrisma, type Db } from "@/lib/db/client";
import { introspectDatabaseJob } from "./definitions/introspect-database";
import { runDefinitionJob } from "./definitions/run-definition";
import { closeQueue, configureQueue, enqueue } from "./queue";
import { startWorkQueue, type WorkQueue } from "./work-queue";

interface StoredJob {
  readonly state: string;
  readonly waitsSeconds: number;
  readonly output: { readonly message?: string } | null;
}

let database: TestDatabase;
let db: Db;
let workers: WorkQueue[];
const definitionId = randomUUID();

beforeEach(async () => {
  database = await createTestDatabase();
  db = createPrisma(database.url);
  configureQueue(database.url);
  workers = [];
});

afterEach(async () => {
  for (const worker of workers) await worker.stop(1_000);
  await closeQueue();
  await db.$disconnect();
  await database.drop();
});

async function startWorker(): Promise<WorkQueue> {
  const worker = await startWorkQueue({ url: database.url, name: `test-${workers.length}` });
  workers.push(worker);
  return worker;
}

function storedJobs(name: string): Promise<StoredJob[]> {
  return db.$queryRaw<StoredJob[]>`
    SELECT state::text, extract(epoch FROM start_after - now())::float8 AS "waitsSeconds", output
    FROM pgboss.job WHERE name = ${name} ORDER BY created_on`;
}

const inAnHour = () => new Date(Date.now() + 3_600_000);

test("a job lives and dies with the transaction of its change", async () => {
  const failed = db.$transaction(async (tx) => {
    await enqueue(tx, runDefinitionJob, { definitionId });
    throw new Error("the change failed");
  });
  await expect(failed).rejects.toThrow("the change failed");
  expect(await storedJobs("run-definition")).toEqual([]);

  await db.$transaction((tx) => enqueue(tx, runDefinitionJob, { definitionId }));
  expect(await storedJobs("run-definition")).toMatchObject([{ state: "created" }]);
});

test("a payload that the definition refuses is never stored", async () => {
  await expect(enqueue(db, runDefinitionJob, { definitionId: "none" })).rejects.toThrow("Invalid UUID");
  expect(await storedJobs("run-definition")).toEqual([]);
});

test("one definition has one waiting wake-up, and the earliest time asked for wins", async () => {
  await enqueue(db, runDefinitionJob, { definitionId }, { startAfter: new Date(Date.now() + 7_200_000) });
  await enqueue(db, runDefinitionJob, { definitionId }, { startAfter: inAnHour() });
  const [earlier, ...none] = await storedJobs("run-definition");
  expect(none).toEqual([]);
  expect(earlier?.waitsSeconds).toBeLessThan(3_601);

  await enqueue(db, runDefinitionJob, { definitionId }, { startAfter: new Date(Date.now() + 7_200_000) });
  expect((await storedJobs("run-definition"))[0]?.waitsSeconds).toBeLessThan(3_601);

  await enqueue(db, runDefinitionJob, { definitionId });
  await enqueue(db, runDefinitionJob, { definitionId: randomUUID() });
  const jobs = await storedJobs("run-definition");
  expect(jobs).toHaveLength(2);
  for (const job of jobs) expect(job.waitsSeconds).toBeLessThanOrEqual(0);
});

test("a waiting wake-up is not worked before the change that wants it is committed", async () => {
  const seen: unknown[] = [];
  const worker = await startWorker();
  await enqueue(db, runDefinitionJob, { definitionId });
  await db.$transaction(async (tx) => {
    // The wake-up above is there already: this one joins it and must hold it back.
    await enqueue(tx, runDefinitionJob, { definitionId });
    await worker.work(runDefinitionJob, 1, async () => {
      seen.push(await db.application.count({ where: { name: "made beside the wake-up" } }));
    });
    await sleep(500);
    expect(seen).toEqual([]);
    await tx.application.create({ data: { name: "made beside the wake-up" } });
  });
  await expect.poll(() => seen).toEqual([1]);
});

test("a wake-up asked for while one is worked makes another", async () => {
  let rounds = 0;
  const worker = await startWorker();
  await worker.work(runDefinitionJob, 1, async (payload) => {
    rounds += 1;
    if (rounds === 1) await enqueue(db, runDefinitionJob, payload);
  });
  await enqueue(db, runDefinitionJob, { definitionId });
  await expect.poll(() => rounds).toBe(2);
  await expect
    .poll(async () => (await storedJobs("run-definition")).map((job) => job.state))
    .toEqual(["completed", "completed"]);
});

test("a job whose time has not come waits for it", async () => {
  const startedAt: number[] = [];
  const worker = await startWorker();
  await worker.work(runDefinitionJob, 1, async () => {
    startedAt.push(Date.now());
  });
  const due = Date.now() + 1_500;
  await enqueue(db, runDefinitionJob, { definitionId }, { startAfter: new Date(due) });
  await expect.poll(() => startedAt.length).toBe(1);
  // The queue's clock is the server's; both are this machine's here.
  expect(startedAt[0]).toBeGreaterThanOrEqual(due - 50);
});

test("two workers that start at once on an empty metastore share the jobs, each worked once", async () => {
  const worked: string[] = [];
  const both = await Promise.all([startWorker(), startWorker(), enqueue(db, runDefinitionJob, { definitionId })]);
  const ids = Array.from({ length: 20 }, () => randomUUID());
  for (const worker of both.slice(0, 2) as WorkQueue[]) {
    await worker.work(introspectDatabaseJob, 2, async ({ introspectionRunId }) => {
      worked.push(introspectionRunId);
    });
  }
  await db.$transaction(async (tx) => {
    for (const introspectionRunId of ids) await enqueue(tx, introspectDatabaseJob, { introspectionRunId });
  });
  await expect.poll(() => worked.length).toBe(ids.length);
  expect(worked.toSorted()).toEqual(ids.toSorted());
});

test("a job that cannot be understood fails at once, for good, in words", async () => {
  const worker = await startWorker();
  await worker.work(introspectDatabaseJob, 1, async () => undefined);
  await db.$executeRaw`
    INSERT INTO pgboss.job (name, data, policy, retry_limit, singleton_key)
    VALUES ('introspect-database', '{"introspectionRunId": 7}', 'short', 5, 'odd')`;
  await expect.poll(() => storedJobs("introspect-database")).toMatchObject([{ state: "failed" }]);
  const [job] = await storedJobs("introspect-database");
  expect(job?.output?.message).toContain('The payload of job "introspect-database" cannot be used');
  expect(job?.output?.message).toContain("introspectionRunId");
});

test("a job that fails is tried again", async () => {
  let attempts = 0;
  const worker = await startWorker();
  await worker.work(introspectDatabaseJob, 1, async () => {
    attempts += 1;
    if (attempts === 1) throw new Error("the database is busy");
  });
  await enqueue(db, introspectDatabaseJob, { introspectionRunId: definitionId });
  await expect.poll(() => attempts).toBe(2);
});

test("stopping aborts what is worked and gives the job back", async () => {
  const worker = await startWorker();
  const reasons: unknown[] = [];
  await worker.work(runDefinitionJob, 1, async (_payload, signal) => {
    await sleep(60_000, undefined, { signal }).catch(() => reasons.push(signal.reason));
    signal.throwIfAborted();
  });
  await enqueue(db, runDefinitionJob, { definitionId });
  await expect.poll(async () => (await storedJobs("run-definition"))[0]?.state).toBe("active");
  await worker.stop(5_000);
  expect(reasons).toMatchObject([{ message: "The worker stops." }]);
  expect(await storedJobs("run-definition")).toMatchObject([
    { state: "retry", output: { message: "The worker stopped while the job was worked." } },
  ]);
});

test("the queue outlives a metastore that drops every connection", async () => {
  const worked: string[] = [];
  const worker = await startWorker();
  await worker.work(introspectDatabaseJob, 1, async ({ introspectionRunId }) => {
    worked.push(introspectionRunId);
  });
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await admin.end();
  await expect
    .poll(() => enqueue(db, introspectDatabaseJob, { introspectionRunId: definitionId }).then(() => "sent", String))
    .toBe("sent");
  await expect.poll(() => worked).toEqual([definitionId]);
});
