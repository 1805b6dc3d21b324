import type { Meter } from "./run-store";

/** Counts what a run spends between two of its transactions. Units are Graph's resource units (Graph contract 14, table a). */
export class RunMeter implements Meter {
  private units = 0;

  spend(units: number): void {
    this.units += units;
  }

  drain(): { readonly units: number } {
    const { units } = this;
    this.units = 0;
    return { units };
  }
}
