import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "@/e2e/support/random";
import { commandLine, type SyncStack, startSyncStack, type WorkerProcess } from "@/e2e/support/sync-stack";
import { keyColumnName } from "@/lib/connectors/sharepoint/key-column";
import { db } from "@/lib/db/client";
import { startRun } from "@/lib/features/runs/mutations";
import { listColumns, patchColumn } from "@/lib/graph/columns";
import { graphPath } from "@/lib/graph/path";

const runLimitMs = 180_000;

describe("a list whose key is not unique", () => {
  let stack: SyncStack;
  let worker: WorkerProcess;
  let rows = 0;
  const pause = process.env.SYNCBRIDGE_ABSENCE_PAUSE_MS;

  beforeAll(async () => {
    process.env.SYNCBRIDGE_ABSENCE_PAUSE_MS = "1500";
    stack = await startSyncStack();
    worker = await stack.startWorker();
  });
  afterEach(async () => {
    await stack.graph.sandbox.levers.clearFaults();
    await stack.graph.sandbox.levers.setProfile({ deltaLagSeconds: 0 });
  });
  afterAll(async () => {
    if (pause === undefined) delete process.env.SYNCBRIDGE_ABSENCE_PAUSE_MS;
    else process.env.SYNCBRIDGE_ABSENCE_PAUSE_MS = pause;
    await stack?.stop();
  });

  const list = async () => {
    const { listId } = await db().sharepointList.findFirstOrThrow({ where: { displayName: stack.listName } });
    return { siteId: stack.graph.site.id, listId };
  };
  const column = async (name: string) => {
    const columns = await listColumns(stack.graph.client, { ...(await list()), includeHidden: true });
    const found = columns.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`There is no column ${name}.`);
    return found.id;
  };

  /** Takes away from the list what higher levels have; what a set-up would then have found is written down. */
  const lower = {
    K2: async () => {
      const change = { enforceUniqueValues: false };
      await patchColumn(stack.graph.client, { ...(await list()), columnId: await column(keyColumnName), change });
    },
    K3: async () => {
      const { siteId, listId } = await list();
      const change = { indexed: true, enforceUniqueValues: true };
      await patchColumn(stack.graph.client, { siteId, listId, columnId: await column("IdValue"), change });
      const path = graphPath`/sites/${siteId}/lists/${listId}/columns/${await column(keyColumnName)}`;
      await stack.graph.client.send({ method: "DELETE", path });
    },
    K4: async () => {
      const change = { enforceUniqueValues: false };
      await patchColumn(stack.graph.client, { ...(await list()), columnId: await column("IdValue"), change });
    },
  } as const;

  const addRows = async (added: number) => {
    await stack.source.query(
      "INSERT INTO things SELECT n, 'thing ' || n, n / 4.0, 'note', date '2026-01-01' + n % 365 FROM generate_series($1::int, $2::int) n",
      [rows + 1, rows + added],
    );
    rows += added;
  };
  const waitForEnd = async (runId: string) => {
    const deadline = Date.now() + runLimitMs;
    for (;;) {
      const run = await db().syncRun.findUniqueOrThrow({ where: { id: runId } });
      if (run.status !== "RUNNING") return run;
      if (Date.now() > deadline) throw new Error(`The run did not end:\n${worker.output().slice(-4_000)}`);
      await sleep(100);
    }
  };
  const start = async () => (await startRun(commandLine, { definitionId: stack.definitionId })).runId;
  const expectOneItemARow = async () => {
    const items = await stack.graph.sandbox.levers.dump(stack.listName);
    const ids = items.map(({ values }) => Number(values.IdValue)).sort((a, b) => a - b);
    expect(ids).toEqual(Array.from({ length: rows }, (_, index) => index + 1));
    const linked = await db().syncLedgerEntry.findMany({ where: { syncDefId: stack.definitionId, state: "LINKED" } });
    expect(new Set(linked.map((entry) => entry.spItemId)).size).toBe(rows);
  };

  it.each(["K2", "K3", "K4"] as const)(
    "at %s no lost answer, no write that is put off although it is carried out, and no death makes a second item (P6, F5)",
    async (level) => {
      const random = seededRandom(level.charCodeAt(1));
      const { levers } = stack.graph.sandbox;
      await lower[level]();
      await db().syncDefinition.update({ where: { id: stack.definitionId }, data: { keyLevel: level } });
      await levers.setProfile({ deltaLagSeconds: 1 });
      for (let round = 0; round < 2; round++) {
        await addRows(130);
        const batch = { method: "POST", path: "/\\$batch", where: "call" } as const;
        await levers.addFault({ ...batch, action: { kind: "delay", ms: 150, jitterMs: 100 } });
        // Bodies with POSTs only: a reading whose answer is lost is merely repeated.
        const seed = random.below(1_000);
        await levers.addFault({
          ...batch,
          body: "POST",
          action: { kind: "dropAfter" },
          probability: 0.3,
          seed,
          times: 4,
        });
        const putOff = { kind: "answerAfter", status: 429, headers: { "Retry-After": "1" } } as const;
        const entries = { path: "/items", where: "entry", method: "^POST$" } as const;
        await levers.addFault({ ...entries, action: putOff, probability: 0.1, seed, times: 20 });
        const runId = await start();
        await sleep(random.below(1_200));
        await worker.kill();
        worker = await stack.startWorker();
        expect(await waitForEnd(runId)).toMatchObject({ outcome: "SUCCEEDED", itemsFailed: 0 });
        await levers.clearFaults();
        await expectOneItemARow();
      }
      const quiet = await waitForEnd(await start());
      expect(quiet).toMatchObject({ outcome: "SUCCEEDED", itemsProcessed: 0 });
    },
  );

  it("halts when the column that holds the level is gone", async () => {
    await db().syncDefinition.update({ where: { id: stack.definitionId }, data: { keyLevel: "K3" } });
    const run = await waitForEnd(await start());
    expect(run).toMatchObject({ outcome: "HALTED", errorCode: "key-column-lost" });
  });
});
