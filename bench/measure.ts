// Measures first loads and unchanged runs on the demo's own stack: built worker, sandbox, embedded PostgreSQL.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { closeDatabase, configureDatabase } from "@/lib/db/client";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { demoPasswords, removeDemoFiles } from "@/sandbox/demo/demo-files";
import type { Progress } from "@/sandbox/demo/progress.mjs";
import { type Stack, startStack } from "@/sandbox/demo/stack";
import { loadGeo } from "@/sandbox/sources/load-geo";
import { localKeys } from "@/worker/processes/local-keys";
import { startLocalMetastore } from "@/worker/processes/local-metastore";
import { waitUntilReady } from "@/worker/processes/wait-until-ready";
import { runBareLoad } from "./bare-load-run";
import { benchBundle } from "./bench-bundle";
import { definitionNamed, measureRun } from "./bench-run";
import { ledgerWrites, makeBenchTable } from "./bench-tables";
import { inFreshProcess } from "./fresh-process";
import { openLevers } from "./levers";
import type { Measurement } from "./measurement";
import { peakMiBOf } from "./process-use";
import { seedLedger } from "./seed-ledger";

interface MeasureOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly load: boolean;
  readonly unchanged: boolean;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const loadRows = 100_000;
const unchangedRows = 1_000_000;
/** Runs and yardsticks in turn: what else the machine does then meets both alike. */
const unchangedTurns = 2;
const slowBatchMs = 300;
const definitions = [
  { name: "Load product", table: "bench_load" },
  { name: "Load bare", table: "bench_load" },
  { name: "Slow load product", table: "bench_load" },
  { name: "Slow load bare", table: "bench_load" },
  { name: "Unchanged", table: "bench_unchanged" },
];

/** Runs the chosen measurements on a stack of its own, begun from nothing and stopped at the end. */
export async function measure(options: MeasureOptions): Promise<readonly Measurement[]> {
  const { dataDir, progress } = options;
  await removeDemoFiles(dataDir);
  const sourceUrl = await makeTables(options);
  const stack = await startStack({ ...options, bundle: benchBundle(definitions) });
  configureDatabase(stack.metastoreUrl);
  configureQueue(stack.metastoreUrl);
  process.env.SYNCBRIDGE_SECRET_KEY ??= localKeys(dataDir).SYNCBRIDGE_SECRET_KEY;
  try {
    const found: Measurement[] = [];
    if (options.load) found.push(...(await measureLoad(stack, sourceUrl, progress)));
    if (options.unchanged) found.push(...(await measureUnchanged(stack, sourceUrl, progress, options.signal)));
    return found;
  } finally {
    await closeQueue();
    await closeDatabase();
    await stack.stop();
    await removeDemoFiles(dataDir);
  }
}

/** Loads the demo source and makes the tables to measure with, before anything introspects them. Answers the source's address. */
async function makeTables({ dataDir, progress, signal }: MeasureOptions): Promise<string> {
  const server = await startLocalMetastore({ dataDir, signal });
  try {
    const url = await server.database("geo");
    const passwords = demoPasswords(dataDir);
    await loadGeo({ url, readerPassword: passwords.reader, ownerPassword: passwords.owner });
    await makeBenchTable(url, "bench_load", loadRows);
    await makeBenchTable(url, "bench_unchanged", unchangedRows);
    progress.line("made the tables to measure with");
    return url;
  } finally {
    await server.stop();
  }
}

async function measureLoad(stack: Stack, sourceUrl: string, progress: Progress): Promise<readonly Measurement[]> {
  const levers = openLevers(stack.sandbox.leverUrl);
  const bare = (definitionName: string) =>
    runBareLoad({ sandbox: stack.sandbox, levers, sourceUrl, table: "bench_load", definitionName });
  const perRow = ({ cpuMs, created }: { cpuMs: number; created: number }) => cpuMs / created;
  const rate = ({ seconds, created }: { seconds: number; created: number }) => created / seconds;

  const fast = await measureRun("Load product", stack.worker());
  progress.line(`first load by the worker: ${fast.created} items in ${fast.seconds.toFixed(1)} s`);
  const fastBare = await bare("Load bare");
  progress.line(`the same by the bare script: ${fastBare.created} items in ${fastBare.seconds.toFixed(1)} s`);
  await levers.delayBatches(slowBatchMs);
  const slow = await measureRun("Slow load product", stack.worker());
  progress.line(`first load, ${slowBatchMs} ms a batch: ${slow.created} items in ${slow.seconds.toFixed(1)} s`);
  const slowBare = await bare("Slow load bare");
  progress.line(`the same by the bare script: ${slowBare.created} items in ${slowBare.seconds.toFixed(1)} s`);
  await levers.delayBatches(0);
  for (const each of [fast, fastBare, slow, slowBare]) {
    if (each.created !== loadRows) throw new Error(`A load made ${each.created} items instead of ${loadRows}.`);
  }

  const extra = perRow(fast) - perRow(fastBare);
  const ratio = rate(slow) / rate(slowBare);
  const rows = loadRows.toLocaleString("en");
  return [
    {
      what: `first load of ${rows} rows: processor time a row above the bare script`,
      found: `${extra.toFixed(2)} ms (${perRow(fast).toFixed(2)} against ${perRow(fastBare).toFixed(2)})`,
      wanted: "at most 1.5 ms",
      isMet: extra <= 1.5,
    },
    {
      what: `first load of ${rows} rows, ${slowBatchMs} ms a batch: rows a second, share of the bare script's`,
      found: `${ratio.toFixed(2)} (${rate(slow).toFixed(0)} against ${rate(slowBare).toFixed(0)} a second)`,
      wanted: "at least 0.95",
      isMet: ratio >= 0.95,
    },
  ];
}

