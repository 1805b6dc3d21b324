// Who holds a lock file, for the scripts that run before anything is installed or built. The same files are written by
// worker/processes/data-dir-lock.ts, which these scripts cannot import yet.
import { readFileSync } from "node:fs";

/** The start time of a living process on Linux, "alive" elsewhere: tells it from another one that got its pid later. */
export function markOf(pid) {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
    }
    process.kill(pid, 0);
    return "alive";
  } catch (error) {
    return error.code === "EPERM" ? "alive" : undefined;
  }
}

/** The living process named in a lock file; nothing when there is none, or when it ended without taking its lock away. */
export function holderOf(file) {
  try {
    const holder = JSON.parse(readFileSync(file, "utf8"));
    return Number.isInteger(holder.pid) && markOf(holder.pid) === holder.mark ? holder : undefined;
  } catch {
    return undefined; // Absent, or cut off by a crash: nobody holds it.
  }
}
