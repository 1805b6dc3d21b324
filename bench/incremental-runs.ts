// Works runs of one definition, alone in its process as a worker does: a first reading of everything, then some after a number of rows changed.
// Tells how long each took and for how much of that Graph was asked.
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { startRun } from "@/lib/features/runs/mutations";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { continueRun } from "@/lib/sync/run-sync";
import { context } from "./bench-run";
import { cpuMsOf } from "./process-use";

const { definitionId, metastoreUrl, sourceUrl, table, changedRows, turns } = z
  .object({
    definitionId: z.uuid(),
    metastoreUrl: z.url(),
    sourceUrl: z.url(),
    table: z.string(),
    changedRows: z.number(),
    turns: z.number(),
  })
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

const signal = new AbortController().signal;

async function measureOne() {
  const { runId } = await startRun(context, { definitionId });
  const before = { graphMs, cpuMs: cpuMsOf(process.pid), ms: performance.now() };
  for (;;) {
    const next = await continueRun({ definitionId, holder: "bench", signal });
    if (next.state !== "again") break;
    await sleep(next.startAfterMs);
  }
  const ms = performance.now() - before.ms;
  const run = await db().syncRun.findUniqueOrThrow({ where: { id: runId } });
  if (run.outcome !== "SUCCEEDED")
    throw new Error(`The run ended as ${run.outcome}: ${run.errorMessage ?? "rejections"}`);
  return {
    ms,
    graphMs: graphMs - before.graphMs,
    cpuMs: cpuMsOf(process.pid) - before.cpuMs,
    read: Number(run.rowsRead),
    created: run.itemsCreated,
    updated: run.itemsUpdated,
    isFullScan: run.isFullScan,
  };
}

configureDatabase(metastoreUrl);
configureQueue(metastoreUrl);
const source = new pg.Client({ connectionString: sourceUrl });
await source.connect();
const runs = [await measureOne()];
for (let turn = 1; turn <= turns; turn++) {
  await source.query(
    `UPDATE geo.${table} SET name = left(name, 80) || ' ' || $1::text, updated_at = clock_timestamp() WHERE city_id <= $2`,
    [turn, changedRows],
  );
  runs.push(await measureOne());
}
await source.end();
await closeQueue();
await closeDatabase();
console.log(JSON.stringify(runs));
