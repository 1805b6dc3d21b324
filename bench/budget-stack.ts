import { execFile } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { closeDatabase, configureDatabase } from "@/lib/db/client";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { demoPasswords, recordFileIn, removeDemoFiles } from "@/sandbox/demo/demo-files";
import type { Progress } from "@/sandbox/demo/progress.mjs";
import { loadGeo } from "@/sandbox/sources/load-geo";
import { localKeys } from "@/worker/processes/local-keys";
import { type LocalMetastore, startLocalMetastore } from "@/worker/processes/local-metastore";
import { describeExit, type RunningProcess, startNodeProcess } from "@/worker/processes/spawn-process";
import { waitUntilReady } from "@/worker/processes/wait-until-ready";
import { workerArguments, workerMemory } from "@/worker/processes/worker-arguments";
import { benchBundle } from "./bench-bundle";
import { makeBenchTable } from "./bench-tables";

interface BudgetStackOptions {
  readonly dataDir: string;
  /** Tables of the source in schema `geo`, by their rows. */
  readonly tables: Readonly<Record<string, number>>;
  readonly definitions: readonly { readonly name: string; readonly table: string }[];
  /** Keeps the source on a server of its own, so that the metastore's can be killed alone. */
  readonly isSourceApart?: boolean;
  /** Settings of the worker processes, beyond the defaults. */
  readonly workerEnv?: Readonly<Record<string, string>>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const tenantShape = z.object({
  graphUrl: z.url(),
  pageUrl: z.url(),
  authorityUrl: z.url(),
  leverUrl: z.url(),
  tenantId: z.string(),
  hostname: z.string(),
  sync: z.object({ clientId: z.string(), clientSecret: z.string() }),
  certPath: z.string(),
});

/** By what a program signs in at the stack's sandbox as the sync does. */
export const signInAt = ({ tenantId, sync, authorityUrl, graphUrl }: z.infer<typeof tenantShape>) => ({
  tenantId,
  ...sync,
  authorityHost: authorityUrl,
  scopes: [`${graphUrl}/.default`],
});

export interface BudgetStack {
  readonly sandbox: z.infer<typeof tenantShape>;
  /** Address of the source database, as a superuser. */
  readonly sourceUrl: string;
  readonly metastore: LocalMetastore;
  /** The worker that was started with the stack. */
  readonly firstWorker: RunningProcess;
  /** Starts one more worker process. */
  addWorker(): Promise<RunningProcess>;
  stop(): Promise<void>;
}

/** Where the processes of this measurement are bundled, apart from what `npm run build` made. */
const programs = "dist/bench-processes";

/** PostgreSQL, sandbox and one worker with a filled catalog, without the web application; begun from nothing. */
export async function startBudgetStack(options: BudgetStackOptions): Promise<BudgetStack> {
  const { dataDir, signal } = options;
  const remove = async () => {
    await removeDemoFiles(path.join(dataDir, "source"));
    await removeDemoFiles(dataDir);
  };
  await remove();
  const bundling = ["worker/build.mjs", `--outdir=${programs}`, "worker", "sandbox"];
  await promisify(execFile)(process.execPath, bundling, { signal });
  const stops: (() => Promise<unknown>)[] = [remove];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    return await startParts(options, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  { dataDir, tables, definitions, isSourceApart, workerEnv, progress, signal }: BudgetStackOptions,
  stops: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<BudgetStack> {
  const passwords = demoPasswords(dataDir);
  const metastore = await startLocalMetastore({ dataDir, signal });
  stops.push(() => metastore.stop());
  const source = isSourceApart
    ? await startLocalMetastore({ dataDir: path.join(dataDir, "source"), signal })
    : metastore;
  if (isSourceApart) stops.push(() => source.stop());
  const sourceUrl = await source.database("geo");
  await loadGeo({ url: sourceUrl, readerPassword: passwords.reader, ownerPassword: passwords.owner });
  for (const [table, rows] of Object.entries(tables)) await makeBenchTable(sourceUrl, table, rows);
  progress.line("made the tables to measure with");

  mkdirSync(path.join(dataDir, "logs"), { recursive: true });
  const start = (
    name: string,
    args: readonly string[],
    env: Record<string, string>,
    onLine?: (line: string) => void,
  ) => {
    const log = createWriteStream(path.join(dataDir, "logs", `${name}.log`));
    const heard = (line: string) => {
      log.write(`${line}\n`);
      onLine?.(line);
    };
    const started = startNodeProcess({ name, args, env, onLine: heard });
    stops.push(() => started.stop());
    return started;
  };

  let ready: string | undefined;
  const sandboxProcess = start(
    "sandbox",
    [path.resolve(programs, "sandbox.mjs")],
    { SANDBOX_DATA_DIR: path.join(dataDir, "sandbox"), NODE_ENV: "production" },
    (line) => {
      if (line.startsWith("{")) ready ??= line;
    },
  );
  await waitUntilReady(sandboxProcess, () => ready !== undefined, { signal });
  const sandbox = tenantShape.parse(JSON.parse(ready ?? ""));

  const keys = localKeys(dataDir);
  const env = {
    ...keys,
    NODE_ENV: "production",
    DATABASE_URL: metastore.url,
    SYNCBRIDGE_DATA_DIR: dataDir,
    // Node reads it only when a process begins.
    NODE_EXTRA_CA_CERTS: sandbox.certPath,
  };
  let workers = 0;
  const addWorker = async () => {
    const settings = workerArguments().filter((argument) => argument.startsWith("--"));
    const worker = start(`worker-${++workers}`, [...settings, path.resolve(programs, "worker.mjs")], {
      ...env,
      ...workerMemory,
      ...workerEnv,
    });
    await waitUntilReady(worker, () => worker.isReady(), { signal });
    return worker;
  };
  const firstWorker = await addWorker();
  const input = JSON.stringify({
    sourceUrl,
    bundle: benchBundle(definitions),
    recordFile: recordFileIn(dataDir),
    passwords,
    sandbox,
  });
  const setUp = start("set-up", [path.resolve("dist/bench-set-up.mjs")], {
    ...env,
    LOG_LEVEL: "silent",
    DEMO_SET_UP: input,
  });
  const exit = await setUp.exited;
  if (exit.code !== 0) throw new Error(`The set-up of the catalog ${describeExit(exit)}.\n${setUp.lastLines()}`);
  progress.line(`made ${definitions.length} lists and their syncs`);

  configureDatabase(metastore.url);
  configureQueue(metastore.url);
  const own = { SYNCBRIDGE_SECRET_KEY: keys.SYNCBRIDGE_SECRET_KEY, NODE_EXTRA_CA_CERTS: sandbox.certPath };
  for (const [name, value] of Object.entries(own)) {
    const before = process.env[name];
    process.env[name] = value;
    // The next stack has its own, and would read a certificate that is gone.
    stops.push(async () => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
  stops.push(async () => {
    await closeQueue();
    await closeDatabase();
  });
  return { sandbox, sourceUrl, metastore, firstWorker, addWorker, stop };
}
