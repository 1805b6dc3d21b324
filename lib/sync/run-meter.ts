import { AsyncLocalStorage } from "node:async_hooks";
import { AwaitedUnits } from "./awaited-units";

/** What a run spent since it was last asked for. */
export interface Spent {
  /** Graph's resource units (Graph contract 14, table a). */
  readonly units: number;
  /** Time in which the run waited because Graph asked for it, between calls. */
  readonly throttledMs: number;
}

/** Counts what one run spends between two of its transactions. */
export class RunMeter {
  readonly awaited: AwaitedUnits;
  private units = 0;
  private throttledMs = 0;

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

  wait(ms: number): void {
    this.throttledMs += ms;
  }

  drain(): Spent {
    const spent = { units: this.units, throttledMs: Math.round(this.throttledMs) };
    this.units = 0;
    this.throttledMs = 0;
    return spent;
  }
}

/** The meter of the run that the present call belongs to: a Graph client is shared by all runs of its connection, and each pays for its own calls. */
export const runMeter = new AsyncLocalStorage<RunMeter>();
