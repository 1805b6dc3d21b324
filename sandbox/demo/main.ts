import { readFileSync } from "node:fs";
import path from "node:path";
import { lockDataDir } from "@/worker/processes/data-dir-lock";
import { announce, removeDemoFiles, withdrawAnnouncement } from "./demo-files";
import type { Progress } from "./progress.mjs";
import { readyText } from "./ready-text";
import { type Stack, startStack } from "./stack";

interface DemoOptions {
  readonly dataDir: string;
  readonly port: number;
  /** Whether to forget what earlier demos kept. */
  readonly reset: boolean;
  /** Whether nothing is set up: no demo database, no catalog, no syncs. */
  readonly isEmpty: boolean;
  readonly progress: Progress;
  /** Ends the demo in order, at whatever it is. */
  readonly signal: AbortSignal;
}

/**
 * Runs the demo until the signal aborts, then stops everything it started and returns. Rejects with the signal's reason
 * when that comes before the demo is ready, and when a part of it ends by itself.
 */
export async function runDemo({ dataDir, port, reset, isEmpty, progress, signal }: DemoOptions): Promise<void> {
  const lock = lockDataDir(dataDir, "npm run demo");
  try {
    withdrawAnnouncement(dataDir);
    if (reset) {
      await removeDemoFiles(dataDir);
      progress.line("removed the data of earlier demos");
    }
    const bundle = isEmpty ? null : readFileSync(path.resolve("sandbox/demo/demo.yaml"), "utf8");
    const stack = await startStack({ dataDir, port, bundle, progress, signal });
    try {
      const { pageUrl, leverUrl } = stack.sandbox;
      announce(dataDir, { pid: process.pid, app: stack.appUrl, sandboxPages: pageUrl, sandboxLevers: leverUrl });
      console.log(readyText(stack, { seconds: progress.seconds(), isEmpty }));
      await endOf(stack, signal);
    } finally {
      withdrawAnnouncement(dataDir);
      await stack.stop();
    }
    console.log("Everything is stopped. `npm run demo` starts again with the same data.");
  } finally {
    lock.release();
  }
}

/** Waits for the signal; throws when a part ended before it. */
async function endOf(stack: Stack, signal: AbortSignal): Promise<void> {
  const asked = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  const broken = await Promise.race([asked, stack.broken]);
  if (broken !== undefined) throw broken;
}
