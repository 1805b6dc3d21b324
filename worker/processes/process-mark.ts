import { readFileSync } from "node:fs";

/**
 * Tells a living process from another one that was given the same pid later: its start time on Linux, "alive" elsewhere.
 * Nothing when no such process runs; a zombie counts as gone.
 */
export function processMark(pid: number): string | undefined {
  if (process.platform === "linux") {
    // proc(5): "pid (name) state ppid …"; the name may hold spaces and brackets, field 22 is the start time.
    const stat = readStat(pid);
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields && fields[0] !== "Z" && fields[0] !== "X" ? fields[19] : undefined;
  }
  try {
    process.kill(pid, 0);
    return "alive";
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM" ? "alive" : undefined;
  }
}

function readStat(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined; // ENOENT, or ESRCH when it ended between open and read: gone either way.
  }
}
