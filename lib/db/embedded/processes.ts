import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { codeOf } from "../connection-errors";

/** Whether the system knows a process of this id, one that ended and waits to be collected included. */
export function isListed(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** Whether a process of this id runs, ours or not. One that ended and waits to be collected does not: a container's first process may never do so. */
export function isAlive(pid: number): boolean {
  if (!isListed(pid)) return false;
  if (process.platform !== "linux") return true;
  // The state stands after the name, which is in brackets and may itself hold brackets (proc(5)).
  const stat = readProc(pid, "stat");
  return stat === undefined || !/^ [ZX]/.test(stat.slice(stat.lastIndexOf(")") + 1));
}

/** The command line of a running process; undefined when it cannot be seen. */
export function commandOf(pid: number): string | undefined {
  if (process.platform === "linux") return readProc(pid, "cmdline")?.replaceAll("\0", " ");
  if (process.platform === "win32") return undefined;
  const shown = spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" });
  return shown.error ? undefined : shown.stdout.trim();
}

/** Empty for a process that ended meanwhile, undefined where the system hides other users' processes. */
function readProc(pid: number, file: "stat" | "cmdline"): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch (error) {
    return ["ENOENT", "ESRCH"].includes(codeOf(error) ?? "") ? "" : undefined;
  }
}
