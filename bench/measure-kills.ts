// 200 deaths at random moments: worker, metastore, a worker asleep beyond its lease, under a list that loses answers and throttles.
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import { seededRandom } from "@/e2e/support/random";
import { db } from "@/lib/db/client";
import { setBudget } from "@/lib/features/budgets/mutations";
import { startRun } from "@/lib/features/runs/mutations";
import type { Progress } from "@/sandbox/demo/progress.mjs";
import { lockDataDir } from "@/worker/processes/data-dir-lock";
import type { RunningProcess } from "@/worker/processes/spawn-process";
import { context, definitionNamed } from "./bench-run";
import { type BudgetStack, signInAt, startBudgetStack } from "./budget-stack";
import { inFreshProcess } from "./fresh-process";
import { type Contestant, checkLists, type Edit } from "./kill-check";
import { changeRows } from "./kill-source";
import { type Levers, openLevers } from "./levers";
import type { Measurement } from "./measurement";

interface KillOptions {
  readonly dataDir: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const deaths = Number(process.env.BENCH_KILLS ?? 200);
/** One death in so many is the metastore's, and one a worker's sleep. */
const metastoreEvery = 10;
const sleepEvery = 15;
/** Deaths between two looks at both sides. */
const deathsARound = 8;
const lease = { lease: 2_000, heartbeat: 400, requestTimeout: 1_200, sweep: 500 };
const quietLimitMs = 240_000;
/** Changes of lists are told a second late, and looked for again after longer than that. */
const told = { lagSeconds: 1, pauseMs: 1_500 };
const contestants = [
  { name: "Killed push", table: "bench_killed_push", rows: 5_000, keepsEverything: false, isKeyUnique: true },
  { name: "Killed archive", table: "bench_killed_archive", rows: 5_000, keepsEverything: true, isKeyUnique: true },
  { name: "Killed plain key", table: "bench_killed_plain", rows: 1_000, keepsEverything: false, isKeyUnique: false },
];

/** Runs the campaign and tells what it found. Set BENCH_KILL_SEED to a printed seed to run one again, BENCH_KILLS for another number of deaths. */
export async function measureKills({ dataDir, progress, signal }: KillOptions): Promise<readonly Measurement[]> {
  const lock = lockDataDir(dataDir, "npm run bench");
  try {
    const stack = await startBudgetStack({
      dataDir,
      isSourceApart: true,
      tables: Object.fromEntries(contestants.map(({ table, rows }) => [table, rows])),
      definitions: contestants,
      workerEnv: {
        SYNCBRIDGE_LEASE_MS: String(lease.lease),
        SYNCBRIDGE_HEARTBEAT_MS: String(lease.heartbeat),
        SYNCBRIDGE_REQUEST_TIMEOUT_MS: String(lease.requestTimeout),
        SYNCBRIDGE_SWEEP_MS: String(lease.sweep),
        SYNCBRIDGE_ABSENCE_PAUSE_MS: String(told.pauseMs),
      },
      progress,
      signal,
    });
    try {
      return await new Campaign(stack, progress, signal).run();
    } finally {
      await stack.stop();
    }
  } finally {
    lock.release();
  }
}

class Campaign {
  private readonly seed = Number(process.env.BENCH_KILL_SEED ?? randomInt(1_000_000));
  private readonly random = seededRandom(this.seed);
  private readonly levers: Levers;
  private readonly source: pg.Client;
  private readonly workers: RunningProcess[];
  private readonly edits: Edit[] = [];
  private readonly faults: string[] = [];
  private readonly tally = { worker: 0, metastore: 0, sleep: 0, runs: 0, failedRuns: 0 };
  private syncs: (Contestant & Pick<(typeof contestants)[number], "isKeyUnique">)[] = [];

  constructor(
    private readonly stack: BudgetStack,
    private readonly progress: Progress,
    private readonly signal: AbortSignal,
  ) {
    this.levers = openLevers(stack.sandbox.leverUrl);
    this.source = new pg.Client({ connectionString: stack.sourceUrl });
    this.workers = [stack.firstWorker];
  }

