// Works one run of a definition to its end, alone in its process, and tells how long it took and for how much of that Graph was asked.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { startRun } from "@/lib/features/runs/mutations";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { continueRun } from "@/lib/sync/run-sync";
import { context } from "./bench-run";
import { cpuMsOf } from "./process-use";

const { definitionId, metastoreUrl } = z
  .object({ definitionId: z.uuid(), metastoreUrl: z.url() })
  .parse(JSON.parse(process.env.BENCH_INPUT ?? "null"));

/** Time in which at least one request was under way: several in flight count once. */
let graphMs = 0;
let underWay = 0;
let since = 0;
const { fetch: send } = globalThis;
globalThis.fetch = async (...request) => {
  if (underWay++ === 0) since = performance.now();
  try {
    return await send(...request);
  } finally {
    if (--underWay === 0) graphMs += performance.now() - since;
  }
};

configureDatabase(metastoreUrl);
configureQueue(metastoreUrl);
const { runId } = await startRun(context, { definitionId });
const signal = new AbortController().signal;
const cpuBefore = cpuMsOf(process.pid);
const begin = performance.now();
for (;;) {
  const next = await continueRun({ definitionId, holder: "bench", signal });
  if (next.state !== "again") break;
  await sleep(next.startAfterMs);
}
const ms = performance.now() - begin;
const run = await db().syncRun.findUniqueOrThrow({ where: { id: runId } });
const operations = await db().syncOperation.groupBy({
  by: ["kind", "state", "outcomeCode"],
  where: { syncRunId: runId },
  _count: true,
});
const rejection = await db().syncRejection.findFirst({ where: { syncDefId: definitionId, resolvedAt: null } });
await closeQueue();
await closeDatabase();
if (run.outcome !== "SUCCEEDED") {
  const why = run.errorMessage ?? rejection?.message ?? "without a word";
  throw new Error(`The run ended as ${run.outcome}: ${why}; ${JSON.stringify(operations)}`);
}
console.log(
  JSON.stringify({
    ms,
    graphMs,
    cpuMs: cpuMsOf(process.pid) - cpuBefore,
    read: Number(run.rowsRead),
    created: run.itemsCreated,
    updated: run.itemsUpdated,
    isFullScan: run.isFullScan,
    operations: operations.map(({ kind, state, outcomeCode, _count }) => `${_count} ${kind} ${state} ${outcomeCode}`),
  }),
);
