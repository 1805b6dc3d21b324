import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors/app-error";
import { describeExit, type RunningProcess } from "./spawn-process";

interface ReadyOptions {
  /** Longest wait in milliseconds; 60 s unless said. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const intervalMs = 100;

/**
 * Waits until `check` answers true. Throws `unexpected` with the process's last lines when it ends before, or when the
 * time is over; throws the signal's reason when aborted.
 */
export async function waitUntilReady(
  started: RunningProcess,
  check: () => boolean | Promise<boolean>,
  options: ReadyOptions = {},
): Promise<void> {
  const timeoutMs = options.timeoutMs ?? 60_000;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const exit = started.exit();
    if (exit) throw notReady(started, `${describeExit(exit)} before it was ready`);
    if (await check()) return;
    if (performance.now() > deadline) throw notReady(started, `was not ready within ${timeoutMs / 1000} s`);
    await sleep(intervalMs, undefined, { signal: options.signal });
  }
}

function notReady(started: RunningProcess, what: string): AppError {
  const said = started.lastLines();
  return new AppError("unexpected", { message: `The process "${started.name}" ${what}.${said ? `\n${said}` : ""}` });
}

/** A check for `waitUntilReady`: does this http address answer, with whatever status below 500? */
export function httpAnswers(url: string): () => Promise<boolean> {
  return async () => {
    try {
      const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(2_000) });
      await response.body?.cancel();
      return response.status < 500;
    } catch {
      return false; // Nobody listens yet: exactly what the caller waits out.
    }
  };
}

/** A line watcher with a matching check: pass `onLine` to the process and `seen` to `waitUntilReady`. */
export function lineSeen(text: string, next?: (line: string) => void) {
  let found = false;
  return {
    onLine(line: string): void {
      if (line.includes(text)) found = true;
      next?.(line);
    },
    seen: (): boolean => found,
  };
}
