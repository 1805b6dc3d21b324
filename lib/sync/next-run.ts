import type { CursorStrategy } from "@/lib/db/generated/client";
import { nextTime } from "@/lib/jobs/cron";

/** What of a `sync_definitions` row tells when it runs by itself. */
export interface RunSchedule {
  readonly scheduleCron: string | null;
  readonly scheduleTimeZone: string;
  /** Only of importance to a definition that reads by a cursor: every run of the others is a full scan. */
  readonly fullScanCron: string | null;
  readonly cursorStrategy: CursorStrategy;
}

/** How long an incremental definition may go without a full scan where no schedule of its own says when (sync-semantics 6). */
const fullScanEveryMs = 86_400_000;

/**
 * When a definition is due next after the given time: by its schedule or, if it reads by a cursor, by that of its full scan, whichever comes
 * first. Null without a schedule. Throws `input-invalid` as `nextTime`.
 */
export function nextRunAt(schedule: RunSchedule, after: Date): Date | null {
  const { scheduleCron, scheduleTimeZone: timeZone, fullScanCron, cursorStrategy } = schedule;
  const crons = [scheduleCron, cursorStrategy === "FULL_SCAN" ? null : fullScanCron];
  const times = crons.flatMap((cron) => (cron === null ? [] : [nextTime({ cron, timeZone }, after).getTime()]));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** Whether the next run of a definition that reads by a cursor has to read everything, because its last full scan is too long ago. */
export function isFullScanDue(
  schedule: Pick<RunSchedule, "fullScanCron" | "scheduleTimeZone">,
  lastFullScanAt: Date | null,
  now: Date,
): boolean {
  if (lastFullScanAt === null) return true;
  const { fullScanCron: cron, scheduleTimeZone: timeZone } = schedule;
  if (cron === null) return now.getTime() - lastFullScanAt.getTime() >= fullScanEveryMs;
  return nextTime({ cron, timeZone }, lastFullScanAt) <= now;
}
