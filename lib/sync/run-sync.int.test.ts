import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { db } from "@/lib/db/client";
import { describeError } from "@/lib/errors/codes";
import { cancelRun, startRun } from "@/lib/features/runs/mutations";
import { updateConnection } from "@/lib/features/sharepoint/mutations";
import { updateConnectionInput } from "@/lib/features/sharepoint/schema";
import { continueRun, type SliceResult } from "./run-sync";

const never = new AbortController().signal;

describe("a run between its metastore, source and list", () => {
  let stack: SyncStack;
  let rows = 0;

  beforeAll(async () => {
    stack = await startSyncStack();
  });
  afterEach(async () => {
    await stack.graph.sandbox.levers.clearFaults();
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const addRows = async (added: number) => {
    await stack.source.query("INSERT INTO things SELECT n, 'thing ' || n, n FROM generate_series($1::int, $2::int) n", [
      rows + 1,
      rows + added,
    ]);
    rows += added;
  };
  const start = async () => (await startRun(commandLine, { definitionId: stack.definitionId })).runId;
  const slice = (signal = never): Promise<SliceResult> =>
    continueRun({ definitionId: stack.definitionId, holder: "test", signal });
  const runOf = (id: string) => db().syncRun.findUniqueOrThrow({ where: { id } });
  /** Works as a worker does, until the run is over. */
  const work = async (runId: string) => {
    for (let next = await slice(); next.state === "again"; next = await slice()) await sleep(next.startAfterMs);
    return runOf(runId);
  };
  const until = async (what: () => Promise<unknown>) => {
    while (!(await what())) await sleep(20);
  };
  const listed = async () => (await stack.graph.sandbox.levers.dump(stack.listName)).length;
  const writes = async () => {
    const { latest } = await stack.graph.sandbox.levers.requests(1_000);
    return latest.filter((request) => request.method !== "GET" && !request.route.includes("token")).length;
  };
  const slowly = { method: "POST", path: "/\\$batch", where: "call", action: { kind: "delay", ms: 300 } } as const;
  const connection = () => db().sharepointConnection.findFirstOrThrow();
  const setSecret = async (clientSecret: string) => {
    const { id, name, tenantId, clientId, authorityHost } = await connection();
    const { scopes } = stack.graph.options;
    const input = { connectionId: id, name, tenantId, clientId, clientSecret, authorityHost, scopes };
    await updateConnection(commandLine, updateConnectionInput.parse(input));
  };

  it("freezes the namespace at the first run, which is no change to compare everything for again", async () => {
    await addRows(2);
    const id = stack.definitionId;
    await db().syncDefinition.update({ where: { id }, data: { rescanRequired: true, identityNamespace: null } });
    expect(await work(await start())).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 2 });
    expect(await db().syncDefinition.findUniqueOrThrow({ where: { id } })).toMatchObject({
      identityNamespace: expect.stringContaining("/public/things"),
      rescanRequired: false,
    });
  });

  it("ends cancelled when a person asks for it while it writes, and the next run completes what is missing", async () => {
    await addRows(900);
    // Long enough that the run cannot end before its worker asks whether it is cancelled.
    await stack.graph.sandbox.levers.addFault({ ...slowly, action: { kind: "delay", ms: 1_000 } });
    const runId = await start();
    const worked = work(runId);
    await until(async () => (await runOf(runId)).itemsCreated > 0);
    await cancelRun(commandLine, { runId });
    expect(await worked).toMatchObject({ status: "FAILED", outcome: "CANCELLED", errorCode: "run-cancelled" });
    expect(await listed()).toBeLessThan(rows);
    await stack.graph.sandbox.levers.clearFaults();
    expect(await work(await start())).toMatchObject({ outcome: "SUCCEEDED", itemsFailed: 0 });
    expect(await listed()).toBe(rows);
  });

  it("writes nothing and names the parent that is switched off", async () => {
    await addRows(3);
    const { id, name } = await connection();
    await db().sharepointConnection.update({ where: { id }, data: { status: "DISABLED" } });
    await stack.graph.sandbox.levers.clearRequests();
    const run = await work(await start());
    expect(run).toMatchObject({ outcome: "FAILED", errorCode: "parent-paused" });
    expect(run.errorMessage).toContain(name);
    expect(await writes()).toBe(0);
    await db().sharepointConnection.update({ where: { id }, data: { status: "ACTIVE" } });
    expect(await work(await start())).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 3 });
  });

  it("waits where half of a batch is throttled, and rejects nothing", async () => {
    await addRows(120);
    await stack.graph.sandbox.levers.addFault({
      method: "POST",
      path: "/items$",
      where: "entry",
      action: { kind: "answer", status: 429, headers: { "Retry-After": "1" } },
      probability: 0.5,
      seed: 7,
      times: 100,
    });
    const run = await work(await start());
    expect(run).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 120, itemsFailed: 0, rowsRejected: 0n });
    expect(run.throttledMs).toBeGreaterThan(0n);
    expect(await db().syncRejection.count()).toBe(0);
    expect(await listed()).toBe(rows);
  });

  it("says what to do when the client secret became wrong, and goes on when it is mended", async () => {
    await addRows(1);
    await setSecret("wrong");
    const run = await work(await start());
    expect(run).toMatchObject({ outcome: "FAILED", errorCode: "graph-login" });
    expect(describeError(run.errorCode ?? "").remedy).not.toBe("");
    await setSecret(stack.graph.options.clientSecret ?? "");
    expect(await work(await start())).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 1 });
  });

  it("goes on with a run that was asked for while the one before was ending", async () => {
    await db().$executeRawUnsafe(`
      CREATE FUNCTION ask_again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO sync_runs (sync_def_id, run_type, requested_by) VALUES (NEW.sync_def_id, 'PUSH', 'trigger'); RETURN NULL;
      END $$`);
    await db().$executeRawUnsafe(`
      CREATE TRIGGER ask_again AFTER UPDATE ON sync_runs FOR EACH ROW
      WHEN (OLD.status = 'RUNNING' AND NEW.status = 'COMPLETED') EXECUTE FUNCTION ask_again()`);
    const runId = await start();
    expect(await slice()).toEqual({ state: "again", startAfterMs: 0 });
    await db().$executeRawUnsafe("DROP TRIGGER ask_again ON sync_runs");
    expect(await runOf(runId)).toMatchObject({ outcome: "SUCCEEDED" });
    expect(await slice()).toEqual({ state: "done" });
  });

  it("counts interruptions only as long as nothing is written between them", async () => {
    const instance = await db().databaseInstance.findFirstOrThrow();
    await db().databaseInstance.update({ where: { id: instance.id }, data: { port: 1 } });
    const runId = await start();
    const interrupted = (processed: number) =>
      db().syncEvent.createMany({
        data: Array.from({ length: 30 }, () => ({
          syncRunId: runId,
          severity: "WARN" as const,
          eventType: "interrupted",
          message: "Earlier.",
          payload: { code: "source-unreachable", processed },
        })),
      });
    await db().syncRun.update({ where: { id: runId }, data: { itemsProcessed: 5 } });
    await interrupted(4);
    expect(await slice()).toEqual({ state: "again", startAfterMs: 1_000 });
    await interrupted(5);
    expect(await slice()).toEqual({ state: "done" });
    expect(await runOf(runId)).toMatchObject({ outcome: "FAILED", errorCode: "source-unreachable" });
    await db().databaseInstance.update({ where: { id: instance.id }, data: { port: instance.port } });
  });

  it("does not wait any more when it was cancelled a moment before, and no throttling makes it fail", async () => {
    await addRows(1);
    await stack.graph.sandbox.levers.addFault(slowly);
    const answer = { kind: "answer", status: 429, headers: { "Retry-After": "300" } } as const;
    await stack.graph.sandbox.levers.addFault({ method: "POST", path: "/items$", where: "entry", action: answer });
    const first = await start();
    const working = slice();
    await until(() => db().syncOperation.findFirst({ where: { syncRunId: first, state: "SENT" } }));
    await cancelRun(commandLine, { runId: first });
    expect(await working).not.toMatchObject({ startAfterMs: expect.toSatisfy((ms: number) => ms > 0) });
    expect(await work(first)).toMatchObject({ outcome: "CANCELLED" });
    // Graph asked all of this connection to wait, which the next run hears at once.
    const second = await start();
    const next = await slice();
    expect(next).toMatchObject({ state: "again", startAfterMs: expect.toSatisfy((ms: number) => ms > 200_000) });
    expect(await runOf(second)).toMatchObject({ status: "RUNNING", phase: "WAITING" });
    expect(await db().syncEvent.count({ where: { syncRunId: second, eventType: "interrupted" } })).toBe(0);
  });
});
