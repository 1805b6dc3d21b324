import { readFileSync } from "node:fs";

/** Clock ticks a second in /proc: 100 on every Linux that Node runs on (USER_HZ). */
const ticksPerSecond = 100;

/** Processor time a process has used so far, in milliseconds. Linux only. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // proc(5): after the name in brackets come the fields from the third on; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond;
}

/** The most memory a process was resident with so far, in MiB. Linux only. */
export function peakMiBOf(pid: number): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) / 1_024;
}

/** The memory a process is resident with now, in MiB. Linux only. */
export function residentMiBOf(pid: number): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) / 1_024;
}
