import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { createApplication } from "@/lib/features/applications/mutations";
import { setBudget } from "@/lib/features/budgets/mutations";
import { createDatabase, createInstance } from "@/lib/features/databases/mutations";
import { addSite, createConnection, provisionList } from "@/lib/features/sharepoint/mutations";
import { createConnectionInput } from "@/lib/features/sharepoint/schema";
import { createDefinition, enableDefinition } from "@/lib/features/syncs/mutations";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { discoverSite } from "@/lib/sync/discover-sharepoint";
import { introspectDatabase } from "@/lib/sync/introspect-database";
import { createEmptyDatabase, createTestDatabase } from "./metastore";

const root = path.resolve(import.meta.dirname, "../..");
const never = new AbortController().signal;

/** Whoever sets a stack up. */
export const commandLine: Context = { actor: { kind: "command-line", name: "test" }, requestId: "test" };

/** A worker process as it is shipped. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  /** What it wrote so far. */
  output(): string;
  /** Sends a signal; resolves at once. */
  signal(name: NodeJS.Signals): void;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

/** A table `public.things` (id, name, amount, note, happened_on) synced into a list of the sandbox, all by the product's own functions. */
export interface SyncStack {
  readonly definitionId: string;
  readonly listName: string;
  readonly graph: SandboxGraph;
  /** On the source database, as its owner. */
  readonly source: pg.Client;
  startWorker(): Promise<WorkerProcess>;
  stop(): Promise<void>;
}

/** Time limits of a lease that a test can wait for. Milliseconds. */
export const shortLease = { lease: 2_000, heartbeat: 400, requestTimeout: 1_200, sweep: 500 };

const table = `CREATE TABLE things (
  id integer PRIMARY KEY, name varchar(100), amount numeric(12, 2), note text, happened_on date)`;

/** Starts sandbox, metastore and source, catalogs both sides, provisions the list and enables the definition. */
export async function startSyncStack(): Promise<SyncStack> {
  process.env.SYNCBRIDGE_SECRET_KEY = randomBytes(32).toString("base64");
  const metastore = await createTestDatabase();
  const sourceDatabase = await createEmptyDatabase();
  configureDatabase(metastore.url);
  configureQueue(metastore.url);
  const source = new pg.Client({ connectionString: sourceDatabase.url });
  await source.connect();
  await source.query(table);
  const graph = await startSandboxGraph();
  const listName = "Things";
  const definitionId = await defineSync(sourceDatabase.url, graph, listName);
  const program = buildWorker();
  const workers: WorkerProcess[] = [];
  return {
    definitionId,
    listName,
    graph,
    source,
    startWorker: async () => {
      const worker = await startWorker(program, metastore.url, graph.sandbox.info.certPath);
      workers.push(worker);
      return worker;
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.kill()));
      await closeQueue();
      await closeDatabase();
      await source.end();
      await graph.stop();
      await metastore.drop();
      await sourceDatabase.drop();
    },
  };
}

async function defineSync(sourceUrl: string, graph: SandboxGraph, listName: string): Promise<string> {
  const { applicationId } = await createApplication(commandLine, { name: "Test", ownerTeam: null, description: null });
  const address = new URL(sourceUrl);
  const { databaseId } = await createDatabase(commandLine, {
    applicationId,
    name: "Things",
    dbType: "POSTGRES",
    environment: "DEV",
    databaseName: address.pathname.slice(1),
  });
  const { instanceId } = await createInstance(commandLine, {
    databaseId,
    instanceLabel: "main",
    host: address.hostname,
    port: Number(address.port),
    dbName: address.pathname.slice(1),
    dbUser: decodeURIComponent(address.username),
    dbPassword: decodeURIComponent(address.password),
    config: {},
    role: "PRIMARY",
    priority: 1,
    validFrom: null,
    validTo: null,
  });
  const run = await db().introspectionRun.create({ data: { databaseInstanceId: instanceId, startedAt: new Date() } });
  await introspectDatabase({ introspectionRunId: run.id, signal: never });
  const { id: tableId } = await db().databaseTable.findFirstOrThrow({ where: { tableName: "things" } });
  return defineListSync(graph, tableId, listName);
}

/** Connects the sandbox, provisions a list from the table and enables a definition between the two; answers its id. */
export async function defineListSync(graph: SandboxGraph, tableId: string, listName: string): Promise<string> {
  const { tenantId, clientId, clientSecret, authorityHost, scopes } = graph.options;
  // The sandbox refuses nothing unless a test switches its meter on.
  const limits = { tier: "other", minuteLimit: 1_000_000, dayLimit: 1_000_000_000 } as const;
  await setBudget(commandLine, { tenantId, clientId, ...limits });
  const { connectionId } = await createConnection(
    commandLine,
    createConnectionInput.parse({
      name: "Sandbox",
      tenantId,
      clientId,
      clientSecret,
      authorityHost,
      scopes,
    }),
  );
  const siteAddress = `https://${graph.sandbox.info.hostname}/sites/operations`;
  const { siteId } = await addSite(commandLine, { connectionId, address: siteAddress });
  await discoverSite({ siteId, signal: never });
  const list = await provisionList(commandLine, { tableId, siteId, displayName: listName });
  const made = await createDefinition(commandLine, {
    name: listName,
    tableId,
    listId: list.listRowId,
    conflictPolicy: "SOURCE_WINS",
  });
  await enableDefinition(commandLine, made);
  return made.definitionId;
}

/** A build of its own, so that tests neither need `npm run build` nor disturb what it made. */
function buildWorker(): string {
  mkdirSync(path.join(root, "dist"), { recursive: true });
  execFileSync(process.execPath, [path.join(root, "worker/build.mjs"), "--outdir=dist/test-worker", "worker"], {
    cwd: root,
  });
  return path.join(root, "dist/test-worker/worker.mjs");
}

async function startWorker(program: string, databaseUrl: string, certificate: string): Promise<WorkerProcess> {
  const child = spawn(process.execPath, ["--enable-source-maps", program], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      NODE_EXTRA_CA_CERTS: certificate,
      LOG_LEVEL: "info",
      SYNCBRIDGE_LEASE_MS: String(shortLease.lease),
      SYNCBRIDGE_HEARTBEAT_MS: String(shortLease.heartbeat),
      SYNCBRIDGE_REQUEST_TIMEOUT_MS: String(shortLease.requestTimeout),
      SYNCBRIDGE_SWEEP_MS: String(shortLease.sweep),
    },
  });
  let written = "";
  const gone = once(child, "exit");
  const collect = (part: Buffer) => {
    written = (written + part.toString()).slice(-200_000);
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  while (!written.includes("worker ready")) {
    if (child.exitCode !== null) throw new Error(`The worker did not start:\n${written}`);
    await Promise.race([once(child.stdout, "data"), gone]);
  }
  return {
    child,
    output: () => written,
    signal: (name) => child.kill(name),
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await gone;
    },
  };
}