  async run(): Promise<readonly Measurement[]> {
    const begin = performance.now();
    this.progress.line(`kill campaign: seed ${this.seed} (BENCH_KILL_SEED=${this.seed} repeats it)`);
    await this.source.connect();
    try {
      await this.setUp();
      await this.startRuns();
      let death = 0;
      while (death < deaths) {
        this.signal.throwIfAborted();
        for (let inRound = 0; inRound < deathsARound && death < deaths; inRound++) await this.die(++death);
        await this.untilQuiet();
        const found = await checkLists(this.syncs, this.edits, {
          levers: this.levers,
          sourceUrl: this.stack.sourceUrl,
        });
        this.faults.push(...found);
        for (const fault of found) this.progress.line(`WRONG: ${fault}`);
        this.progress.line(
          `${death} deaths, ${((performance.now() - begin) / 60_000).toFixed(1)} min, ${this.faults.length} faults`,
        );
        if (death < deaths) await this.nextRound();
      }
      return this.result((performance.now() - begin) / 60_000, await this.lastRuns());
    } finally {
      await this.source.end();
    }
  }

  private async setUp(): Promise<void> {
    this.syncs = await Promise.all(
      contestants.map(async (each) => ({ ...each, definitionId: (await definitionNamed(each.name)).id })),
    );
    const { tenantId, sync } = this.stack.sandbox;
    const limits = { tier: "other", minuteLimit: 1_000_000, dayLimit: 1_000_000_000 } as const;
    await setBudget(context, { tenantId, clientId: sync.clientId, ...limits });
    await this.levers.setProfile({ deltaLagSeconds: told.lagSeconds });
    for (const { name, definitionId, keepsEverything, isKeyUnique } of this.syncs) {
      const policy = keepsEverything ? { syncMode: "ARCHIVE_ONLY" as const } : { onSourceDelete: "DELETE" as const };
      const keyLevel = isKeyUnique ? "K1" : "K2";
      await db().syncDefinition.update({ where: { id: definitionId }, data: { ...policy, keyLevel } });
      if (!isKeyUnique) await this.lowerKey(name);
    }
    for (const { table } of contestants) await this.source.query(`CREATE TABLE geo.${table}_gone (LIKE geo.${table})`);
    this.workers.push(await this.stack.addWorker());
    await this.makeUnkind();
  }

  private async lowerKey(name: string): Promise<void> {
    const { id: listId, siteId } = await this.levers.list(name);
    const input = { ...signInAt(this.stack.sandbox), siteId, listId };
    await inFreshProcess("bench-lower-key", input, z.object({ isUnique: z.literal(false) }), this.signal);
  }

  /** 5 % of answers lost after the write, 2 % 503, 2 % 429, some 429 although the write was applied; and slow enough to die in the middle. */
  private async makeUnkind(): Promise<void> {
    const seed = this.seed;
    const batch = { path: "/\\$batch", where: "call" };
    const item = { path: "/items", where: "entry", method: "^(POST|PATCH|DELETE)$" };
    await this.levers.addFault({ ...batch, action: { kind: "delay", ms: 120, jitterMs: 120 } });
    await this.levers.addFault({ ...batch, action: { kind: "dropAfter" }, probability: 0.05, seed });
    await this.levers.addFault({ ...item, action: { kind: "answer", status: 503 }, probability: 0.02, seed: seed + 1 });
    const headers = { "Retry-After": "1" };
    await this.levers.addFault({
      ...item,
      action: { kind: "answer", status: 429, headers },
      probability: 0.02,
      seed: seed + 2,
    });
    await this.levers.addFault({
      ...item,
      action: { kind: "answerAfter", status: 429, headers },
      probability: 0.005,
      seed: seed + 3,
    });
  }

  private async startRuns(): Promise<void> {
    for (const { definitionId } of this.syncs) await startRun(context, { definitionId });
    this.tally.runs += this.syncs.length;
  }

  private async nextRound(): Promise<void> {
    for (const { table } of this.syncs) await changeRows(this.source, table, this.random);
    await this.startRuns();
  }

  private async die(death: number): Promise<void> {
    await sleep(800 + this.random.below(3_200), undefined, { signal: this.signal });
    await this.editSomething(death);
    // A round that is done before its deaths are used up begins the next one.
    if ((await this.openRuns()) === 0) await this.nextRound();
    if (death % metastoreEvery === 0) return this.killMetastore();
    if (death % sleepEvery === 0) return this.putToSleep();
    this.tally.worker++;
    const place = this.random.below(this.workers.length);
    const victim = this.workers[place];
    if (!victim?.pid) throw new Error("A worker has a process.");
    process.kill(victim.pid, "SIGKILL");
    await victim.exited;
    this.workers[place] = await this.stack.addWorker();
  }

