/** How many units of an errand or a run somebody waits for: so many pass the bulk work of others, what comes after them is bulk work too. */
export class AwaitedUnits {
  constructor(private left: number) {}

  /** Counts units that are about to be spent; whether somebody waits for them. */
  take(units: number): boolean {
    this.left -= units;
    return this.left >= 0;
  }
}
