import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { db } from "@/lib/db/client";
import { acceptSource, setCursor } from "@/lib/features/cursors/mutations";
import { getCursor } from "@/lib/features/cursors/queries";
import { startRun } from "@/lib/features/runs/mutations";
import { introspectDatabase } from "./introspect-database";
import { continueRun } from "./run-sync";

const never = new AbortController().signal;

describe("a definition that reads by a cursor column", () => {
  let stack: SyncStack;
  let instanceId: string;

  const sql = (text: string, values: unknown[] = []) => stack.source.query(text, values);
  const introspect = async () => {
    const { id } = await db().introspectionRun.create({
      data: { databaseInstanceId: instanceId, startedAt: new Date() },
    });
    await introspectDatabase({ introspectionRunId: id, signal: never });
  };
  const column = (columnName: string) =>
    db().tableColumn.findFirstOrThrow({ where: { columnName, table: { tableName: "things" } } });
  const definition = () => db().syncDefinition.findUniqueOrThrow({ where: { id: stack.definitionId } });
  const change = (data: Parameters<ReturnType<typeof db>["syncDefinition"]["update"]>[0]["data"]) =>
    db().syncDefinition.update({ where: { id: stack.definitionId }, data });

  /** One run, worked as a worker does. */
  const run = async () => {
    const { runId } = await startRun(commandLine, { definitionId: stack.definitionId });
    for (;;) {
      const next = await continueRun({ definitionId: stack.definitionId, holder: "test", signal: never });
      if (next.state !== "again") break;
      await sleep(next.startAfterMs);
    }
    const ended = await db().syncRun.findUniqueOrThrow({ where: { id: runId }, include: { events: true } });
    const { outcome, isFullScan, rowsRead, itemsCreated, itemsUpdated, rowsStale, rowsRejected } = ended;
    return {
      outcome,
      isFullScan,
      read: Number(rowsRead),
      created: itemsCreated,
      updated: itemsUpdated,
      stale: Number(rowsStale),
      rejected: Number(rowsRejected),
      told: ended.events.map((event) => event.eventType),
      whole: ended.events.find((event) => event.eventType === "full-scan")?.payload,
    };
  };
  const titles = async () => {
    const items = await stack.graph.sandbox.levers.dump(stack.listName);
    return items.map(({ values }) => values.NameValue);
  };
  const cursor = () => db().syncCursor.findFirst({ where: { syncDefId: stack.definitionId } });
  /** So long ago that no overlap reaches it. */
  const old = "2026-01-01T00:00:00Z";

  beforeAll(async () => {
    stack = await startSyncStack();
    ({ id: instanceId } = await db().databaseInstance.findFirstOrThrow());
    await sql("ALTER TABLE things ADD changed_at timestamptz");
    await sql("CREATE INDEX ON things (changed_at)");
    await introspect();
  });
  afterAll(async () => {
    await stack?.stop();
  });
  beforeEach(async () => {
    await sql("DELETE FROM things");
    await sql(
      "INSERT INTO things (id, name, changed_at) SELECT n, 'thing ' || n, $1::timestamptz + n * interval '1 s' FROM generate_series(1, 20) n",
      [old],
    );
    await setCursor(commandLine, { definitionId: stack.definitionId, columnId: (await column("changed_at")).id });
    await db().syncCursor.deleteMany();
    await run();
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", isFullScan: false, created: 0, updated: 0 });
  });
  afterEach(async () => {
    await stack.graph.sandbox.levers.clearFaults();
    await db().syncRejection.updateMany({ data: { resolvedAt: new Date() } });
  });

  it("takes columns that tell when a row changed, says what to know of them, and refuses the others", async () => {
    const { choices, column: chosen, cursors } = await getCursor(commandLine, { definitionId: stack.definitionId });
    expect(choices).toMatchObject([
      { name: "happened_on", warnings: ["nullable", "no-index", "not-automatic", "whole-days"] },
      { name: "changed_at", warnings: ["nullable", "not-automatic"] },
    ]);
    expect(chosen?.name).toBe("changed_at");
    expect(cursors).toMatchObject([{ label: "main", position: expect.stringMatching(/^2026-01-01T/) }]);
    const wrong = setCursor(commandLine, { definitionId: stack.definitionId, columnId: (await column("name")).id });
    await expect(wrong).rejects.toMatchObject({ code: "input-invalid", details: { field: "columnId" } });
    await setCursor(commandLine, { definitionId: stack.definitionId, columnId: null });
    expect(await definition()).toMatchObject({ cursorStrategy: "FULL_SCAN", cursorColumnId: null });
    expect(await run()).toMatchObject({ isFullScan: true, read: 20, whole: undefined });
  });

  it("reads what changed since, and the position moves on", async () => {
    const before = await cursor();
    expect(before).toMatchObject({
      cursorType: "TIMESTAMP",
      cursorColumn: "changed_at timestamp with time zone",
      freshnessToken: expect.stringMatching(/^pg:/),
    });
    await sql("UPDATE things SET name = 'changed', changed_at = now() WHERE id = 7");
    await sql("INSERT INTO things (id, name, changed_at) VALUES (21, 'new', now())");
    const ran = await run();
    expect(ran).toMatchObject({ isFullScan: false, created: 1, updated: 1 });
    expect(ran.read).toBeLessThan(10);
    expect(await titles()).toEqual(expect.arrayContaining(["changed", "new"]));
    expect((await cursor())?.cursorValue.localeCompare(before?.cursorValue ?? "")).toBe(1);
  });

  it("counts the items of the list anew after a run that made some, not after one that only wrote to them", async () => {
    const syncDefId = stack.definitionId;
    const told = async () => (await db().syncMetric.findFirstOrThrow({ where: { syncDefId } })).targetRowCount;
    const wrong = 9_999n;
    await db().syncMetric.updateMany({ data: { targetRowCount: wrong } });
    await sql("UPDATE things SET name = 'changed', changed_at = now() WHERE id = 7");
    expect(await run()).toMatchObject({ isFullScan: false, updated: 1 });
    expect(await told()).toBe(wrong);
    await sql("INSERT INTO things (id, name, changed_at) VALUES (22, 'one more', now())");
    expect(await run()).toMatchObject({ isFullScan: false, created: 1 });
    const owning = ["LINKED", "MOVING", "PENDING_DELETE", "PARTIAL", "ARCHIVED", "ASKED"] as const;
    expect(await told()).toBe(
      BigInt(await db().syncLedgerEntry.count({ where: { syncDefId, state: { in: [...owning] } } })),
    );
  });

  it("P9: reads rows without a value each time", async () => {
    await sql("UPDATE things SET name = 'nobody knows when', changed_at = NULL WHERE id = 3");
    expect(await run()).toMatchObject({ isFullScan: false, updated: 1 });
    await sql("UPDATE things SET name = 'nor now' WHERE id = 3");
    expect(await run()).toMatchObject({ isFullScan: false, updated: 1 });
    expect(await titles()).toContain("nor now");
  });

  it("P4: loses none of many rows with one value", async () => {
    await sql(
      "INSERT INTO things (id, name, changed_at) SELECT n, 'same ' || n, now() FROM generate_series(100, 1299) n",
    );
    expect(await run()).toMatchObject({ isFullScan: false, created: 1200 });
    await sql("DELETE FROM things WHERE id >= 100");
  });

  it("P5: finds a row that is committed late with an older time, and none dated 2099 becomes the position", async () => {
    const late = await lateWriter();
    try {
      await late.query("BEGIN");
      await late.query("UPDATE things SET name = 'late', changed_at = clock_timestamp() WHERE id = 5");
      await sleep(1_200);
      await sql("UPDATE things SET name = 'future', changed_at = '2099-01-01' WHERE id = 6");
      expect(await run()).toMatchObject({ isFullScan: false, updated: 1 });
      expect((await cursor())?.cursorValue).not.toMatch(/^2099/);
      const told = await db().syncEvent.findMany({ where: { eventType: "rows-ahead" } });
      expect(told).toEqual([
        expect.objectContaining({ message: expect.stringContaining("1 row is dated") as unknown }),
      ]);
      await late.query("COMMIT");
      expect(await run()).toMatchObject({ isFullScan: false, updated: 1 });
      expect(await titles()).toEqual(expect.arrayContaining(["late", "future"]));
    } finally {
      await late.end();
    }
  });

  it("P3: judges a rejected row again although a later one moved the position past it", async () => {
    await sql("UPDATE things SET name = chr(1), changed_at = $1::timestamptz + interval '1 day' WHERE id = 8", [old]);
    await sql("UPDATE things SET name = 'after it', changed_at = $1::timestamptz + interval '30 days' WHERE id = 9", [
      old,
    ]);
    expect(await run()).toMatchObject({ outcome: "PARTIAL", updated: 1, rejected: 1 });
    expect((await cursor())?.cursorValue.slice(0, 7)).toBe("2026-01");
    // Mended by somebody who does not touch the time.
    await sql("UPDATE things SET name = 'mended' WHERE id = 8");
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", isFullScan: false, updated: 1 });
    expect(await titles()).toContain("mended");
    expect(await db().syncRejection.count({ where: { resolvedAt: null } })).toBe(0);
  });

  it("P3: keeps the rejection of a row that nothing mended, run after run, without writing", async () => {
    await sql("UPDATE things SET name = chr(1), changed_at = $1::timestamptz + interval '1 day' WHERE id = 8", [old]);
    await sql("UPDATE things SET changed_at = $1::timestamptz + interval '30 days' WHERE id = 9", [old]);
    for (let times = 0; times < 3; times++)
      expect(await run()).toMatchObject({ outcome: "PARTIAL", isFullScan: false, rejected: 1, updated: 0 });
    expect(await db().syncRejection.count({ where: { resolvedAt: null } })).toBe(1);
  });

  it("infers no delete, which the full scan then finds (R4)", async () => {
    await change({ onSourceDelete: "DELETE" });
    await sql("DELETE FROM things WHERE id = 2");
    expect(await run()).toMatchObject({ isFullScan: false });
    expect(await db().syncOperation.count({ where: { kind: "DELETE" } })).toBe(0);
    await change({ lastFullScanAt: new Date(Date.now() - 25 * 3_600_000) });
    expect(await run()).toMatchObject({ isFullScan: true, whole: { reason: "due" } });
    expect(await titles()).not.toContain("thing 2");
    await change({ onSourceDelete: "KEEP" });
    expect((await definition()).lastFullScanAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(await run()).toMatchObject({ isFullScan: false });
  });

  it("does it again where the rows that it did not meet could not be asked for (R4)", async () => {
    const lastFullScanAt = new Date(Date.now() - 25 * 3_600_000);
    await change({ onSourceDelete: "DELETE", rescanRequired: true, lastFullScanAt });
    await sql("DELETE FROM things WHERE id = 2");
    const ofDefinition = { where: { syncDefId: stack.definitionId } };
    await db().syncSource.updateMany({ ...ofDefinition, data: { role: "SECONDARY" } });
    for (let times = 0; times < 2; times++) {
      const ran = await run();
      expect(ran).toMatchObject({ outcome: "SUCCEEDED", isFullScan: true, whole: { reason: "rescan" } });
      expect(ran.told).toContain("deletes-put-off");
      expect(await definition()).toMatchObject({ rescanRequired: true, lastFullScanAt });
    }
    expect(await titles()).toContain("thing 2");
    await db().syncSource.updateMany({ ...ofDefinition, data: { role: "PRIMARY" } });
    expect(await run()).toMatchObject({ isFullScan: true, whole: { reason: "rescan" } });
    expect(await titles()).not.toContain("thing 2");
    expect(await definition()).toMatchObject({ rescanRequired: false, lastFullScanAt: expect.any(Date) });
    expect(await run()).toMatchObject({ isFullScan: false });
    await change({ onSourceDelete: "KEEP" });
  });

  it("compares everything once where something was published, and keeps its position", async () => {
    const before = await cursor();
    await sql("UPDATE things SET name = 'behind the cursor' WHERE id = 1");
    expect(await run()).toMatchObject({ isFullScan: false, updated: 0 });
    await change({ rescanRequired: true });
    expect(await run()).toMatchObject({ isFullScan: true, updated: 1, whole: { reason: "rescan" } });
    expect(await definition()).toMatchObject({ rescanRequired: false });
    expect((await cursor())?.cursorValue).toBe(before?.cursorValue);
    expect(await run()).toMatchObject({ isFullScan: false });
  });

  it("compares everything again where something was published while it did", async () => {
    await change({ rescanRequired: true });
    const { runId } = await startRun(commandLine, { definitionId: stack.definitionId });
    await sleep(5);
    await change({ rescanRequired: true, mappingVersion: { increment: 1 } });
    await db().syncRun.update({ where: { id: runId }, data: { startTime: new Date(Date.now() - 60_000) } });
    await continueRun({ definitionId: stack.definitionId, holder: "test", signal: never });
    expect(await definition()).toMatchObject({ rescanRequired: true });
    expect(await run()).toMatchObject({ isFullScan: true, whole: { reason: "rescan" } });
    expect(await definition()).toMatchObject({ rescanRequired: false });
  });

  it("does not trust the position of another instance, and follows its own", async () => {
    const main = await db().databaseInstance.findUniqueOrThrow({ where: { id: instanceId } });
    const { id: _, verification: __, config, ...rest } = main;
    const other = await db().databaseInstance.create({
      data: { ...rest, config: config ?? {}, instanceLabel: "other", role: "SECONDARY" },
    });
    await db().syncSource.create({
      data: { syncDefId: stack.definitionId, databaseInstanceId: other.id, role: "SECONDARY" },
    });
    await db().databaseInstance.update({ where: { id: instanceId }, data: { port: 1 } });
    try {
      const first = await run();
      expect(first).toMatchObject({ isFullScan: true, whole: { reason: "no-cursor", instance: "other" } });
      expect(first.told).toContain("instance-failed");
      expect(await run()).toMatchObject({ isFullScan: false });
      expect(await db().syncCursor.count({ where: { syncDefId: stack.definitionId } })).toBe(2);
      await db().databaseInstance.update({ where: { id: instanceId }, data: { port: main.port } });
      expect(await run()).toMatchObject({ isFullScan: false, told: expect.not.arrayContaining(["instance-failed"]) });
    } finally {
      await db().databaseInstance.update({ where: { id: instanceId }, data: { port: main.port } });
      await db().syncSource.deleteMany({ where: { databaseInstanceId: other.id } });
    }
  });

  it("reads everything by itself where the column's type changed, and where it is gone", async () => {
    await sql("ALTER TABLE things ALTER changed_at TYPE timestamp");
    await introspect();
    expect(await run()).toMatchObject({ isFullScan: true, whole: { reason: "column-changed" } });
    expect(await run()).toMatchObject({ isFullScan: false });
    // Not introspected: the server says it.
    await sql("ALTER TABLE things ALTER changed_at TYPE text");
    expect(await run()).toMatchObject({ isFullScan: true, read: 20, whole: { reason: "column-gone" } });
    await sql("ALTER TABLE things RENAME changed_at TO was");
    expect(await run()).toMatchObject({ isFullScan: true, read: 20, whole: { reason: "column-gone" } });
    await introspect();
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", isFullScan: true, whole: { reason: "column-gone" } });
    expect((await getCursor(commandLine, { definitionId: stack.definitionId })).isColumnGone).toBe(true);
    await sql("ALTER TABLE things RENAME was TO changed_at");
    await sql("ALTER TABLE things ALTER changed_at TYPE timestamptz USING changed_at::timestamptz");
    await introspect();
  });

  it("overwrites nothing from an instance that is behind the list, and everything once a person accepts it", async () => {
    const [{ token } = { token: "" }] = (
      await sql("SELECT 'pg:' || system_identifier || ':FFFFFFFF/0' AS token FROM pg_control_system()")
    ).rows as { token: string }[];
    await change({ freshnessToken: token });
    const before = await cursor();
    await sql("UPDATE things SET name = 'older', changed_at = now() WHERE id = 4");
    await sql("INSERT INTO things (id, name, changed_at) VALUES (30, 'unknown before', now())");
    const ran = await run();
    expect(ran).toMatchObject({ outcome: "SUCCEEDED", isFullScan: false, created: 1, updated: 0, stale: 1 });
    expect(ran.told).toEqual(expect.arrayContaining(["stale-reading", "stale-rows"]));
    expect(await titles()).not.toContain("older");
    // What was passed is not done with: neither position nor token moved.
    expect(await cursor()).toEqual(before);
    expect((await definition()).freshnessToken).toBe(token);
    await acceptSource(commandLine, { definitionId: stack.definitionId });
    expect(await run()).toMatchObject({ isFullScan: true, updated: 1, stale: 0 });
    expect(await titles()).toContain("older");
    expect((await definition()).freshnessToken).not.toBe(token);
  });

  it("deletes nothing by a full scan of an instance with another history", async () => {
    await change({ onSourceDelete: "DELETE", freshnessToken: "pg:1:0/1", rescanRequired: true });
    const deletes = await db().syncOperation.count({ where: { kind: "DELETE" } });
    await sql("DELETE FROM things WHERE id = 2");
    expect(await run()).toMatchObject({ isFullScan: false, stale: 0 });
    expect(await titles()).toContain("thing 2");
    expect(await db().syncOperation.count({ where: { kind: "DELETE" } })).toBe(deletes);
    expect(await definition()).toMatchObject({ rescanRequired: true });
    await acceptSource(commandLine, { definitionId: stack.definitionId });
    expect(await run()).toMatchObject({ isFullScan: true });
    expect(await titles()).not.toContain("thing 2");
    await change({ onSourceDelete: "KEEP" });
  });

  const lateWriter = async () => {
    const { default: pg } = await import("pg");
    const { user, password, host, port, database } = stack.source;
    const client = new pg.Client({ user, password: password ?? undefined, host, port, database });
    await client.connect();
    return client;
  };
});
