import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { patience } from "@/e2e/support/patience";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { startWireProxy } from "@/lib/connectors/postgres/testing/wire-proxy";
import { db } from "@/lib/db/client";
import { cancelRun, startRun } from "@/lib/features/runs/mutations";
import { setSchedule } from "@/lib/features/schedules/mutations";
import { continueRun, type SliceResult } from "./run-sync";

const never = new AbortController().signal;
const rows = 400;

describe("a run that is interrupted", () => {
  let stack: SyncStack;
  let instanceId: string;
  let port: number;

  beforeAll(async () => {
    stack = await startSyncStack();
    ({ id: instanceId, port } = await db().databaseInstance.findFirstOrThrow());
    // Each test changes all rows.
    await db().syncDefinition.updateMany({ data: { guards: { mostUpdates: { share: 1 } } } });
    await stack.source.query(
      "INSERT INTO things SELECT n, 'thing ' || n, n, repeat(md5(n::text), 100) FROM generate_series(1, $1) n",
      [rows],
    );
  });
  beforeEach(async () => {
    await stack.source.query("UPDATE things SET name = name || '.'");
  });
  afterEach(async () => {
    await stack.graph.sandbox.levers.clearFaults();
    // What Graph asked for holds for all runs of its application.
    await db().graphBudget.updateMany({ data: { pausedUntil: null } });
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const start = async () => (await startRun(commandLine, { definitionId: stack.definitionId })).runId;
  const slice = (): Promise<SliceResult> =>
    continueRun({ definitionId: stack.definitionId, holder: "test", signal: never });
  const work = async () => {
    for (let next = await slice(); next.state === "again"; next = await slice()) await sleep(next.startAfterMs);
  };
  const runOf = (id: string) => db().syncRun.findUniqueOrThrow({ where: { id } });
  const until = (what: () => Promise<unknown>) => vi.waitUntil(what, patience);
  /** No reading of the table gets through while another session holds it. */
  const whileLocked = async <T>(then: () => Promise<T>): Promise<T> => {
    const { user, password, host, port: at, database } = stack.source;
    const locker = new pg.Client({ user, password: password ?? undefined, host, port: at, database });
    await locker.connect();
    try {
      await locker.query("BEGIN");
      await locker.query("LOCK TABLE things IN ACCESS EXCLUSIVE MODE");
      return await then();
    } finally {
      await locker.end();
    }
  };
  const isAsked = async () =>
    (await stack.source.query("SELECT FROM pg_locks WHERE NOT granted AND relation = 'things'::regclass")).rowCount;
  const names = async () => {
    const items = await stack.graph.sandbox.levers.dump(stack.listName);
    return items.map(({ values }) => values.NameValue).sort();
  };
  const expectListEqualsTable = async () => {
    const { rows: table } = await stack.source.query<{ name: string }>("SELECT name FROM things");
    expect(await names()).toEqual(table.map(({ name }) => name).sort());
  };

  it("ends within seconds when it is cancelled while a long reading gets no answer", async () => {
    const runId = await start();
    await whileLocked(async () => {
      const worked = work();
      await until(isAsked);
      await cancelRun(commandLine, { runId });
      // The table stays locked until it has ended.
      await worked;
      expect(await runOf(runId)).toMatchObject({ outcome: "CANCELLED", decidedAt: null });
      // Nor does the server go on with it.
      await until(async () => !(await isAsked()));
    });
    await start();
    await work();
    await expectListEqualsTable();
  });

  it("ends at once when it is cancelled while it waits for the list, and its job does not sleep on", async () => {
    const answer = { kind: "answer", status: 429, headers: { "Retry-After": "300" } } as const;
    await stack.graph.sandbox.levers.addFault({ method: "PATCH", path: "/items/", where: "entry", action: answer });
    const worker = await stack.startWorker();
    const runId = await start();
    await until(async () => (await runOf(runId)).phase === "WAITING");
    await cancelRun(commandLine, { runId });
    await until(async () => (await runOf(runId)).outcome);
    expect(await runOf(runId)).toMatchObject({ outcome: "CANCELLED", waitingUntil: null });
    worker.signal("SIGTERM");
    await until(async () => worker.child.exitCode !== null);
  });

  it("reads anew from the next instance when the first one goes away in the middle, and writes each row once", async () => {
    const proxy = await startWireProxy({ host: "localhost", port });
    const main = await db().databaseInstance.update({ where: { id: instanceId }, data: { port: proxy.port } });
    const { id: _, verification: __, config, ...rest } = main;
    const other = await db().databaseInstance.create({
      data: { ...rest, config: config ?? {}, instanceLabel: "other", role: "SECONDARY", port },
    });
    await db().syncSource.create({
      data: { syncDefId: stack.definitionId, databaseInstanceId: other.id, role: "SECONDARY" },
    });
    await stack.source.query(
      "INSERT INTO things SELECT n, 'more ' || n, n, repeat(md5(n::text), 100) FROM generate_series(10001, 14000) n",
    );
    try {
      const runId = await start();
      // The second page of the reading finds the connection cut.
      await db().$executeRawUnsafe(`
        CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END $$`);
      await db().$executeRawUnsafe(
        "CREATE TRIGGER linger BEFORE UPDATE OF rows_read ON sync_runs FOR EACH ROW EXECUTE FUNCTION linger()",
      );
      const worked = work();
      await until(async () => Number((await runOf(runId)).rowsRead) > 0);
      await proxy.close();
      await worked;
      const ended = await db().syncRun.findUniqueOrThrow({ where: { id: runId }, include: { events: true } });
      expect(ended).toMatchObject({ outcome: "SUCCEEDED", rowsRead: BigInt(rows + 4_000), itemsFailed: 0 });
      const told = ended.events.map(({ eventType }) => eventType);
      expect(told).toEqual(expect.arrayContaining(["interrupted", "instance-failed"]));
      expect(ended.pendingCursor).toMatchObject({ instanceId: other.id });
      await expectListEqualsTable();
    } finally {
      await db().$executeRawUnsafe("DROP TRIGGER IF EXISTS linger ON sync_runs");
      await db().syncSource.deleteMany({ where: { databaseInstanceId: other.id } });
      await db().databaseInstance.update({ where: { id: instanceId }, data: { port } });
    }
  });

  it("is given back by a worker that is stopped in the middle of reading, and ended by the next", async () => {
    const first = await stack.startWorker();
    const runId = await whileLocked(async () => {
      const id = await start();
      await until(isAsked);
      first.signal("SIGTERM");
      // The table stays locked until it has ended.
      await until(async () => first.child.exitCode !== null);
      expect(first.child.exitCode).toBe(0);
      return id;
    });
    expect(await runOf(runId)).toMatchObject({ status: "RUNNING" });
    const second = await stack.startWorker();
    await until(async () => (await runOf(runId)).outcome);
    expect(await runOf(runId)).toMatchObject({ outcome: "SUCCEEDED" });
    await second.kill();
  });

  it("that the schedule asked for while no worker ran is started once by the next worker", async () => {
    await setSchedule(commandLine, { definitionId: stack.definitionId, cron: "*/5 * * * *", timeZone: "UTC" });
    await db().syncDefinition.update({
      where: { id: stack.definitionId },
      data: { nextRunAt: new Date(Date.now() - 3 * 3_600_000) },
    });
    const workers = [await stack.startWorker(), await stack.startWorker()];
    const scheduled = () =>
      db().syncRun.findMany({ where: { syncDefId: stack.definitionId, requestedBy: "schedule" } });
    await until(async () => (await scheduled())[0]?.outcome);
    await sleep(1_500);
    expect(await scheduled()).toMatchObject([{ outcome: "SUCCEEDED" }]);
    await Promise.all(workers.map((worker) => worker.kill()));
    await expectListEqualsTable();
  });
});
