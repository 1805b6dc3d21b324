import { ExpressionFault } from "./fault";

export type MomentName = "timestamp" | "datetime" | "date" | "time";

/**
 * A point of a calendar or clock. `seconds` count from 1970-01-01T00:00:00, in UTC for a timestamp and in no zone for the others; a time of day
 * counts from midnight. `text` is the exact form it came in, so that a value which only passes through keeps it.
 */
export class Moment {
  constructor(
    readonly name: MomentName,
    readonly seconds: number,
    /** 0 to 999,999,999. */
    readonly nanos: number = 0,
    readonly text: string | null = null,
  ) {}

  toString(): string {
    if (this.text !== null) return this.text;
    const fraction = this.nanos === 0 ? "" : `.${this.nanos.toString().padStart(9, "0").replace(/0+$/, "")}`;
    if (this.name === "time") return `${clock(this.seconds)}${fraction}`;
    const day = dayText(Math.floor(this.seconds / secondsPerDay));
    if (this.name === "date") return day;
    const rest = `${clock(mod(this.seconds, secondsPerDay))}${fraction}`;
    return `${day}T${rest}${this.name === "timestamp" ? "Z" : ""}`;
  }
}

export const secondsPerDay = 86_400;
const two = (value: number) => value.toString().padStart(2, "0");
export const mod = (value: number, by: number) => ((value % by) + by) % by;
const clock = (seconds: number) =>
  `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;

const forms: Record<MomentName, RegExp> = {
  timestamp: /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/,
  datetime: /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/,
  date: /^(\d{4})-(\d{2})-(\d{2})$/,
  time: /^()()()(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/,
};

/** Reads the exact text form of a value (see SourceValue); null when it is no such moment, or one of no calendar (`infinity`, BC, `2026-02-31`). */
export function parseMoment(name: MomentName, text: string): Moment | null {
  const match = forms[name].exec(text);
  if (!match) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = match;
  const days = name === "time" ? 0 : dayNumber(Number(year), Number(month), Number(day));
  if (days === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const offset =
    zone === "Z" ? 0 : (zone[0] === "-" ? -1 : 1) * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4)) * 60);
  const seconds = days * secondsPerDay + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset;
  return new Moment(name, seconds, Number(fraction.padEnd(9, "0")));
}

/** Days from 1970-01-01 to a day of the calendar; null when the calendar has no such day. */
export function dayNumber(year: number, month: number, day: number): number | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.getTime() / (secondsPerDay * 1000);
}

export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The calendar's day of a moment. */
export function calendarDay(moment: Moment): CalendarDay {
  const date = new Date(Math.floor(moment.seconds / secondsPerDay) * secondsPerDay * 1000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function dayText(days: number): string {
  const date = new Date(days * secondsPerDay * 1000);
  return `${date.getUTCFullYear().toString().padStart(4, "0")}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** Years an expression computes with: those that have four digits, as every database writes them alike. */
const firstSecond = (dayNumber(1, 1, 1) ?? 0) * secondsPerDay;
const lastSecond = (dayNumber(9999, 12, 31) ?? 0) * secondsPerDay + secondsPerDay - 1;

/** A moment of the same name some seconds on; faults beyond the years 1 to 9999. */
export function movedTo(moment: Moment, seconds: number): Moment {
  if (!(seconds >= firstSecond && seconds <= lastSecond))
    throw new ExpressionFault("The date would be beyond the years 1 to 9999.");
  return new Moment(moment.name, seconds, moment.nanos);
}

/** Some months on; a day that the month does not have becomes its last one. Faults beyond the years 1 to 9999. */
export function addMonths(moment: Moment, months: number): Moment {
  const { year, month, day } = calendarDay(moment);
  const index = year * 12 + (month - 1) + months;
  const target = { year: Math.floor(index / 12), month: mod(index, 12) + 1 };
  let days: number | null = null;
  for (let last = day; days === null && last > 27; last--) days = dayNumber(target.year, target.month, last);
  days ??= dayNumber(target.year, target.month, day);
  if (days === null) throw new ExpressionFault("The date would be beyond the years 1 to 9999.");
  return movedTo(moment, days * secondsPerDay + mod(moment.seconds, secondsPerDay));
}

/** Less than, equal or greater: -1, 0, 1. */
export function compareMoments(left: Moment, right: Moment): number {
  return Math.sign(left.seconds - right.seconds || left.nanos - right.nanos);
}
