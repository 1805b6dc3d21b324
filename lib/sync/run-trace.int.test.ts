import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { runToEnd, workSlice } from "@/e2e/support/work-runs";
import type { Context } from "@/lib/context";
import { db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { listRequests } from "@/lib/features/requests/queries";
import { requestFilter } from "@/lib/features/requests/schema";
import { planRun } from "@/lib/features/runs/mutations";
import { getTimeline } from "@/lib/features/runs/queries";
import { removeOldEvents, removeOldOperations } from "./retention";
import { addSample } from "./run-trace";

const person = (role: "Viewer" | "Steward"): Context => ({
  actor: { kind: "person", userId: "u", name: role, roles: [role] },
  requestId: "test",
});

describe("what is noted while a run goes on", () => {
  let stack: SyncStack;

  beforeAll(async () => {
    stack = await startSyncStack();
  });
  beforeEach(async () => {
    await stack.source.query("DELETE FROM things");
    await stack.source.query("INSERT INTO things SELECT n, 'vAlUe ' || n FROM generate_series(1, 60) n");
    await db().syncDefinition.updateMany({ data: { guards: { mostUpdates: { share: 1 } } } });
  });
  afterEach(async () => {
    await stack.graph.sandbox.levers.clearFaults();
    await db().graphBudget.updateMany({ data: { pausedUntil: null } });
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const requests = async (runId: string, context = person("Steward"), more: object = {}) =>
    (await listRequests(context, requestFilter.parse({ runId, limit: 200, ...more }))).rows;

  it("counts the units of a dry run, which settles nothing", async () => {
    const { runId } = await planRun(person("Steward"), { definitionId: stack.definitionId });
    for (let state = "again"; state === "again"; ) ({ state } = await workSlice(stack.definitionId));
    const { unitsSpent, outcome } = await db().syncRun.findUniqueOrThrow({ where: { id: runId } });
    expect(outcome).toBe("SUCCEEDED");
    expect(Number(unitsSpent)).toBeGreaterThan(0);
  });

  it("holds its requests, and never a token", async () => {
    const run = await runToEnd(stack.definitionId);
    expect(run.outcome).toBe("SUCCEEDED");
    const all = await requests(run.id);
    expect(all.length).toBeGreaterThan(2);
    const batch = all.find((request) => request.batchSize !== null);
    expect(batch).toMatchObject({ method: "POST", path: "/$batch", status: 200, outcome: "served", sent: null });
    expect(batch?.batchSize).toBeGreaterThanOrEqual(1);
    for (const { requestId, clientRequestId, durationMs, path } of all) {
      expect(requestId).not.toBeNull();
      expect(clientRequestId).not.toBeNull();
      expect(durationMs).not.toBeNull();
      expect(path).not.toContain("?");
    }
    const stored = JSON.stringify(await db().$queryRaw`SELECT * FROM sync_run_requests`, (_, value: unknown) =>
      typeof value === "bigint" ? value.toString() : value,
    );
    expect(stored).not.toMatch(/bearer|authorization|eyJ/i);
  });

  it("tells refused entries of a batch with what was sent, to those who may see values", async () => {
    await stack.graph.sandbox.levers.addFault({
      method: "PATCH",
      path: "/items/",
      where: "entry",
      times: 1,
      action: { kind: "answer", status: 400, body: { error: { code: "invalidRequest", message: "Not vAlUe 1." } } },
    });
    await stack.source.query("UPDATE things SET name = name || '!'");
    const run = await runToEnd(stack.definitionId);
    const [refused, ...others] = await requests(run.id, person("Steward"), { outcome: "refused", method: "PATCH" });
    expect(others).toEqual([]);
    expect(refused).toMatchObject({ method: "PATCH", status: 400, isEntry: true, durationMs: null });
    expect(refused?.path).toMatch(/^\/sites\/.*\/items\/\d+\/fields$/);
    expect(refused?.sent).toContain("vAlUe");
    expect(refused?.answered).toContain("Not vAlUe 1.");
    const shown = await requests(run.id, person("Viewer"), { outcome: "refused" });
    expect(shown.length).toBeGreaterThan(0);
    expect(JSON.stringify(shown)).not.toContain("vAlUe");
  });

  it("tells a wait that Graph asked for, on the time line and among the requests", async () => {
    await stack.graph.sandbox.levers.addFault({
      method: "POST",
      path: "batch",
      times: 1,
      action: { kind: "answer", status: 429, headers: { "Retry-After": "3" } },
    });
    await stack.source.query("UPDATE things SET name = name || '?'");
    const run = await runToEnd(stack.definitionId);
    expect(Number(run.throttledMs)).toBeGreaterThanOrEqual(2_500);
    expect(await requests(run.id, person("Viewer"), { outcome: "throttled" })).toMatchObject([
      { path: "/$batch", status: 429, retryAfterMs: 3_000 },
    ]);
    const { spans, waits } = await getTimeline(person("Viewer"), { runId: run.id });
    const told = waits.reduce((sum, wait) => sum + wait.toldMs, 0);
    expect(told).toBeGreaterThanOrEqual(2_000);
    expect(told).toBeLessThan(6_000);
    const minutes = ({ from, to }: { from: string; to: string }) => (Date.parse(to) - Date.parse(from)) / 60_000;
    const items = spans.reduce((sum, span) => sum + span.itemsPerMinute * minutes(span), 0);
    expect(items).toBeCloseTo(run.itemsProcessed, 3);
  });

  it("stays within some hundreds of samples", async () => {
    const run = await runToEnd(stack.definitionId);
    const of = { where: { syncRunId: run.id } };
    await db().$executeRaw`
      INSERT INTO sync_run_samples (sync_run_id, at, rows_read, items_processed, units_spent, throttled_ms, is_waiting)
      SELECT ${run.id}::uuid, clock_timestamp() - n * interval '1 hour', 0, 0, 0, 0, n = 200 FROM generate_series(1, 450) n`;
    await inTransaction((tx) => addSample(tx, run.id));
    const left = await db().syncRunSample.count(of);
    expect(left).toBeGreaterThan(200);
    expect(left).toBeLessThanOrEqual(400);
    expect(await db().syncRunSample.count({ where: { ...of.where, isWaiting: true } })).toBe(1);
  });

  it("goes with the operations and the story of its run", async () => {
    const run = await runToEnd(stack.definitionId);
    const of = { where: { syncRunId: run.id } };
    expect(await db().syncRunSample.count(of)).toBeGreaterThan(1);
    expect(await db().syncRunRequest.count(of)).toBeGreaterThan(0);
    await db().syncRun.updateMany({ data: { startTime: new Date(0), endTime: new Date(1) } });
    await removeOldOperations(1);
    expect(await db().syncRunRequest.count(of)).toBe(0);
    await removeOldEvents(1);
    expect(await db().syncRunSample.count(of)).toBe(0);
  });
});
