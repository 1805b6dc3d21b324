import { AsyncLocalStorage } from "node:async_hooks";
import { randomInt } from "node:crypto";

/** Waits, or rejects with the signal's reason. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** Passes the waits that Graph asks for within a call, so that whoever makes it can tell for how long: a client is shared by all runs. */
export const toldWaits = new AsyncLocalStorage<(wait: () => Promise<void>) => Promise<void>>();

/** Waits because Graph asked for it, or rejects with the signal's reason. */
export function sleepTold(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const pass = toldWaits.getStore();
  return pass ? pass(() => sleep(ms, signal)) : sleep(ms, signal);
}

/** Waits for work that cannot be aborted itself, no longer than the signal allows. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (onAbort) signal.removeEventListener("abort", onAbort);
  }
}

/** Wait before try number `attempt` + 1: doubles from half a second, up to 16 s, the upper half at random so that callers spread out. */
export function backoffMs(attempt: number): number {
  const full = Math.min(16_000, 500 * 2 ** attempt);
  return Math.ceil(full / 2) + randomInt(Math.ceil(full / 2));
}

/**
 * A pause that all calls of one client share. Graph counts refused requests, so that calls made during the wait lengthen it
 * (Graph contract 11): while the application is told to wait, nothing is sent.
 */
export class Pause {
  /** By the monotonic clock. */
  #untilMs = 0;

  /** Makes every call wait at least this long from now; a longer pause that runs already stays. */
  holdFor(ms: number): void {
    this.#untilMs = Math.max(this.#untilMs, performance.now() + ms);
  }

  get remainingMs(): number {
    return Math.max(0, Math.ceil(this.#untilMs - performance.now()));
  }
}

/** Lets a bounded number of calls pass at once, in the order of their coming. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
