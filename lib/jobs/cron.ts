import { CronExpressionParser } from "cron-parser";
import { AppError, messageOf } from "@/lib/errors/app-error";

/** Five cron fields (minute, hour, day of the month, month, day of the week) and the IANA zone in which they are read. */
export interface Schedule {
  readonly cron: string;
  readonly timeZone: string;
}

function refused(field: "cron" | "timeZone", message: string, cause?: unknown): AppError {
  return new AppError("input-invalid", { message, details: { field }, cause });
}

/** Throws `input-invalid` with `details.field` `timeZone` for a name that is no IANA time zone. */
export function requireTimeZone(timeZone: string): void {
  // An offset such as +05:45 knows no clock changes and is no zone.
  if (/^[A-Za-z]/.test(timeZone) && isKnown(timeZone)) return;
  throw refused("timeZone", `“${timeZone}” is no time zone. Write it like Europe/Zurich or UTC.`);
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * The next times at which a schedule falls due, strictly after the given one. A time that a clock change skips falls due right after it; one
 * that happens twice is due once.
 * @throws AppError `input-invalid` with `details.field` `cron` or `timeZone`, in words
 */
export function nextTimes({ cron, timeZone }: Schedule, after: Date, count: number): readonly Date[] {
  requireTimeZone(timeZone);
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) {
    throw refused("cron", "Write five fields: minute, hour, day of the month, month and day of the week.");
  }
  // The library takes H for a time of its own choice, another one at each reading.
  if (fields.some((field) => /(^|[,/(])h/i.test(field)))
    throw refused("cron", "Times chosen by chance (H) cannot be kept.");
  try {
    const expression = CronExpressionParser.parse(fields.join(" "), { currentDate: after, tz: timeZone });
    return Array.from({ length: count }, () => expression.next().toDate());
  } catch (error) {
    const said = messageOf(error).replace(/\.$/, "");
    const never = /loop limit|Invalid explicit day of month/i.test(said);
    throw refused("cron", never ? "This day never comes." : `These times cannot be read: ${said}.`, error);
  }
}

/** The next time at which a schedule falls due; throws as `nextTimes`. */
export function nextTime(schedule: Schedule, after: Date): Date {
  const [next] = nextTimes(schedule, after, 1);
  if (!next) throw refused("cron", "This day never comes.");
  return next;
}
