// Measures how the product spends a tenant's resource units: sandbox with its meter on, worker processes as they are shipped, no web application.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { setBudget } from "@/lib/features/budgets/mutations";
import { startRun } from "@/lib/features/runs/mutations";
import { getLiveRun } from "@/lib/features/runs/queries";
import type { Progress } from "@/sandbox/demo/progress.mjs";
import { lockDataDir } from "@/worker/processes/data-dir-lock";
import { context, definitionNamed } from "./bench-run";
import { type BudgetStack, signInAt, startBudgetStack } from "./budget-stack";
import { inFreshProcess } from "./fresh-process";
import { type Levers, openLevers } from "./levers";
import type { Measurement } from "./measurement";

interface BudgetOptions {
  readonly dataDir: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Rows of the one large load, of each of ten that run together, of the load through faults, and items of the list read by delta. */
const rows = { large: 10_000, together: 1_000, faults: 2_000, delta: 100_000 };
/** A minute of the sandbox lasts six seconds. */
const timeScale = 0.1;
const minuteLimit = 1_250;
const unitsASecond = minuteLimit / (60 * timeScale);
const together = Array.from({ length: 10 }, (_, index) => `Together ${String.fromCharCode(65 + index)}`);

/** Runs all measurements of the budget on a stack of their own. */
export async function measureBudget({ dataDir, progress, signal }: BudgetOptions): Promise<readonly Measurement[]> {
  const lock = lockDataDir(dataDir, "npm run bench");
  try {
    const stack = await startBudgetStack({
      dataDir,
      tables: { bench_large: rows.large, bench_together: rows.together, bench_faults: rows.faults },
      definitions: [
        { name: "Large", table: "bench_large" },
        { name: "Faults", table: "bench_faults" },
        ...together.map((name) => ({ name, table: "bench_together" })),
      ],
      progress,
      signal,
    });
    try {
      return await measureAll(stack, progress, signal);
    } finally {
      await stack.stop();
    }
  } finally {
    lock.release();
  }
}

async function measureAll(stack: BudgetStack, progress: Progress, signal: AbortSignal): Promise<Measurement[]> {
  const levers = openLevers(stack.sandbox.leverUrl);
  await levers.setMeter({ enabled: true, tier: "0-1k", timeScale });
  // Learned limits would be those of real minutes.
  const { tenantId, sync } = stack.sandbox;
  const limits = { minuteLimit: minuteLimit / timeScale, dayLimit: 1_000_000_000 };
  await setBudget(context, { tenantId, clientId: sync.clientId, tier: "other", ...limits });

  const large = await load({ names: ["Large"], rowsEach: rows.large, levers, progress, signal });
  for (let more = 0; more < 3; more++) await stack.addWorker();
  const many = await load({ names: together, rowsEach: rows.together, levers, progress, signal });
  const faults = await measureFaults(levers, progress, signal);
  const perItem = large.units / rows.large;
  const refused = many.refused / many.calls;
  return [
    {
      what: `first load of ${amount(rows.large)} rows, meter on: units an item, all told`,
      found: perItem.toFixed(3),
      wanted: "at most 2.02",
      isMet: perItem <= 2.02,
    },
    usedShare(`first load of ${amount(rows.large)} rows`, large),
    {
      what: `4 worker processes, 10 syncs of ${amount(rows.together)} rows on one tenant: calls refused`,
      found: `${(100 * refused).toFixed(2)} % (${many.refused} of ${amount(many.calls)})`,
      wanted: "at most 1 %",
      isMet: refused <= 0.01,
    },
    usedShare(`4 worker processes, 10 syncs of ${amount(rows.together)} rows`, many),
    faults,
    ...(await measureDelta(stack, levers, progress, signal)),
  ];
}

const usedShare = (what: string, { share }: Load): Measurement => ({
  what: `${what}: share of the minutes' units used while work waits`,
  found: `${(100 * share).toFixed(1)} %`,
  wanted: "at least 95 %",
  isMet: share >= 0.95,
});

interface Load {
  /** Units that the tenant counted, refused calls included. */
  readonly units: number;
  readonly calls: number;
  readonly refused: number;
  /** Of the units that the tenant offered, the share that was used by calls it served, while more than a twentieth of the work was left and after a twentieth was done. */
  readonly share: number;
}

interface LoadOptions {
  readonly names: readonly string[];
  readonly rowsEach: number;
  readonly levers: Levers;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Runs the definitions at once until each has succeeded and its list holds every row once. */
async function load({ names, rowsEach, levers, progress, signal }: LoadOptions): Promise<Load> {
  await levers.forgetRequests();
  const begin = performance.now();
  const runIds = await Promise.all(
    names.map(async (name) => (await startRun(context, { definitionId: (await definitionNamed(name)).id })).runId),
  );
  const samples: { readonly atMs: number; readonly units: number }[] = [];
  for (let open = [...runIds]; open.length > 0; ) {
    await sleep(100, undefined, { signal });
    samples.push({ atMs: performance.now(), units: sum(await levers.requests(), ({ unitsServed }) => unitsServed) });
    if (samples.length % 10 === 0) open = await stillOpen(open);
  }
  const totals = await levers.requests();
  for (const name of names) await requireWhole(levers, name, rowsEach);
  const units = sum(totals, (total) => total.units);
  const calls = sum(totals, (total) => total.calls);
  const refused = sum(totals, (total) => total.refused);
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
  progress.line(
    `${names.length} × ${amount(rowsEach)} rows in ${seconds} s: ${amount(units)} units, ${refused} refused`,
  );
  return {
    units,
    calls,
    refused,
    share: shareOf(
      samples,
      sum(totals, (total) => total.unitsServed),
    ),
  };
}

function shareOf(samples: readonly { readonly atMs: number; readonly units: number }[], total: number): number {
  const first = samples.find(({ units }) => units >= 0.05 * total);
  const last = samples.findLast(({ units }) => units <= 0.95 * total);
  if (!first || !last || last.atMs <= first.atMs) throw new Error("The load was too short to be measured.");
  return (last.units - first.units) / (((last.atMs - first.atMs) / 1_000) * unitsASecond);
}

async function stillOpen(runIds: readonly string[]): Promise<string[]> {
  const open: string[] = [];
  for (const runId of runIds) {
    const { run, events } = await getLiveRun(context, { runId });
    if (run.outcome === "SUCCEEDED") continue;
    if (run.outcome) throw new Error(`A run ended as ${run.outcome}: ${events.at(-1)?.message ?? "without a word"}`);
    open.push(runId);
  }
  return open;
}

async function requireWhole(levers: Levers, name: string, wanted: number): Promise<void> {
  const { items } = await levers.list(name);
  if (items !== wanted) throw new Error(`The list "${name}" holds ${items} items instead of ${wanted}.`);
}

/** A storm of 429s, answers lost after the write, and blocked connections; `load` throws unless the run succeeds and the list is whole. */
async function measureFaults(levers: Levers, progress: Progress, signal: AbortSignal): Promise<Measurement> {
  const throttled = { kind: "answer", status: 429, headers: { "Retry-After": "1" } };
  await levers.addFault({ where: "entry", method: "POST", path: "/items$", action: throttled, probability: 0.03 });
  await levers.addFault({ where: "call", path: "/\\$batch", action: throttled, after: 5, times: 5 });
  await levers.addFault({ where: "call", path: "/\\$batch", action: { kind: "dropAfter" }, probability: 0.05 });
  const blocked = { kind: "answer", status: 503, empty: true };
  await levers.addFault({ where: "call", path: "/\\$batch", action: blocked, probability: 0.05, seed: 2 });
  await levers.addFault({
    where: "entry",
    path: "/items",
    action: { kind: "answerAfter", status: 500 },
    probability: 0.01,
  });
  const begin = performance.now();
  try {
    const { refused } = await load({ names: ["Faults"], rowsEach: rows.faults, levers, progress, signal });
    const seconds = ((performance.now() - begin) / 1_000).toFixed(0);
    return {
      what: `first load of ${amount(rows.faults)} rows through a storm of 429s, lost answers and 503s`,
      found: `succeeded, every row once (${refused} refusals, ${seconds} s)`,
      wanted: "succeeds, every row once",
      isMet: true,
    };
  } finally {
    await levers.clearFaults();
  }
}

const deltaAnswer = z.object({ items: z.number(), seconds: z.number(), grownMiB: z.number() });

async function measureDelta(
  { sandbox }: BudgetStack,
  levers: Levers,
  progress: Progress,
  signal: AbortSignal,
): Promise<Measurement[]> {
  await levers.setMeter({ enabled: false });
  const list = await levers.list("Faults");
  await levers.addItems(list.id, rows.delta - list.items, signal);
  progress.line(`filled a list up to ${amount(rows.delta)} items`);
  const input = {
    ...signInAt(sandbox),
    siteId: list.siteId,
    listId: list.id,
    columns: ["Title", "SyncBridgeKey"],
    items: rows.delta,
  };
  const { items, seconds, grownMiB } = await inFreshProcess("bench-delta-once", input, deltaAnswer, signal);
  if (items !== rows.delta) throw new Error(`The delta told ${items} items instead of ${rows.delta}.`);
  const what = `delta over ${amount(rows.delta)} items`;
  return [
    {
      what: `${what}: memory grown after the first tenth`,
      found: `${grownMiB.toFixed(0)} MiB (${amount(Math.round(items / seconds))} items a second)`,
      wanted: "flat: at most 16 MiB",
      isMet: grownMiB <= 16,
    },
  ];
}

const sum = <T>(all: readonly T[], of: (each: T) => number) => all.reduce((total, each) => total + of(each), 0);
const amount = (value: number) => value.toLocaleString("en");
