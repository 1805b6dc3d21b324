// Measures what a person waits for of a metastore as a large company fills it: pages, searches, the palette, and a row's passport.
import { closeDatabase, configureDatabase } from "@/lib/db/client";
import { applyMigrations } from "@/lib/db/migrate";
import type { Progress } from "@/sandbox/demo/progress.mjs";
import { lockDataDir } from "@/worker/processes/data-dir-lock";
import { type BenchServer, startBenchServer } from "./bench-server";
import type { Measurement } from "./measurement";
import { type PageCase, pageCases, paletteCases } from "./page-cases";
import { passportCases } from "./passport-cases";
import { cpuMsOf } from "./process-use";
import { seeded, seedMetastore } from "./seed-metastore";
import { openStatementCounter, type StatementCounter } from "./statement-count";

interface MetastoreOptions {
  readonly dataDir: string;
  readonly pages: boolean;
  readonly passport: boolean;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** How often each is asked for with a warm cache. */
const calls = 50;
const warmUps = 3;
const mostMs = { page: 150, palette: 100, passport: 100 };

/** Runs the chosen measurements on a metastore of their own, which is removed at the end. */
export async function measureMetastore({
  dataDir,
  pages,
  passport,
  progress,
  signal,
}: MetastoreOptions): Promise<readonly Measurement[]> {
  const lock = lockDataDir(dataDir, "npm run bench");
  try {
    const server = await startBenchServer(dataDir, signal);
    try {
      const url = await server.database("metastore");
      await applyMigrations({ url, dir: "prisma/migrations" });
      await seedMetastore(url);
      progress.line(`seeded ${seeded.tables} tables, ${seeded.entries} ledger entries and ${seeded.runs} runs`);
      configureDatabase(url);
      const counter = await openCounter(server);
      try {
        const measure = (cases: readonly PageCase[], most: number) => measureCases(cases, most, counter, progress);
        return [
          ...(pages ? await measure(await pageCases(), mostMs.page) : []),
          ...(pages ? await measure(paletteCases, mostMs.palette) : []),
          ...(passport ? await measure(passportCases(), mostMs.passport) : []),
        ];
      } finally {
        await counter.close();
      }
    } finally {
      await closeDatabase();
      await server.remove();
    }
  } finally {
    lock.release();
  }
}

const openCounter = async (server: BenchServer) => openStatementCounter(await server.database("counter"));

async function measureCases(
  cases: readonly PageCase[],
  most: number,
  counter: StatementCounter,
  progress: Progress,
): Promise<readonly Measurement[]> {
  const found: Measurement[] = [];
  for (const { what, ask } of cases) {
    for (let turn = 0; turn < warmUps; turn++) await ask(turn);
    await counter.forget();
    const cpuBefore = cpuMsOf(process.pid);
    const times: number[] = [];
    for (let turn = 0; turn < calls; turn++) {
      const from = performance.now();
      await ask(turn);
      times.push(performance.now() - from);
    }
    const cpuMs = (cpuMsOf(process.pid) - cpuBefore) / calls;
    const { ms, slowest } = await counter.count("metastore");
    times.sort((a, b) => a - b);
    const p95 = times[Math.ceil(0.95 * calls) - 1] ?? Number.NaN;
    const median = times[Math.floor(calls / 2)] ?? Number.NaN;
    const isMet = p95 < most;
    const told = `p95 ${p95.toFixed(0)} ms, median ${median.toFixed(0)} ms (processor here ${cpuMs.toFixed(1)}, in the statements ${(ms / calls).toFixed(1)})`;
    progress.line(`${what}: ${told}${isMet ? "" : `; ${slowest[0]}`}`);
    found.push({ what, found: told, wanted: `p95 under ${most} ms`, isMet });
  }
  return found;
}
