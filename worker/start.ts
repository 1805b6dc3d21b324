import path from "node:path";
import { applyMigrations } from "@/lib/db/migrate";
import { env, requireSetting } from "@/lib/env";
import { messageOf } from "@/lib/errors/app-error";
import { lockDataDir } from "./processes/data-dir-lock";
import { enterProject } from "./processes/enter-project";
import { explain } from "./processes/fail-start";
import { firstFreePort } from "./processes/free-port";
import { type KeptProcess, keepRunning } from "./processes/keep-running";
import { localKeys } from "./processes/local-keys";
import { startLocalMetastore } from "./processes/local-metastore";
import { requireWebBuild, startNextServer } from "./processes/next-server";
import { repeat } from "./processes/repeat";
import { prefixedOutput, startNodeProcess } from "./processes/spawn-process";
import { httpAnswers, waitUntilReady } from "./processes/wait-until-ready";
import { workerArguments, workerMemory } from "./processes/worker-arguments";

type Undo = () => Promise<void> | void;

interface Metastore {
  readonly url: string;
  readonly keys: Readonly<Record<"SYNCBRIDGE_SECRET_KEY" | "NEXTAUTH_SECRET", string>>;
}

const say = prefixedOutput("start");
const reviveMs = 5_000;

/** Runs until the signal is aborted or a process is given up; `undo` collects what has to be stopped, last started first. */
async function run(signal: AbortSignal, undo: Undo[]): Promise<void> {
  enterProject(import.meta.dirname);
  const { PORT: wanted } = env();
  requireWebBuild();
  const dataDir = path.resolve(env().SYNCBRIDGE_DATA_DIR);
  const lock = lockDataDir(dataDir, "npm start");
  undo.push(() => lock.release());
  const port = await firstFreePort(wanted);
  if (port !== wanted) say(`Port ${wanted} is taken by another process; using ${port}.`);

  const metastore = env().DATABASE_URL
    ? await openGivenMetastore(signal)
    : await openOwnMetastore(dataDir, signal, undo);
  const address = process.env.SYNCBRIDGE_URL || `http://localhost:${port}`;
  const childEnv = {
    ...metastore.keys,
    DATABASE_URL: metastore.url,
    SYNCBRIDGE_DATA_DIR: dataDir,
    SYNCBRIDGE_URL: address,
    NEXTAUTH_URL: process.env.NEXTAUTH_URL || address,
  };
  const web = keep("web", undo, () => startNextServer({ port, env: childEnv, onLine: prefixedOutput("web") }));
  const worker = keep("worker", undo, () =>
    startNodeProcess({
      name: "worker",
      args: workerArguments(),
      env: { NODE_ENV: "production", ...workerMemory, ...childEnv },
      onLine: prefixedOutput("worker"),
    }),
  );
  await waitUntilReady(worker.current(), () => worker.current().isReady(), { signal });
  await waitUntilReady(web.current(), httpAnswers(`http://127.0.0.1:${port}/api/auth/providers`), { signal });
  announce(address, dataDir);
  throw await Promise.race([web.givenUp, worker.givenUp, aborted(signal)]);
}

async function openGivenMetastore(signal: AbortSignal): Promise<Metastore> {
  const url = requireSetting("DATABASE_URL");
  const keys = {
    SYNCBRIDGE_SECRET_KEY: requireSetting("SYNCBRIDGE_SECRET_KEY"),
    NEXTAUTH_SECRET: requireSetting("NEXTAUTH_SECRET"),
  };
  await applyMigrations({ url, log: say, signal });
  return { url, keys };
}

async function openOwnMetastore(dataDir: string, signal: AbortSignal, undo: Undo[]): Promise<Metastore> {
  const kept = localKeys(dataDir);
  const { SYNCBRIDGE_SECRET_KEY = kept.SYNCBRIDGE_SECRET_KEY, NEXTAUTH_SECRET = kept.NEXTAUTH_SECRET } = env();
  const metastore = await startLocalMetastore({ dataDir, log: say, signal });
  const watching = new AbortController();
  const watch = repeat(
    reviveMs,
    watching.signal,
    async () => {
      if (await metastore.revive()) say("PostgreSQL had ended and was started again.");
    },
    (error) => say(`PostgreSQL cannot be started again: ${messageOf(error)}`),
  );
  undo.push(async () => {
    watching.abort();
    await watch;
    await metastore.stop();
  });
  return { url: metastore.url, keys: { SYNCBRIDGE_SECRET_KEY, NEXTAUTH_SECRET } };
}

function keep(name: string, undo: Undo[], start: Parameters<typeof keepRunning>[0]["start"]): KeptProcess {
  const kept = keepRunning({ start, onEvent: say });
  undo.push(async () => {
    await kept.stop();
    say(`${name} stopped.`);
  });
  return kept;
}

function announce(address: string, dataDir: string): void {
  say(`SyncBridge is ready: ${address}`);
  say(`Data and keys are kept in ${dataDir}. Ctrl-C stops everything.`);
  const { ENTRA_TENANT_ID, ENTRA_CLIENT_ID, ENTRA_CLIENT_SECRET } = env();
  if (ENTRA_TENANT_ID && ENTRA_CLIENT_ID && ENTRA_CLIENT_SECRET) return;
  say("Nobody can sign in yet: set ENTRA_TENANT_ID, ENTRA_CLIENT_ID and ENTRA_CLIENT_SECRET (see README, Signing in).");
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    else signal.addEventListener("abort", () => resolve(signal.reason), { once: true });
  });
}

/** `npm start`: everything of one machine under one supervisor. */
async function main(): Promise<void> {
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      // Each child ends by itself when this process is gone.
      if (stopping.signal.aborted) process.exit(1);
      say("Stopping …");
      stopping.abort();
    });
  }
  const undo: Undo[] = [];
  let failure: unknown;
  try {
    await run(stopping.signal, undo);
  } catch (error) {
    failure = error;
  }
  const isAsked = stopping.signal.aborted;
  if (!isAsked) process.stderr.write(`${explain(failure)}\n`);
  for (const step of undo.reverse()) {
    try {
      await step();
    } catch (error) {
      process.stderr.write(`${explain(error)}\n`);
    }
  }
  process.exit(isAsked ? 0 : 1);
}

void main();
