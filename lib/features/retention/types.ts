import type { KeptDays } from "./schema";

/** One kind of history and how much of it there is. */
export interface KeptHistory {
  readonly kind: keyof KeptDays;
  readonly days: number | null;
  readonly rows: number;
  /** Null where there is none. */
  readonly oldestAt: Date | null;
}