async function measureUnchanged(
  stack: Stack,
  sourceUrl: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<readonly Measurement[]> {
  const { id } = await definitionNamed("Unchanged");
  const seeded = await seedLedger(id, stack.metastoreUrl, signal);
  progress.line(`seeded the ledger with ${seeded.toLocaleString("en")} entries`);
  await restartWorker(stack, signal);
  const levers = openLevers(stack.sandbox.leverUrl);
  await levers.forgetRequests();
  const writesBefore = await ledgerWrites(stack.metastoreUrl);
  const times: { run: number; bare: number }[] = [];
  for (let turn = 0; turn < unchangedTurns; turn++) {
    const bare = await bareHash(sourceUrl, signal);
    const run = await measureRun("Unchanged", stack.worker());
    if (run.rowsRead !== unchangedRows)
      throw new Error(`The run read ${run.rowsRead} rows instead of ${unchangedRows}.`);
    progress.line(`ran in ${run.seconds.toFixed(1)} s; read and hashed by the bare driver in ${bare.toFixed(1)} s`);
    times.push({ run: run.seconds, bare });
  }
  const peakMiB = peakMiBOf(stack.worker().pid ?? 0);
  const ledger = (await ledgerWrites(stack.metastoreUrl)) - writesBefore;
  const writes = (await levers.requests())
    .filter(({ route }) => /^(POST|PATCH|PUT|DELETE) /.test(route) && !route.includes("$batch"))
    .reduce((sum, { calls }) => sum + calls, 0);
  const best = Math.min(...times.map(({ run }) => run)) / Math.min(...times.map(({ bare }) => bare));
  const what = `unchanged run over ${unchangedRows.toLocaleString("en")} rows`;
  return [
    { what: `${what}: writes to Graph`, found: String(writes), wanted: "0", isMet: writes === 0 },
    { what: `${what}: writes to the ledger`, found: String(ledger), wanted: "0", isMet: ledger === 0 },
    {
      what: `${what}: most memory resident, worker started afresh`,
      found: `${peakMiB.toFixed(0)} MiB`,
      wanted: "under 256 MiB",
      isMet: peakMiB < 256,
    },
    {
      what: `${what}: time, against reading and hashing them with the bare driver`,
      found: `${best.toFixed(2)} times (${times.map(({ run, bare }) => `${run.toFixed(1)} / ${bare.toFixed(1)} s`).join(", ")})`,
      wanted: "at most 3 times",
      isMet: best <= 3,
    },
  ];
}

const bareShape = z.object({ rows: z.number(), seconds: z.number() });

/** Seconds that the bare driver needs to read the mapped columns and hash each row. */
async function bareHash(sourceUrl: string, signal: AbortSignal): Promise<number> {
  const { mappings } = await definitionNamed("Unchanged");
  const columns = mappings.map((mapping) => mapping.sourceColumn);
  const input = { url: sourceUrl, table: "bench_unchanged", columns, pageSize: 1_000 };
  const { rows, seconds } = await inFreshProcess("bench-bare-hash", input, bareShape, signal);
  if (rows !== unchangedRows) throw new Error(`The bare driver read ${rows} rows instead of ${unchangedRows}.`);
  return seconds;
}

/** What a first load left in memory says nothing about an unchanged run. */
async function restartWorker(stack: Stack, signal: AbortSignal): Promise<void> {
  const former = stack.worker();
  await former.stop();
  while (stack.worker() === former) await sleep(50, undefined, { signal });
  const worker = stack.worker();
  await waitUntilReady(worker, () => worker.isReady(), { signal });
}
