/** The sandbox's time: real time plus an offset that levers may set, so that expiry can be tried without waiting. */
export interface Clock {
  offsetMs: number;
  now(): Date;
}

export function createClock(offsetMs = 0): Clock {
  return {
    offsetMs,
    now() {
      return new Date(Date.now() + this.offsetMs);
    },
  };
}

/** ISO UTC with whole seconds: milliseconds never leave SharePoint (Graph contract 1.1). */
export function wholeSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
