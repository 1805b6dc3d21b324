/** Table (a) of the Graph contract at its smallest tier; everything else is learned or entered. */
export const smallestLimits = { minute: 1_250, day: 1_200_000 } as const;

/**
 * Shares of the limits (sync-semantics section 11). In any minute at most 0.985 of the limit flows, 0.995 with people's calls: the rest is
 * for what the two clocks disagree about.
 */
export const shares = {
  /** Flows steadily. */
  steady: 0.955,
  /** May be taken at once. */
  burst: 0.03,
  /** May be taken at once by a call that a person waits for. */
  personBurst: 0.04,
  /** Of a day, left by bulk work for people and for looking things up. */
  dayReserve: 0.1,
} as const;

/**
 * The units of one application in one tenant, shared by every process (sync-semantics section 11). A client asks before each request is sent.
 */
export interface GraphBudget {
  /**
   * Resolves when the units may be spent; they count as spent from then on, whatever becomes of the request, as Graph counts them.
   * Throws SyncError `graph-throttled` (`unsent`, with `retryAfterMs`) when the wait would be long, and the signal's reason.
   */
  spend(units: number, signal: AbortSignal | undefined): Promise<void>;
  /** Graph told this application to wait: nothing is sent by anyone until then. */
  pause(ms: number): void;
  /** What an answer's headers tell of the minute's window; they appear from 80 % of it on (Graph contract 11). */
  learn(window: RateWindow): void;
}

/** `RateLimit-Limit`, `RateLimit-Remaining`, `RateLimit-Reset` of draft 3. */
export interface RateWindow {
  readonly limit: number;
  readonly remaining: number;
  readonly resetMs: number;
}

/** Reads the three headers; null unless all three are there and are numbers. */
export function readRateWindow(headers: Readonly<Record<string, string>>): RateWindow | null {
  const [limit, remaining, reset] = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"].map((name) =>
    wholeNumber(headers[name]),
  );
  if (limit == null || remaining == null || reset == null || limit === 0) return null;
  return { limit, remaining, resetMs: reset * 1_000 };
}

const wholeNumber = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;

/** Time that earns one unit. */
export function secondsPerUnit(minuteLimit: number): number {
  return 60 / (shares.steady * minuteLimit);
}

export interface PlannedCalls {
  readonly creates: number;
  readonly updates: number;
  readonly deletes: number;
  /** Reads of single items, e.g. of eTags. */
  readonly itemReads: number;
  /** Pages of a collection. */
  readonly pages: number;
}

export interface Estimate {
  readonly units: number;
  /** At the limit of the minute. */
  readonly minutes: number;
  /** At what bulk work may take of a day; below 1 the day does not bind. */
  readonly days: number;
}

/** What planned calls cost and how long they take at least, when nobody else spends (Graph contract 14, table a). */
export function estimate(planned: PlannedCalls, limits: { readonly minute: number; readonly day: number }): Estimate {
  const units = 2 * (planned.creates + planned.updates + planned.deletes + planned.pages) + planned.itemReads;
  return {
    units,
    minutes: units / (shares.steady * limits.minute),
    days: units / ((1 - shares.dayReserve) * limits.day),
  };
}
