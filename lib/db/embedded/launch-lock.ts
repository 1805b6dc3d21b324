import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "../connection-errors";
import { isAlive } from "./processes";

/** A holder renews its lock this often; one that stopped renewing is gone or frozen. */
const renewEveryMs = 2_000;
const staleAfterMs = 20_000;

/**
 * Runs `work` while no other process of this machine runs its own under the same lock file: several processes may start at one moment.
 * The lock of a holder that died is taken over. PostgreSQL's own lock file is what finally keeps two servers off one data folder.
 */
export async function underLaunchLock<T>(
  file: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  while (!take(file)) {
    signal?.throwIfAborted();
    if (isStale(file)) rmSync(file, { force: true });
    else await sleep(40, undefined, { signal });
  }
  const renewal = setInterval(() => {
    if (existsSync(file)) utimesSync(file, new Date(), new Date());
  }, renewEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  let handle: number;
  try {
    handle = openSync(file, "wx", 0o644);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  try {
    writeSync(handle, String(process.pid));
    return true;
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
}

function isStale(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return false;
  if (Date.now() - found.mtimeMs > staleAfterMs) return true;
  // An empty file is being written at this moment.
  const holder = readHolder(file);
  return holder !== undefined && !isAlive(holder);
}

function readHolder(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
