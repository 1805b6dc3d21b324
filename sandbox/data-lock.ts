import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Keeps two sandboxes from writing one journal. What a killed process left behind does not lock.
 * @returns the release.
 * @throws when another living sandbox holds the directory.
 */
export function lockDataDir(dataDir: string): () => void {
  const path = join(dataDir, "sandbox.pid");
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    const holder = Number(readFileSync(path, "utf8"));
    if (holder !== process.pid && isSandbox(holder))
      throw new Error(
        `another sandbox (process ${holder}) uses ${dataDir}. Stop it or choose another SANDBOX_DATA_DIR`,
      );
    writeFileSync(path, String(process.pid));
  }
  return () => rmSync(path, { force: true });
}

/** Process ids are given out again: where the system tells, the holder must look like a sandbox. */
function isSandbox(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, "utf8").includes("sandbox");
}
