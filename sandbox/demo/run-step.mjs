import { spawn } from "node:child_process";
import { Refusal } from "./refusal.mjs";

const keptLines = 40;

/**
 * Runs one program quietly to its end. It gets a process group of its own, so that an abort ends it with everything it
 * started. Throws a Refusal with its last lines when it fails.
 */
export function runStep(what, command, args, { cwd, env = {}, signal, show = false }) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const windows = process.platform === "win32";
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: !windows,
      shell: windows,
    });
    let tail = [];
    const note = (chunk) => {
      if (show) process.stdout.write(chunk);
      tail = [...tail, ...String(chunk).split("\n").filter(Boolean)].slice(-keptLines);
    };
    child.stdout.on("data", note);
    child.stderr.on("data", note);
    let insist;
    const stop = () => {
      kill(child, "SIGTERM");
      insist = setTimeout(() => kill(child, "SIGKILL"), 3_000);
    };
    signal?.addEventListener("abort", stop, { once: true });
    child.once("error", (error) => reject(new Refusal(`${what} could not start: ${error.message}.`)));
    child.once("close", (code, by) => {
      clearTimeout(insist);
      signal?.removeEventListener("abort", stop);
      if (signal?.aborted) reject(signal.reason);
      else if (code === 0) resolve(undefined);
      else reject(failure(what, code ?? by, tail));
    });
  });
}

function kill(child, signal) {
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

function failure(what, code, tail) {
  const text = tail.join("\n");
  if (/ENOSPC|No space left/.test(text)) {
    return new Refusal(
      `${what} failed: the disk is full.`,
      "Free some space and start again; nothing half made is used.",
    );
  }
  return new Refusal(`${text}\n\n${what} failed (${code}). The lines above say why.`, "Mend that and start again.");
}
