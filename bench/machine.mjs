import { readFileSync } from "node:fs";
import os from "node:os";

/** The machine in one line: numbers mean nothing without it. */
export function machine() {
  const cpus = os.cpus();
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GiB`;
  return `${cpus.length} × ${cpus[0]?.model.trim() || "unnamed processor"}, ${memory} memory, ${system()}, Node ${process.versions.node}`;
}

function system() {
  try {
    const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync("/etc/os-release", "utf8"));
    if (name) return name[1];
  } catch {
    // Not Linux: the kernel's name has to do.
  }
  return `${os.type()} ${os.release()}`;
}
