/** Why a definition's schedule starts nothing now. */
export interface ScheduleHold {
  readonly kind: "disabled" | "halted" | "parent";
  /** In words; names the parent. */
  readonly message: string;
  /** Null where nobody noted it. */
  readonly since: Date | null;
  /** The page where it can be ended; null where the definition's own page is it. */
  readonly href: string | null;
}

export interface ScheduledRun {
  readonly id: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly requestedBy: string;
  readonly isFullScan: boolean;
}

/** When a definition runs by itself. */
export interface ScheduleDetails {
  readonly definitionId: string;
  /** Null: only when asked for. */
  readonly cron: string | null;
  readonly timeZone: string;
  /** Of a definition that reads by a cursor: when it reads everything; null for once a day. */
  readonly fullScanCron: string | null;
  readonly isIncremental: boolean;
  /** When it is due next; null without a schedule. */
  readonly nextRunAt: Date | null;
  /** Its next five times, without those of the full scan. */
  readonly nextTimes: readonly Date[];
  readonly lastFullScanAt: Date | null;
  readonly lastRun: ScheduledRun | null;
  /** Null when the schedule works. */
  readonly hold: ScheduleHold | null;
}

/** What tells a page that it is out of date: it changes with each run that begins or ends. */
export interface NewestRun {
  readonly mark: string;
}
