// Measures a run by cursor: some rows changed among a million, of a definition that reads by its column of times.
import pg from "pg";
import { z } from "zod";
import { db } from "@/lib/db/client";
import { setBudget } from "@/lib/features/budgets/mutations";
import { setCursor } from "@/lib/features/cursors/mutations";
import type { Progress } from "@/sandbox/demo/progress.mjs";
import { lockDataDir } from "@/worker/processes/data-dir-lock";
import { context, definitionNamed } from "./bench-run";
import { type BudgetStack, startBudgetStack } from "./budget-stack";
import { inFreshProcess } from "./fresh-process";
import type { Measurement } from "./measurement";
import { seedLedger } from "./seed-ledger";

interface IncrementalOptions {
  readonly dataDir: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const allRows = 1_000_000;
const changedRows = 1_000;
const turns = 5;
const mostSeconds = 2;

const answer = z.array(
  z.object({
    ms: z.number(),
    graphMs: z.number(),
    cpuMs: z.number(),
    read: z.number(),
    created: z.number(),
    updated: z.number(),
    isFullScan: z.boolean(),
  }),
);

/** Runs the measurement on a stack of its own, begun from nothing and stopped at the end. */
export async function measureIncremental({
  dataDir,
  progress,
  signal,
}: IncrementalOptions): Promise<readonly Measurement[]> {
  const lock = lockDataDir(dataDir, "npm run bench");
  try {
    const stack = await startBudgetStack({
      dataDir,
      tables: { bench_changed: allRows },
      definitions: [{ name: "Changed", table: "bench_changed" }],
      progress,
      signal,
    });
    try {
      return [await measureChanged(stack, progress, signal)];
    } finally {
      await stack.stop();
    }
  } finally {
    lock.release();
  }
}

async function measureChanged(stack: BudgetStack, progress: Progress, signal: AbortSignal): Promise<Measurement> {
  // The runs are worked in processes that can tell their time with Graph from the rest.
  await stack.firstWorker.stop();
  const { tenantId, sync } = stack.sandbox;
  // What is measured is the work, not the waiting for a budget.
  const limits = { tier: "other", minuteLimit: 1_000_000, dayLimit: 1_000_000_000 } as const;
  await setBudget(context, { tenantId, clientId: sync.clientId, ...limits });
  const source = new pg.Client({ connectionString: stack.sourceUrl });
  await source.connect();
  try {
    await source.query(
      "UPDATE geo.bench_changed SET updated_at = '2026-01-01'::timestamptz + city_id * interval '1 s'",
    );
    await source.query("CREATE INDEX ON geo.bench_changed (updated_at)");
    await source.query("VACUUM ANALYZE geo.bench_changed");
    const definition = await definitionNamed("Changed");
    const column = await db().tableColumn.findFirstOrThrow({
      where: { tableId: definition.tableId, columnName: "updated_at" },
    });
    await setCursor(context, { definitionId: definition.id, columnId: column.id });
    const seeded = await seedLedger(definition.id, stack.metastore.url, signal, 10 * allRows);
    progress.line(`seeded the ledger with ${seeded.toLocaleString("en")} entries`);
    // Seeded items exist nowhere, far from the ids of real ones: the rows that will change get real ones by the first run, which also gives the first position.
    await db().$executeRaw`
      DELETE FROM sync_ledger WHERE sync_def_id = ${definition.id}::uuid AND split_part(source_identity, '=', 2)::int <= ${changedRows}`;
    const guards = { mostVanished: { share: 1, fromItems: 20 } };
    await db().syncDefinition.update({ where: { id: definition.id }, data: { guards } });
    const input = {
      definitionId: definition.id,
      metastoreUrl: stack.metastore.url,
      sourceUrl: stack.sourceUrl,
      table: "bench_changed",
      changedRows,
      turns,
    };
    const [first, ...runs] = await inFreshProcess("bench-incremental-runs", input, answer, signal);
    if (!first?.isFullScan || first.created !== changedRows)
      throw new Error(`The first run made ${first?.created} items instead of ${changedRows}.`);
    progress.line(`first reading of all rows: ${(first.ms / 1_000).toFixed(1)} s`);
    for (const { ms, read, updated, isFullScan } of runs) {
      if (isFullScan || updated !== changedRows)
        throw new Error(`The run updated ${updated} items instead of ${changedRows}, of ${read} rows read.`);
      progress.line(`${read} rows read, ${updated} items updated in ${(ms / 1_000).toFixed(2)} s`);
    }
    return measurementOf(runs);
  } finally {
    await source.end();
  }
}

function measurementOf(runs: z.output<typeof answer>): Measurement {
  const seconds = (ms: number) => (ms / 1_000).toFixed(2);
  const besides = runs.map(({ ms, graphMs }) => ms - graphMs).sort((a, b) => a - b);
  const median = besides[Math.floor(besides.length / 2)] ?? Number.NaN;
  const all = runs.map(({ ms, graphMs, cpuMs }) => `${seconds(ms - graphMs)} of ${seconds(ms)}, ${seconds(cpuMs)}`);
  return {
    what: `${changedRows.toLocaleString("en")} changed rows among ${allRows.toLocaleString("en")}, by cursor: seconds besides Graph, the median of ${turns}`,
    found: `${seconds(median)} s (of the whole, and processor: ${all.join("; ")})`,
    wanted: `under ${mostSeconds} s`,
    isMet: median < 1_000 * mostSeconds,
  };
}
