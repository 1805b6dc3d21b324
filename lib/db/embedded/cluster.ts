import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import { codeOf } from "../connection-errors";
import type { Account } from "./account";
import { type Binaries, programEnv } from "./binaries";

/** PostgreSQL's superuser here, and the owner of everything. */
export const superuser = "syncbridge";

/** Root keeps here what an unprivileged server cannot reach inside the project. */
export const reachableRoot = "/var/lib/syncbridge";

/** One data folder of PostgreSQL that is whole. */
export interface Cluster {
  readonly dir: string;
  readonly password: string;
  /** The port of the last start; none before the first. */
  readonly port: number | undefined;
}

/** Lies in the data folder itself, so that a copied or moved one brings its password along. */
const settingsFile = "syncbridge.json";
const settings = z.object({ password: z.string(), port: z.number().int().optional() });
const location = z.object({ cluster: z.string() });

/** Where the data lies or shall lie: in `home`, unless the server's account cannot reach that. */
export function clusterFolder(home: string, accountFor: (dir: string) => Account): string {
  const usual = path.join(home, "cluster");
  if (existsSync(usual)) return usual;
  const pointer = path.join(home, "location.json");
  if (existsSync(pointer)) {
    const elsewhere = location.parse(JSON.parse(readFileSync(pointer, "utf8"))).cluster;
    if (existsSync(elsewhere)) return elsewhere;
  }
  const account = accountFor(usual);
  if (account.uid === undefined || spawnSync("ls", [home], account).status === 0) return usual;
  const elsewhere = path.join(reachableRoot, createHash("sha256").update(home).digest("hex").slice(0, 12), "cluster");
  // Without its pointer, what lies there belongs to a home that somebody removed to begin anew.
  rmSync(elsewhere, { recursive: true, force: true });
  writeFileSync(pointer, JSON.stringify({ cluster: elsewhere }));
  return elsewhere;
}

interface MakeOptions {
  readonly binaries: Binaries;
  readonly account: Account;
  readonly major: number;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Skip waiting for the disk: for throw-away servers of tests. */
  readonly hasty: boolean;
}

/** Opens the cluster in `dir`, made first where it is missing. What an interrupted start left half made is never used. */
export async function openCluster(dir: string, options: MakeOptions): Promise<Cluster> {
  const parent = path.dirname(dir);
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  for (const name of readdirSync(parent)) {
    if (name.startsWith("cluster.half-")) removeHalf(path.join(parent, name));
  }
  if (existsSync(dir) && !isWhole(dir)) {
    const aside = `${dir}.broken-${Date.now()}`;
    renameSync(dir, aside);
    options.log(`The data folder was not whole; it was moved to ${aside}.`);
  }
  if (!existsSync(dir)) await makeCluster(dir, options);
  const made = Number(readFileSync(path.join(dir, "PG_VERSION"), "utf8"));
  if (made !== options.major) {
    throw new AppError("embedded-unavailable", {
      message: `The data in ${dir} was made by PostgreSQL ${made}; the installed programs are version ${options.major}.`,
      remedy: "Install the SyncBridge version that made it, or choose another SYNCBRIDGE_DATA_DIR.",
    });
  }
  const { password, port } = settings.parse(JSON.parse(readFileSync(path.join(dir, settingsFile), "utf8")));
  return { dir: realpathSync(dir), password, port };
}

/** Notes the port for those who join and for the next start. */
export function rememberPort(cluster: Cluster, port: number, account: Account): void {
  if (cluster.port === port) return;
  writeSettings(cluster.dir, { password: cluster.password, port }, account);
}

function isWhole(dir: string): boolean {
  return [settingsFile, "PG_VERSION", "global/pg_control"].every((file) => canSee(path.join(dir, file)));
}

/** Unlike existsSync, a folder closed to us is an error and not an absence. */
function canSee(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

/** Makes the cluster beside its place and renames it when it is whole: a stop at any moment leaves either all or nothing. */
async function makeCluster(dir: string, options: MakeOptions): Promise<void> {
  const half = `${path.join(path.dirname(dir), "cluster.half-")}${process.pid}-${randomBytes(4).toString("hex")}`;
  const data = path.join(half, "data");
  const passwordFile = path.join(half, "password");
  const password = randomBytes(24).toString("base64url");
  try {
    ownedFolder(half, options.account);
    ownedFolder(data, options.account);
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    own(passwordFile, options.account);
    await initdb(data, passwordFile, options);
    writeSettings(data, { password }, options.account);
    renameSync(data, dir);
  } catch (error) {
    // Another process was first: its cluster is as good.
    if (!["ENOTEMPTY", "EEXIST"].includes(codeOf(error) ?? "")) throw error;
  } finally {
    removeHalf(half);
  }
}

/** Repeats while the initdb of a killed start, which nobody stopped, still writes into it. */
function removeHalf(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 20 });
}

function initdb(data: string, passwordFile: string, options: MakeOptions): Promise<void> {
  const args = ["-D", data, "-U", superuser, "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8"];
  // The builtin locale sorts by code point and is the same on every system and in every version.
  args.push("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-locale");
  if (options.hasty) args.push("--no-sync");
  return new Promise((resolve, reject) => {
    const child = spawn(options.binaries("initdb"), args, {
      ...options.account,
      env: programEnv,
      cwd: data,
      stdio: ["ignore", "ignore", "pipe"],
      signal: options.signal,
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-4_000);
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve();
      reject(new AppError("embedded-unavailable", { message: `initdb ended with ${code}: ${said.trim()}` }));
    });
  });
}

/** Names the two things that go wrong with folders. PostgreSQL's programs say it in English (LC_ALL=C) and in no other way. */
export function folderError(error: unknown, folder: string): unknown {
  const code = codeOf(error) ?? "";
  if (code === "ENOSPC" || (error instanceof Error && error.message.includes("No space left on device"))) {
    return new AppError("disk-full", { message: `No space is left for PostgreSQL's data in ${folder}.`, cause: error });
  }
  if (!["EACCES", "EPERM"].includes(code)) return error;
  return new AppError("embedded-unavailable", {
    message: `PostgreSQL's data in ${folder} belongs to another user.`,
    remedy: "Start SyncBridge as the user who started it before, or choose another SYNCBRIDGE_DATA_DIR.",
    cause: error,
  });
}

function writeSettings(dir: string, value: z.infer<typeof settings>, account: Account): void {
  const file = path.join(dir, settingsFile);
  const next = `${file}.${process.pid}`;
  writeFileSync(next, JSON.stringify(value), { mode: 0o600 });
  own(next, account);
  renameSync(next, file);
}

function ownedFolder(dir: string, account: Account): void {
  mkdirSync(dir, { mode: 0o700 });
  chmodSync(dir, 0o700);
  own(dir, account);
}

function own(file: string, account: Account): void {
  if (account.uid !== undefined) chownSync(file, account.uid, account.gid);
}
