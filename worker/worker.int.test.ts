import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { createPrisma, type Db } from "@/lib/db/client";
import { introspectDatabaseJob } from "@/lib/jobs/definitions/introspect-database";
import { runDefinitionJob } from "@/lib/jobs/definitions/run-definition";
import { closeQueue, configureQueue, enqueue } from "@/lib/jobs/queue";
import { type RunningProcess, startNodeProcess } from "./processes/spawn-process";
import { waitUntilReady } from "./processes/wait-until-ready";
import { type StandInProject, standInProject } from "./testing/stand-in-project";

const key = randomBytes(32).toString("base64");

let project: StandInProject;
let database: TestDatabase;
let db: Db;
let started: RunningProcess[];

beforeAll(() => {
  project = standInProject("worker");
});
afterAll(() => project.remove());

beforeEach(async () => {
  database = await createTestDatabase();
  db = createPrisma(database.url);
  configureQueue(database.url);
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map((running) => running.stop(2_000)));
  await closeQueue();
  await db.$disconnect();
  await database.drop();
});

/** The real worker as it is shipped, with the given settings added to those it needs. */
function startWorker(env: Record<string, string> = {}): RunningProcess {
  const running = startNodeProcess({
    name: "worker",
    args: ["--enable-source-maps", project.program("worker")],
    env: { DATABASE_URL: database.url, SYNCBRIDGE_SECRET_KEY: key, LOG_LEVEL: "info", ...env },
  });
  started.push(running);
  return running;
}

async function readyWorker(): Promise<RunningProcess> {
  const worker = startWorker();
  await waitUntilReady(worker, worker.isReady);
  return worker;
}

async function statesOf(name: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ state: string }[]>`SELECT state::text FROM pgboss.job WHERE name = ${name}`;
  return rows.map((row) => row.state);
}

test("the worker says when it is ready, works a job and ends in order when asked", async () => {
  const worker = await readyWorker();
  expect(worker.lastLines()).toContain('"msg":"worker ready"');
  await enqueue(db, runDefinitionJob, { definitionId: randomUUID() });
  await expect.poll(() => statesOf("run-definition")).toEqual(["completed"]);
  expect(await worker.stop(12_000)).toEqual({ code: 0, signal: null });
  expect(worker.lastLines()).toContain('"msg":"worker stopped"');
});

test("two workers may start at once on a metastore that was never used", async () => {
  const workers = await Promise.all([readyWorker(), readyWorker(), readyWorker()]);
  const exits = await Promise.all(workers.map((worker) => worker.stop(12_000)));
  expect(exits).toEqual(Array.from({ length: 3 }, () => ({ code: 0, signal: null })));
});

test("a second signal ends the worker at once", async () => {
  const worker = await readyWorker();
  // A locked queue keeps the orderly stop waiting.
  const lock = new pg.Client({ connectionString: database.url });
  await lock.connect();
  await lock.query("BEGIN; LOCK TABLE pgboss.job IN ACCESS EXCLUSIVE MODE");
  await enqueueBlindly();
  process.kill(worker.pid ?? 0, "SIGTERM");
  await expect.poll(() => worker.lastLines()).toContain('"msg":"worker stops"');
  process.kill(worker.pid ?? 0, "SIGTERM");
  const exit = await worker.exited;
  await lock.end();
  expect(exit).toEqual({ code: 1, signal: null });
});

/** Notifies the pollers, so that their fetch runs into the lock. */
async function enqueueBlindly(): Promise<void> {
  await db.$executeRaw`
    SELECT pg_notify('pgboss_' || left(encode(sha224('pgboss'::bytea), 'hex'), 24), 'introspect-database')`;
}

test("an outage of the metastore does not end the worker", async () => {
  const worker = await readyWorker();
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  for (let round = 0; round < 3; round += 1) {
    await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
  }
  await admin.end();
  await expect
    .poll(() => enqueue(db, introspectDatabaseJob, { introspectionRunId: randomUUID() }).then(() => "sent", String))
    .toBe("sent");
  await expect.poll(() => statesOf("introspect-database")).not.toEqual(["created"]);
  expect(worker.exit()).toBeUndefined();
});

test.each([
  [{ DATABASE_URL: "mysql://localhost/x" }, /^Setting DATABASE_URL must look like postgresql:[^\n]*$/],
  [{ DATABASE_URL: "" }, /^Setting DATABASE_URL is missing\.[^\n]*$/],
  [{ SYNCBRIDGE_SECRET_KEY: "" }, /^Setting SYNCBRIDGE_SECRET_KEY is missing\.[^\n]*$/],
  [{ SYNCBRIDGE_SECRET_KEY: "short" }, /^Setting SYNCBRIDGE_SECRET_KEY must be 32 random bytes[^\n]*$/],
  [{ SYNCBRIDGE_WORKER_RUNS: "many" }, /^Setting SYNCBRIDGE_WORKER_RUNS [^\n]*$/],
  [{ DATABASE_URL: "postgresql://app:app@127.0.0.1:1/app" }, /^No usable PostgreSQL at 127\.0\.0\.1:1[^\n]*$/],
])("with %j it ends with one readable line", async (env, sentence) => {
  const worker = startWorker(env);
  expect(await worker.exited).toEqual({ code: 1, signal: null });
  await expect.poll(() => worker.lastLines()).toMatch(sentence);
});
