import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { AppError } from "@/lib/errors/app-error";
import { codeOf } from "../connection-errors";
import type { Account } from "./account";
import { type Binaries, programEnv } from "./binaries";
import { type Cluster, superuser } from "./cluster";
import { commandOf, isAlive, isListed } from "./processes";

/** A server that accepts connections. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** A start after a crash replays the log first, which can take a while on a slow disk. */
const patienceMs = 120_000;
/** A process that ended is collected by its parent in no time, or, in some containers, never. */
const collectMs = 3_000;

/**
 * The server that runs on this cluster already; waits for one that is starting or stopping. A pid file left by a dead server is
 * PostgreSQL's own business, but one whose pid belongs to some other program by now (after a restart of the machine or a container)
 * would keep PostgreSQL from starting for ever: that one is removed.
 */
export async function findPostmaster(cluster: Cluster, signal?: AbortSignal): Promise<Postmaster | undefined> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(50, undefined, { signal })) {
    const file = readPidFile(cluster.dir);
    if (!file) return undefined;
    if (!isAlive(file.pid)) {
      if (!isListed(file.pid)) return undefined;
      // Dead but not yet collected: PostgreSQL would take it for a running server.
      if (Date.now() < deadline - patienceMs + collectMs) continue;
      removePidFile(cluster.dir, file.text);
      return undefined;
    }
    if (file.port && (await answers(cluster, file.port))) return { pid: file.pid, port: file.port };
    const command = commandOf(file.pid);
    if (command !== undefined && !isServerOf(cluster.dir, command)) {
      removePidFile(cluster.dir, file.text);
      return undefined;
    }
    if (Date.now() > deadline) {
      throw new AppError("embedded-unavailable", {
        message: `Process ${file.pid} holds the data in ${cluster.dir} but does not answer.`,
        remedy: `Look at process ${file.pid}; stop it if it hangs, then start again.`,
      });
    }
  }
}

interface StartOptions {
  readonly binaries: Binaries;
  readonly account: Account;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly signal?: AbortSignal;
}

/**
 * Starts a server on the cluster and waits until it accepts connections. It is a process group of its own with its messages in a file:
 * Ctrl-C in a terminal reaches only us, who stop it in order, and it outlives our death for the next start to join.
 */
export async function startPostmaster(cluster: Cluster, options: StartOptions): Promise<Postmaster> {
  const log = openSync(options.logFile, "a", 0o600);
  const logStart = statSync(options.logFile).size;
  const settings = {
    port: String(options.port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    ...options.settings,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(options.binaries("postgres"), ["-D", cluster.dir, ...args], {
    ...options.account,
    env: programEnv,
    cwd: cluster.dir,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  let ended = "";
  child.once("error", (error) => {
    ended = error.message;
  });
  child.once("exit", (code, killer) => {
    ended = `it ended with ${code ?? killer}`;
  });
  child.unref();
  const { pid } = child;
  try {
    for (const deadline = Date.now() + patienceMs; ; await sleep(20, undefined, { signal: options.signal })) {
      if (ended || pid === undefined) throw startFailure(ended, options.logFile, logStart, options.port);
      if (await answers(cluster, options.port)) return { pid, port: options.port };
      if (Date.now() > deadline) {
        throw new AppError("embedded-unavailable", {
          message: "PostgreSQL did not accept connections in two minutes.",
        });
      }
    }
  } catch (error) {
    if (pid !== undefined && !ended) await stopPostmaster(pid);
    throw error;
  }
}

/** Ends sessions and stops in order (fast shutdown, SIGINT); a server that hangs is stopped at once and recovers at its next start. */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const [stopSignal, waitMs] of [
    ["SIGINT", 60_000],
    ["SIGQUIT", 10_000],
  ] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, stopSignal);
    for (const deadline = Date.now() + waitMs; Date.now() < deadline; await sleep(10)) {
      if (!isAlive(pid)) return;
    }
  }
  throw new AppError("embedded-unavailable", { message: `PostgreSQL (process ${pid}) does not stop.` });
}

/** The pid of the server that holds the cluster now; never that of a program that is seen to be something else. */
export function postmasterPid(cluster: Cluster): number | undefined {
  const pid = readPidFile(cluster.dir)?.pid;
  if (pid === undefined) return undefined;
  const command = commandOf(pid);
  return command === undefined || isServerOf(cluster.dir, command) ? pid : undefined;
}

function startFailure(ended: string, logFile: string, logStart: number, port: number): AppError {
  const said = readFileSync(logFile).subarray(logStart).toString("utf8").trim().slice(-3_000);
  if (/Address already in use|Only one usage of each socket address/.test(said)) {
    return new AppError("port-taken", { message: `Port ${port} is already in use.`, details: { port } });
  }
  return new AppError("embedded-unavailable", {
    message: `PostgreSQL did not start: ${ended}. ${said}`,
    remedy: `Read the last lines of ${logFile}.`,
    details: { said },
  });
}

/** Whether the server at the port is the one of this cluster and accepts connections. */
async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: superuser,
    password: cluster.password,
    database: "postgres",
    connectionTimeoutMillis: 2_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
    return rows[0] !== undefined && realpathSync(rows[0].data_directory) === cluster.dir;
  } catch {
    // No one listens, it is still starting, it knows another password, or its folder is not ours to see: not our server, or not yet.
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Line 1 is the pid, line 4 the port (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_*); the port is missing while it starts. */
function readPidFile(dir: string): { pid: number; port: number | undefined; text: string } | undefined {
  try {
    const text = readFileSync(path.join(dir, "postmaster.pid"), "utf8");
    const lines = text.split("\n");
    const pid = Math.abs(Number(lines[0]));
    return pid ? { pid, port: Number(lines[3]) || undefined, text } : undefined;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Removes the very file that was judged; one that a server wrote meanwhile is put back. */
function removePidFile(dir: string, judged: string): void {
  const file = path.join(dir, "postmaster.pid");
  const aside = `${file}.stale-${process.pid}`;
  renameSync(file, aside);
  if (readFileSync(aside, "utf8") === judged) rmSync(aside);
  else renameSync(aside, file);
}

function isServerOf(dir: string, command: string): boolean {
  return command.includes("postgres") && command.includes(dir);
}
