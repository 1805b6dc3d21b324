import { AsyncLocalStorage } from "node:async_hooks";
import { AwaitedUnits } from "./awaited-units";

/** What a run spent since it was last asked for. */
export interface Spent {
  /** Graph's resource units (Graph contract 14, table a). */
  readonly units: number;
  /** Time in which the run waited because Graph asked for it or the budget was spent; calls that wait side by side wait once. */
  readonly throttledMs: number;
}

/** Counts what one run spends between two of its transactions. */
export class RunMeter {
  readonly awaited: AwaitedUnits;
  private units = 0;
  private throttledMs = 0;
  private waiting = 0;
  /** By the monotonic clock: up to here the present wait is counted. */
  private countedUpToMs = 0;

  /** `awaitedUnits`: how many of its units a person waits for; none of a load's. */
  constructor(
    readonly definitionId: string,
    awaitedUnits = 0,
  ) {
    this.awaited = new AwaitedUnits(awaitedUnits);
  }

  spend(units: number): void {
    this.units += units;
  }

  /** Counts the time of a wait, as it passes. */
  async whileWaiting<T>(wait: () => Promise<T>): Promise<T> {
    if (this.waiting === 0) this.countedUpToMs = performance.now();
    this.waiting += 1;
    try {
      return await wait();
    } finally {
      this.count();
      this.waiting -= 1;
    }
  }

  private count(): void {
    const now = performance.now();
    this.throttledMs += now - this.countedUpToMs;
    this.countedUpToMs = now;
  }

  drain(): Spent {
    if (this.waiting > 0) this.count();
    const spent = { units: this.units, throttledMs: Math.round(this.throttledMs) };
    this.units = 0;
    this.throttledMs = 0;
    return spent;
  }

  /** Takes back what was drained and could not be stored. */
  giveBack({ units, throttledMs }: Spent): void {
    this.units += units;
    this.throttledMs += throttledMs;
  }
}

/** Waits on the account of the run that the present call belongs to; plainly where it belongs to none. */
export function whileWaiting<T>(wait: () => Promise<T>): Promise<T> {
  const meter = runMeter.getStore();
  return meter ? meter.whileWaiting(wait) : wait();
}

/** The meter of the run that the present call belongs to: a Graph client is shared by all runs of its connection, and each pays for its own calls. */
export const runMeter = new AsyncLocalStorage<RunMeter>();