  private async killMetastore(): Promise<void> {
    this.tally.metastore++;
    const [place] = await db().$queryRaw<
      { dir: string }[]
    >`SELECT setting AS dir FROM pg_settings WHERE name = 'data_directory'`;
    const [pid] = readFileSync(path.join(place?.dir ?? "", "postmaster.pid"), "utf8").split("\n");
    process.kill(Number(pid), "SIGKILL");
    while (!(await this.stack.metastore.revive())) await sleep(50, undefined, { signal: this.signal });
    // A worker may end itself over a lost metastore; its supervisor starts it again.
    for (const [place, worker] of this.workers.entries())
      if (worker.exit()) this.workers[place] = await this.stack.addWorker();
  }

  /** Longer than the lease, so that another worker has taken over when it wakes. */
  private async putToSleep(): Promise<void> {
    this.tally.sleep++;
    const { pid } = this.workers[this.random.below(this.workers.length)] ?? {};
    if (!pid) throw new Error("A worker has a process.");
    process.kill(pid, "SIGSTOP");
    await sleep(2.5 * lease.lease, undefined, { signal: this.signal });
    process.kill(pid, "SIGCONT");
  }

  /** A person types into an item that nobody typed into before. */
  private async editSomething(death: number): Promise<void> {
    const sync = this.syncs[death % this.syncs.length];
    if (!sync) return;
    const [entry] = await db().syncLedgerEntry.findMany({
      where: {
        syncDefId: sync.definitionId,
        state: "LINKED",
        spItemId: { notIn: this.edits.map(({ itemId }) => itemId) },
      },
      orderBy: { sourceIdentityHash: "asc" },
      skip: this.random.below(50),
      take: 1,
    });
    if (!entry?.spItemId) return;
    const value = `typed by a person ${this.seed}-${death}`;
    const list = await this.levers.list(sync.name);
    // A worker may have deleted it and died before it could say so.
    const isThere = await this.levers.editItem(list.id, entry.spItemId, { Title: value });
    if (isThere) this.edits.push({ name: sync.name, itemId: entry.spItemId, value });
  }

  private openRuns(): Promise<number> {
    return db().syncRun.count({ where: { status: "RUNNING" } });
  }

  /** Until every run has ended and one more has looked at what the last changes left. */
  private async untilQuiet(): Promise<void> {
    await this.untilEnded();
    await this.startRuns();
    await this.untilEnded();
  }

  private async untilEnded(): Promise<void> {
    const deadline = performance.now() + quietLimitMs;
    while ((await this.openRuns()) > 0) {
      if (performance.now() > deadline) {
        const open = await db().syncRun.findMany({
          where: { status: "RUNNING" },
          include: { events: { orderBy: { seq: "desc" }, take: 3 } },
        });
        throw new Error(
          `A run did not end in ${quietLimitMs / 1_000} s: ${JSON.stringify(open, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))}`,
        );
      }
      await sleep(200, undefined, { signal: this.signal });
    }
  }

  /** With nobody editing, a last run writes nothing. */
  private async lastRuns(): Promise<number> {
    await this.levers.clearFaults();
    await this.startRuns();
    await this.untilEnded();
    await this.levers.forgetRequests();
    await this.startRuns();
    await this.untilEnded();
    this.tally.failedRuns = await db().syncRun.count({ where: { status: "FAILED" } });
    const written = (await this.levers.requests()).filter(({ route }) =>
      /^(POST|PATCH|PUT|DELETE) .*items/.test(route),
    );
    return written.reduce((sum, { calls }) => sum + calls, 0);
  }

  private result(minutes: number, writes: number): readonly Measurement[] {
    const { worker, metastore, sleep: slept, runs, failedRuns } = this.tally;
    const what = `${worker} workers killed, ${metastore} metastores killed, ${slept} workers asleep beyond the lease (seed ${this.seed})`;
    return [
      {
        what: `${what}: duplicates, losses, differences, edits overwritten without a record, over ${runs} runs`,
        found: String(this.faults.length),
        wanted: "0",
        isMet: this.faults.length === 0,
      },
      { what: `${what}: runs that failed`, found: String(failedRuns), wanted: "0", isMet: failedRuns === 0 },
      { what: `${what}: writes of the run after`, found: String(writes), wanted: "0", isMet: writes === 0 },
      { what: `${what}: time`, found: `${minutes.toFixed(1)} min`, wanted: "at most 25 min", isMet: minutes <= 25 },
    ];
  }
}
