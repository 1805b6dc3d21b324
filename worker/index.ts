import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { closeDatabase, configureDatabase } from "@/lib/db/client";
import { applyMigrations } from "@/lib/db/migrate";
import { env, requireSetting } from "@/lib/env";
import { messageOf } from "@/lib/errors/app-error";
import { startWorkQueue } from "@/lib/jobs/work-queue";
import { log } from "@/lib/log";
import { holdAgainstMark } from "@/lib/sync/installation";
import { describeWorker, forgetWorker, noteAlive } from "@/lib/sync/worker-registry";
import { sweepHistory } from "./handlers/sweep-history";
import { sweepIntrospections } from "./handlers/sweep-introspections";
import { sweepRuns } from "./handlers/sweep-runs";
import { sweepSchedules } from "./handlers/sweep-schedules";
import { enterProject } from "./processes/enter-project";
import { failStart } from "./processes/fail-start";
import { onStopSignal } from "./processes/on-stop-signal";
import { repeat } from "./processes/repeat";
import { sayReady } from "./processes/spawn-process";
import { registerHandlers } from "./register";

/** How long running work may take to come to an end after it was asked to. */
const graceMs = 10_000;

async function startWorker(): Promise<void> {
  enterProject(import.meta.dirname);
  const workerLog = log("worker");
  const url = requireSetting("DATABASE_URL");
  requireSetting("SYNCBRIDGE_SECRET_KEY");
  const runs = env().SYNCBRIDGE_WORKER_RUNS;
  const holder = `${hostname()}:${process.pid}:${randomBytes(4).toString("hex")}`;

  configureDatabase(url);
  await applyMigrations({ url, log: (line) => workerLog.info(line) });
  await holdAgainstMark();
  const queue = await startWorkQueue({ url, name: holder });
  const stopping = new AbortController();

  // The metastore may go away and come back at any time: what was under way fails, the worker stays.
  process.on("unhandledRejection", (error) => workerLog.error({ reason: messageOf(error) }, "a failure went unheard"));
  onStopSignal(async (signal) => {
    workerLog.info({ signal }, "worker stops");
    stopping.abort();
    // A metastore that does not answer must not keep the process: its jobs and leases run out by themselves.
    await Promise.race([
      queue
        .stop(graceMs - 1_000)
        .then(() => forgetWorker(holder))
        .then(closeDatabase),
      sleep(graceMs),
    ]);
    workerLog.info("worker stopped");
  });

  const self = describeWorker(holder);
  await noteAlive(self);
  await registerHandlers(queue, { holder, runs });
  workerLog.info({ holder, runs }, "worker ready");
  sayReady();
  const sweep = (what: string, round: () => Promise<void>) =>
    repeat(env().SYNCBRIDGE_SWEEP_MS, stopping.signal, round, (error) =>
      workerLog.warn({ sweep: what, reason: lastLine(messageOf(error)) }, "the sweep failed and will be repeated"),
    );
  await Promise.all([
    repeat(
      env().SYNCBRIDGE_HEARTBEAT_MS,
      stopping.signal,
      () => noteAlive(self),
      (error) => workerLog.warn({ reason: lastLine(messageOf(error)) }, "the worker could not say that it is alive"),
    ),
    sweep("runs", async () => {
      const woken = await sweepRuns(queue);
      if (woken > 0) workerLog.info({ woken }, "woke runs that nobody worked");
    }),
    sweep("schedules", async () => {
      const started = await sweepSchedules();
      if (started > 0) workerLog.info({ started }, "started runs whose time had come");
    }),
    sweep("history", async () => {
      const removed = await sweepHistory();
      if (Object.values(removed).some((count) => count > 0)) workerLog.info(removed, "removed old history");
    }),
    sweep("introspections", async () => {
      const { ended, requested } = await sweepIntrospections();
      if (ended > 0) workerLog.warn({ ended }, "ended introspections whose worker had stopped");
      if (requested > 0) workerLog.info({ requested }, "asked for introspections whose time had come");
    }),
  ]);
}

/** Prisma's messages begin with an outline of the call; what went wrong stands at the end. */
function lastLine(message: string): string {
  return message.trimEnd().split("\n").at(-1) ?? message;
}

startWorker().catch(failStart);
