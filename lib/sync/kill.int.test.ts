import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "@/e2e/support/random";
import { commandLine, type SyncStack, shortLease, startSyncStack, type WorkerProcess } from "@/e2e/support/sync-stack";
import { db } from "@/lib/db/client";
import { startRun } from "@/lib/features/runs/mutations";

/** Set SYNCBRIDGE_KILL_SEED to the printed seed to run a campaign again. */
const campaign = Number(process.env.SYNCBRIDGE_KILL_SEED ?? randomInt(1_000_000));
const kills = 15;
const runLimitMs = 180_000;

describe(`a worker that dies at any moment (seed ${campaign})`, () => {
  let stack: SyncStack;
  let worker: WorkerProcess;
  let rows = 0;

  beforeAll(async () => {
    console.log(`kill campaign with seed ${campaign}: SYNCBRIDGE_KILL_SEED=${campaign} repeats it`);
    stack = await startSyncStack();
    // Rows leave in each round; the guards' own tests are elsewhere.
    await db().syncDefinition.update({
      where: { id: stack.definitionId },
      data: { onSourceDelete: "DELETE", guards: { mostDeletes: { rows: 1_000, share: 1 } } },
    });
    worker = await stack.startWorker();
  });
  afterEach(async () => {
    await stack.graph.sandbox.levers.clearFaults();
  });
  afterAll(async () => {
    await stack?.stop();
  });

  /** Rows come, change, leave, and some that left come back; text with quotes, line ends, four-byte letters and NULLs among them. */
  const change = async (random: ReturnType<typeof seededRandom>, added: number) => {
    await stack.source.query(
      `INSERT INTO things SELECT n, 'thing ' || n || ' 😀 "x"', (n * 7919 % 100000) / 100.0, CASE WHEN n % 5 = 0 THEN NULL ELSE E'line\\r\\n' || n END,
        date '2026-01-01' + n % 365 FROM generate_series($1::int, $2::int) n`,
      [rows + 1, rows + added],
    );
    await stack.source.query(
      `UPDATE things SET name = 'changed ' || id || ' ' || $1, amount = NULLIF(amount, 7) + 1, note = NULLIF(note, '') WHERE id % 7 = $2 AND id <= $3`,
      [random.below(1_000), random.below(7), rows],
    );
    await stack.source.query("DELETE FROM things WHERE id % 23 = $1 AND id <= $2", [random.below(23), rows]);
    await stack.source.query(
      `INSERT INTO things SELECT n, 'back ' || n, n, NULL, date '2026-01-01' FROM generate_series(1, $1::int) n
        WHERE n % 29 = $2 AND NOT EXISTS (SELECT FROM things WHERE id = n)`,
      [rows, random.below(29)],
    );
    rows += added;
  };

  const waitForEnd = async (runId: string) => {
    const deadline = Date.now() + runLimitMs;
    for (;;) {
      const run = await db().syncRun.findUniqueOrThrow({ where: { id: runId } });
      if (run.status !== "RUNNING") return run;
      if (Date.now() > deadline)
        throw new Error(`The run did not end in ${runLimitMs / 1_000} s:\n${worker.output().slice(-4_000)}`);
      await sleep(100);
    }
  };

  /** The list holds exactly one item a row, with the row's values; the ledger knows them all and nothing is left open. */
  const expectListEqualsTable = async () => {
    const items = await stack.graph.sandbox.levers.dump(stack.listName);
    const listed = items.map(({ values }) => [
      values.IdValue,
      values.NameValue ?? null,
      values.Amount ?? null,
      values.Note ?? null,
      dayOf(values.HappenedOn),
    ]);
    const { rows: table } = await stack.source.query<{
      id: number;
      name: string;
      amount: string | null;
      note: string | null;
      day: string;
    }>("SELECT id, name, amount, replace(note, E'\\r\\n', E'\\n') AS note, happened_on::text AS day FROM things");
    const expected = table.map((row) => [
      row.id,
      row.name,
      row.amount === null ? null : Number(row.amount),
      row.note,
      row.day,
    ]);
    const byId = (a: unknown[], b: unknown[]) => Number(a[0]) - Number(b[0]);
    expect(listed.sort(byId)).toEqual(expected.sort(byId));
    const { definitionId: syncDefId } = stack;
    expect(await db().syncLedgerEntry.count({ where: { syncDefId, state: "LINKED" } })).toBe(table.length);
    expect(await db().syncLedgerEntry.count({ where: { syncDefId, state: { notIn: ["LINKED", "DELETED"] } } })).toBe(0);
    expect(await db().syncOperation.count({ where: { syncDefId, state: { in: ["PENDING", "SENT"] } } })).toBe(0);
  };
  const dayOf = (value: unknown) => (typeof value === "string" ? value.slice(0, 10) : null);

  const rounds = Array.from({ length: kills }, (_, index) => index + 1);
  it.each(rounds)("death %i leaves one item a row", async (round) => {
    const random = seededRandom(campaign * 1_000 + round);
    const { levers } = stack.graph.sandbox;
    await change(random, round === 1 ? 250 : 40 + random.below(120));
    // Slow enough that a death falls between sending and knowing.
    await levers.addFault({
      method: "POST",
      path: "/\\$batch",
      where: "call",
      action: { kind: "delay", ms: 150, jitterMs: 100 },
    });
    if (round % 3 === 0) {
      await levers.addFault({
        method: "POST",
        path: "/\\$batch",
        where: "call",
        action: { kind: "dropAfter" },
        probability: 0.1,
        seed: random.below(10_000),
      });
    }
    const { runId } = await startRun(commandLine, { definitionId: stack.definitionId });
    await sleep(random.below(1_500));
    await worker.kill();
    worker = await stack.startWorker();
    expect(await waitForEnd(runId)).toMatchObject({ outcome: "SUCCEEDED", itemsFailed: 0 });
    await expectListEqualsTable();
  });

  it("a worker asleep for twice its lease wakes up to do no harm", async () => {
    const random = seededRandom(campaign);
    const { levers } = stack.graph.sandbox;
    await change(random, 200);
    await levers.addFault({ method: "POST", path: "/\\$batch", where: "call", action: { kind: "delay", ms: 200 } });
    const sleeper = worker;
    const { runId } = await startRun(commandLine, { definitionId: stack.definitionId });
    await sleep(600 + random.below(500));
    sleeper.signal("SIGSTOP");
    worker = await stack.startWorker();
    await sleep(2 * shortLease.lease);
    sleeper.signal("SIGCONT");
    expect(await waitForEnd(runId)).toMatchObject({ outcome: "SUCCEEDED" });
    await expectListEqualsTable();
    // The sleeper lives on and takes its part again.
    await sleep(shortLease.lease);
    expect(sleeper.child.exitCode).toBeNull();
    await sleeper.kill();
  });

  it("and when all is quiet, a run writes nothing", async () => {
    const { levers } = stack.graph.sandbox;
    await levers.clearRequests();
    const { runId } = await startRun(commandLine, { definitionId: stack.definitionId });
    expect(await waitForEnd(runId)).toMatchObject({
      outcome: "SUCCEEDED",
      rowsUnchanged: BigInt((await stack.source.query("SELECT FROM things")).rowCount ?? 0),
      itemsProcessed: 0,
    });
    const { latest } = await levers.requests(1_000);
    expect(latest.filter((request) => request.method !== "GET" && !request.route.includes("token"))).toEqual([]);
  });
});
