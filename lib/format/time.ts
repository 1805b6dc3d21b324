import { notMeasured } from "@/lib/format/number";

/** A moment as it comes from a row, from JSON or from a clock. */
export type Moment = Date | string | number;

/** The moment as a Date; an unreadable one is an error of the program, not of the reader. */
export function toDate(moment: Moment): Date {
  const date = moment instanceof Date ? moment : new Date(moment);
  if (Number.isNaN(date.getTime())) throw new RangeError(`Not a moment: ${String(moment)}`);
  return date;
}

const steps = [
  { unit: "min", ms: 60_000, below: 3_600_000 },
  { unit: "h", ms: 3_600_000, below: 86_400_000 },
  { unit: "d", ms: 86_400_000, below: 60 * 86_400_000 },
  { unit: "mo", ms: 30.44 * 86_400_000, below: 730 * 86_400_000 },
  { unit: "y", ms: 365.25 * 86_400_000, below: Number.POSITIVE_INFINITY },
] as const;

/** "just now", "40 s ago", "4 min ago", "in 2 h": whole units, rounded down, as people speak of time. */
export function formatRelative(moment: Moment | null | undefined, now: Moment): string {
  if (moment === null || moment === undefined) return notMeasured;
  const differenceMs = toDate(now).getTime() - toDate(moment).getTime();
  const distance = Math.abs(differenceMs);
  if (distance < 10_000) return "just now";
  const text = distance < 60_000 ? `${Math.floor(distance / 1_000)} s` : wholeUnits(distance);
  return differenceMs > 0 ? `${text} ago` : `in ${text}`;
}

function wholeUnits(distanceMs: number): string {
  const step = steps.find(({ below }) => distanceMs < below) ?? steps[4];
  return `${Math.floor(distanceMs / step.ms)} ${step.unit}`;
}

/** "22 Nov 2026, 17:14:05" in the named zone: the same in every locale, so that no day can be read as a month. */
export function formatDateTime(moment: Moment | null | undefined, timeZone: string): string {
  if (moment === null || moment === undefined) return notMeasured;
  const parts = partsIn(toDate(moment), timeZone);
  return `${parts.day} ${parts.month} ${parts.year}, ${parts.hour}:${parts.minute}:${parts.second}`;
}

/** "22 Nov 2026" in the named zone. */
export function formatDate(moment: Moment | null | undefined, timeZone: string): string {
  if (moment === null || moment === undefined) return notMeasured;
  const parts = partsIn(toDate(moment), timeZone);
  return `${parts.day} ${parts.month} ${parts.year}`;
}

/** The exact moment for a title: the viewer's zone, then UTC. One line when the viewer lives in UTC. */
export function describeMoment(moment: Moment, timeZone: string): string {
  const utc = `${formatDateTime(moment, "UTC")} UTC`;
  return timeZone === "UTC" ? utc : `${formatDateTime(moment, timeZone)} ${timeZone.replaceAll("_", " ")}\n${utc}`;
}

function partsIn(date: Date, timeZone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const parts = Object.fromEntries(format.formatToParts(date).map((part) => [part.type, part.value]));
  // Newer ICU data abbreviates September by four letters in British English.
  return { ...parts, month: (parts.month ?? "").slice(0, 3) };
}
