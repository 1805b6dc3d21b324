import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors/app-error";
import { describeExit, type ProcessExit, type RunningProcess } from "./spawn-process";

interface KeepRunningOptions {
  readonly start: () => RunningProcess;
  /** Told in a sentence what happened to the process. */
  readonly onEvent: (line: string) => void;
  /** So many unasked ends within `withinMs` and it is given up. */
  readonly mostCrashes?: number;
  readonly withinMs?: number;
  /** The pause before the first restart; it doubles with each crash, up to 30 s. */
  readonly firstPauseMs?: number;
}

export interface KeptProcess {
  /** The process that runs now, or ran last. */
  current(): RunningProcess;
  /** Settles with the reason when it is given up; never when it is stopped. */
  readonly givenUp: Promise<AppError>;
  /** Stops it for good. */
  stop(graceMs?: number): Promise<void>;
}

const longestPauseMs = 30_000;

/** Starts a process and starts it anew whenever it ends unasked. */
export function keepRunning(options: KeepRunningOptions): KeptProcess {
  const { mostCrashes = 5, withinMs = 300_000, firstPauseMs = 1_000 } = options;
  const stopping = new AbortController();
  const crashes: number[] = [];
  let current = options.start();

  const countCrash = (): number => {
    const now = performance.now();
    crashes.push(now);
    while (crashes[0] !== undefined && crashes[0] < now - withinMs) crashes.shift();
    return crashes.length;
  };
  const watch = async (giveUp: (reason: AppError) => void): Promise<void> => {
    for (;;) {
      const exit = await current.exited;
      if (stopping.signal.aborted) return;
      const count = countCrash();
      if (count >= mostCrashes) return giveUp(tooManyCrashes(current, exit, count));
      const pauseMs = Math.min(firstPauseMs * 2 ** (count - 1), longestPauseMs);
      options.onEvent(`${current.name} ${describeExit(exit)}; it is started again in ${pauseMs / 1_000} s.`);
      // Stopping ends the pause early.
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      current = options.start();
    }
  };
  let watching: Promise<void> = Promise.resolve();
  const givenUp = new Promise<AppError>((resolve, reject) => {
    watching = watch(resolve);
    watching.catch(reject);
  });
  return {
    current: () => current,
    givenUp,
    async stop(graceMs) {
      stopping.abort();
      await current.stop(graceMs);
      await watching;
    },
  };
}

function tooManyCrashes(ended: RunningProcess, exit: ProcessExit, count: number): AppError {
  return new AppError("unexpected", {
    message: `The process "${ended.name}" ended ${count} times in a short while; the last time it ${describeExit(exit)}.`,
    remedy: "Its last lines say why. Mend that and start again.",
  });
}
