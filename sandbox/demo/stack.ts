import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { GEO_OWNER } from "@/sandbox/sources/geo-schema";
import type { SandboxInfo } from "@/sandbox/start";
import { firstFreePort } from "@/worker/processes/free-port";
import { type KeptProcess, keepRunning } from "@/worker/processes/keep-running";
import { localKeys } from "@/worker/processes/local-keys";
import { startLocalMetastore } from "@/worker/processes/local-metastore";
import { startNextServer } from "@/worker/processes/next-server";
import { describeExit, type RunningProcess, startNodeProcess } from "@/worker/processes/spawn-process";
import { httpAnswers, waitUntilReady } from "@/worker/processes/wait-until-ready";
import { workerArguments, workerMemory } from "@/worker/processes/worker-arguments";
import { demoPasswords, keepSandboxPorts, recordFileIn, type SandboxPorts, sandboxPorts } from "./demo-files";
import type { Progress } from "./progress.mjs";

interface StackOptions {
  readonly dataDir: string;
  /** Wanted port of the application; the next free one is taken when it is not free. */
  readonly port: number;
  /** The YAML of what the installation shall hold, with the variables of `demo.yaml`; null leaves it empty, without a demo source. */
  readonly bundle: string | null;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface Stack {
  readonly appUrl: string;
  readonly sandbox: SandboxInfo;
  readonly metastoreUrl: string;
  /** The worker that runs now; another one after it was killed. */
  worker(): RunningProcess;
  /** Settles with the reason when a part ends again and again. */
  readonly broken: Promise<Error>;
  /** Stops all parts, the ones that use others first. */
  stop(): Promise<void>;
}

const sandboxInfoShape: z.ZodType<SandboxInfo> = z.object({
  pid: z.number(),
  graphUrl: z.url(),
  authorityUrl: z.url(),
  signInUrl: z.url(),
  pageUrl: z.url(),
  leverUrl: z.url(),
  tenantId: z.string(),
  hostname: z.string(),
  signIn: z.object({ clientId: z.string(), clientSecret: z.string() }),
  sync: z.object({ clientId: z.string(), clientSecret: z.string() }),
  certPath: z.string(),
});

/** Starts PostgreSQL, the sandbox, a worker and the web application, and fills the catalog where there is a bundle. What was started is stopped when a step fails or the signal aborts. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const stops: (() => Promise<unknown>)[] = [];
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
  { dataDir, port, bundle, progress, signal }: StackOptions,
  stops: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Stack> {
  const write = logWriter(path.join(dataDir, "logs"));
  const keep = (start: () => RunningProcess): KeptProcess => {
    const kept = keepRunning({ start, onEvent: (line) => progress.line(line) });
    stops.push(() => kept.stop());
    return kept;
  };

  const keys = localKeys(dataDir);
  const passwords = demoPasswords(dataDir);
  const metastore = await startLocalMetastore({ dataDir, signal });
  stops.push(() => metastore.stop());
  const source = bundle === null ? null : { bundle, url: await metastore.database("geo") };
  progress.line("started PostgreSQL and brought the metastore up to date");
  signal.throwIfAborted();

  const ports = await freeSandboxPorts(dataDir, port, progress);
  const { kept: keptSandbox, info: sandbox } = await startSandbox({
    keep,
    write: write("sandbox"),
    dataDir,
    ports,
    sourceUrl: source && withLogin(source.url, GEO_OWNER, passwords.owner),
    signal,
  });
  progress.line("started the sandbox: Microsoft Graph and sign-in");

  const appPort = await firstFreePort(port, { except: Object.values(ports) });
  if (appPort !== port) progress.line(`port ${port} is taken, the application uses ${appPort}`);
  const appUrl = `http://localhost:${appPort}`;
  const env = {
    ...keys,
    NODE_ENV: "production",
    DATABASE_URL: metastore.url,
    SYNCBRIDGE_DATA_DIR: dataDir,
    SYNCBRIDGE_URL: appUrl,
    NEXTAUTH_URL: appUrl,
    ENTRA_AUTHORITY: sandbox.signInUrl,
    ENTRA_TENANT_ID: sandbox.tenantId,
    ENTRA_CLIENT_ID: sandbox.signIn.clientId,
    ENTRA_CLIENT_SECRET: sandbox.signIn.clientSecret,
    // Node reads it only when a process begins.
    NODE_EXTRA_CA_CERTS: sandbox.certPath,
  };
  const worker = keep(() => startScript("worker", env, write("worker")));
  const web = keep(() => startNextServer({ port: appPort, env, onLine: write("web") }));
  await waitUntilReady(worker.current(), () => worker.current().isReady(), { signal });
  if (source) {
    const input = {
      sourceUrl: source.url,
      bundle: source.bundle,
      recordFile: recordFileIn(dataDir),
      passwords,
      sandbox,
    };
    await fillCatalog({ env, input, write: write("set-up"), progress, signal });
  }
  await waitUntilReady(web.current(), httpAnswers(`http://127.0.0.1:${appPort}/api/auth/providers`), { signal });
  progress.line("started the application and a worker");
  const broken = Promise.race([keptSandbox.givenUp, worker.givenUp, web.givenUp]);
  return { appUrl, sandbox, metastoreUrl: metastore.url, worker: () => worker.current(), broken, stop };
}

type Write = (line: string) => void;

/** One log file a part, begun anew at each start. */
function logWriter(folder: string): (name: string) => Write {
  mkdirSync(folder, { recursive: true });
  return (name) => {
    const file = createWriteStream(path.join(folder, `${name}.log`));
    return (line) => void file.write(`${line}\n`);
  };
}

function startScript(name: string, env: Readonly<Record<string, string>>, onLine: Write): RunningProcess {
  if (name === "worker")
    return startNodeProcess({ name, args: workerArguments(), env: { ...workerMemory, ...env }, onLine });
  return startNodeProcess({ name, args: ["--enable-source-maps", path.resolve(`dist/${name}.mjs`)], env, onLine });
}

async function freeSandboxPorts(dataDir: string, appPort: number, progress: Progress): Promise<SandboxPorts> {
  const wanted = sandboxPorts(dataDir);
  const graph = await firstFreePort(wanted.graph, { except: [appPort] });
  const page = await firstFreePort(wanted.page, { except: [appPort, graph] });
  const lever = await firstFreePort(wanted.lever, { except: [appPort, graph, page] });
  if (page !== wanted.page) progress.line(`port ${wanted.page} is taken, the sandbox's page uses ${page}`);
  if (graph !== wanted.graph) progress.line(`port ${wanted.graph} is taken, the sandbox's Graph uses ${graph}`);
  const ports = { graph, page, lever };
  keepSandboxPorts(dataDir, ports);
  return ports;
}

interface SandboxStart {
  readonly keep: (start: () => RunningProcess) => KeptProcess;
  readonly write: Write;
  readonly dataDir: string;
  readonly ports: SandboxPorts;
  /** Whose rows the sandbox's page may change; null for none. */
  readonly sourceUrl: string | null;
  readonly signal: AbortSignal;
}

async function startSandbox({ keep, write, dataDir, ports, sourceUrl, signal }: SandboxStart) {
  let ready: string | undefined;
  const env = {
    SANDBOX_DATA_DIR: path.join(dataDir, "sandbox"),
    SANDBOX_GRAPH_PORT: String(ports.graph),
    SANDBOX_PAGE_PORT: String(ports.page),
    SANDBOX_LEVER_PORT: String(ports.lever),
    ...(sourceUrl !== null && { SANDBOX_SOURCE_URL: sourceUrl }),
  };
  const kept = keep(() =>
    startScript("sandbox", env, (line) => {
      write(line);
      if (line.startsWith("{")) ready ??= line;
    }),
  );
  await waitUntilReady(kept.current(), () => ready !== undefined, { signal });
  return { kept, info: sandboxInfoShape.parse(JSON.parse(ready ?? "")) };
}

interface CatalogFilling {
  readonly env: Readonly<Record<string, string>>;
  readonly input: unknown;
  readonly write: Write;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** A process of its own: it speaks to the sandbox's Graph as the product does, for which the certificate must be known from its beginning. */
async function fillCatalog({ env, input, write, progress, signal }: CatalogFilling): Promise<void> {
  const settings = { ...env, LOG_LEVEL: "silent", DEMO_SET_UP: JSON.stringify(input) };
  const child = startScript("demo-set-up", settings, (line) => {
    write(line);
    if (line.startsWith("- ")) progress.line(line.slice(2));
  });
  const stop = () => void child.stop();
  signal.addEventListener("abort", stop, { once: true });
  const exit = await child.exited;
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  if (exit.code !== 0) throw new Error(`The set-up of the catalog ${describeExit(exit)}.\n${child.lastLines()}`);
}

/** The same database under another login. */
function withLogin(url: string, user: string, password: string): string {
  const address = new URL(url);
  address.username = user;
  address.password = password;
  return address.toString();
}
