// Measures first loads and unchanged runs on a worker process, sandbox and embedded PostgreSQL.
import { z } from "zod";
import { setBudget } from "@/lib/features/budgets/mutations";
import type { Progress } from "@/sandbox/demo/progress.mjs";
import { lockDataDir } from "@/worker/processes/data-dir-lock";
import { runBareLoad } from "./bare-load-run";
import { context, definitionNamed, type MeasuredRun, measureRun } from "./bench-run";
import { ledgerWrites } from "./bench-tables";
import { type BudgetStack, startBudgetStack } from "./budget-stack";
import { inFreshProcess } from "./fresh-process";
import { openLevers } from "./levers";
import type { Measurement } from "./measurement";
import { peakMiBOf } from "./process-use";
import { seedLedger } from "./seed-ledger";

interface MeasureOptions {
  readonly dataDir: string;
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
const loads = ["Load product", "Load bare", "Slow load product", "Slow load bare"];

/** Runs the chosen measurements on a stack of its own, begun from nothing and stopped at the end. */
export async function measure(options: MeasureOptions): Promise<readonly Measurement[]> {
  const { dataDir, load, unchanged, progress, signal } = options;
  const lock = lockDataDir(dataDir, "npm run bench");
  try {
    const stack = await startBudgetStack({
      dataDir,
      tables: { ...(load && { bench_load: loadRows }), ...(unchanged && { bench_unchanged: unchangedRows }) },
      definitions: [
        ...(load ? loads.map((name) => ({ name, table: "bench_load" })) : []),
        ...(unchanged ? [{ name: "Unchanged", table: "bench_unchanged" }] : []),
      ],
      progress,
      signal,
    });
    try {
      const { tenantId, sync } = stack.sandbox;
      // What is measured is the work, not the waiting for a budget.
      const limits = { tier: "other", minuteLimit: 1_000_000, dayLimit: 1_000_000_000 } as const;
      await setBudget(context, { tenantId, clientId: sync.clientId, ...limits });
      return [
        ...(load ? await measureLoad(stack, progress) : []),
        ...(unchanged ? await measureUnchanged(stack, progress, signal) : []),
      ];
    } finally {
      await stack.stop();
    }
  } finally {
    lock.release();
  }
}

async function measureLoad(stack: BudgetStack, progress: Progress): Promise<readonly Measurement[]> {
  const { sourceUrl, firstWorker: worker } = stack;
  const levers = openLevers(stack.sandbox.leverUrl);
  const bare = (definitionName: string) =>
    runBareLoad({ sandbox: stack.sandbox, levers, sourceUrl, table: "bench_load", definitionName });
  const perRow = ({ cpuMs, created }: { cpuMs: number; created: number }) => cpuMs / created;
  const rate = ({ seconds, created }: { seconds: number; created: number }) => created / seconds;

  const fast = await measureRun("Load product", worker);
  progress.line(`first load by the worker: ${fast.created} items in ${fast.seconds.toFixed(1)} s`);
  const fastBare = await bare("Load bare");
  progress.line(`the same by the bare script: ${fastBare.created} items in ${fastBare.seconds.toFixed(1)} s`);
  await levers.delayBatches(slowBatchMs);
  const slow = await measureRun("Slow load product", worker);
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
  stack: BudgetStack,
  progress: Progress,
  signal: AbortSignal,
): Promise<readonly Measurement[]> {
  const { id } = await definitionNamed("Unchanged");
  const seeded = await seedLedger(id, stack.metastore.url, signal);
  progress.line(`seeded the ledger with ${seeded.toLocaleString("en")} entries`);
  // What a first load left in memory says nothing about an unchanged run.
  await stack.firstWorker.stop();
  const worker = await stack.addWorker();
  const levers = openLevers(stack.sandbox.leverUrl);
  await levers.forgetRequests();
  const writesBefore = await ledgerWrites(stack.metastore.url);
  const turns: { run: MeasuredRun; bare: BareReading }[] = [];
  for (let turn = 0; turn < unchangedTurns; turn++) {
    const bare = await bareHash(stack.sourceUrl, signal);
    const run = await measureRun("Unchanged", worker);
    if (run.rowsRead !== unchangedRows)
      throw new Error(`The run read ${run.rowsRead} rows instead of ${unchangedRows}.`);
    progress.line(`ran in ${secondsOf(run)}; read and hashed by the bare driver in ${secondsOf(bare)}`);
    turns.push({ run, bare });
  }
  const peakMiB = peakMiBOf(worker.pid ?? 0);
  const ledger = (await ledgerWrites(stack.metastore.url)) - writesBefore;
  const writes = (await levers.requests())
    .filter(({ route }) => /^(POST|PATCH|PUT|DELETE) /.test(route) && !route.includes("$batch"))
    .reduce((sum, { calls }) => sum + calls, 0);
  const best = Math.min(...turns.map(({ run }) => run.seconds)) / Math.min(...turns.map(({ bare }) => bare.seconds));
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
      found: `${best.toFixed(2)} times (${turns.map(({ run, bare }) => `${secondsOf(run)} / ${secondsOf(bare)}`).join(", ")})`,
      wanted: "at most 3 times",
      isMet: best <= 3,
    },
  ];
}

const bareShape = z.object({ rows: z.number(), seconds: z.number(), cpuMs: z.number() });
type BareReading = z.infer<typeof bareShape>;

/** On a busy machine processor time tells more than the clock. */
function secondsOf({ seconds, cpuMs }: { readonly seconds: number; readonly cpuMs: number }): string {
  return `${seconds.toFixed(1)} s (processor ${(cpuMs / 1_000).toFixed(1)} s)`;
}

/** What the bare driver needs to read the mapped columns and hash each row. */
async function bareHash(sourceUrl: string, signal: AbortSignal): Promise<BareReading> {
  const { mappings } = await definitionNamed("Unchanged");
  const columns = mappings.map((mapping) => mapping.sourceColumn);
  const input = { url: sourceUrl, table: "bench_unchanged", columns, pageSize: 1_000 };
  const reading = await inFreshProcess("bench-bare-hash", input, bareShape, signal);
  if (reading.rows !== unchangedRows)
    throw new Error(`The bare driver read ${reading.rows} rows instead of ${unchangedRows}.`);
  return reading;
}
