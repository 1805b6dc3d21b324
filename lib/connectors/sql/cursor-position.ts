import type { ValueKind } from "@/lib/engine/types";

/** Ticks of 100 ns: the finest that the three kinds of database keep. */
const ticksPerMs = 10_000n;
const ticksPerDay = 86_400_000n * ticksPerMs;

/** 0001-01-01: no database reads a date before it everywhere, and empty dates are often kept as this one. */
const firstTick = -62_135_596_800_000n * ticksPerMs;

/** The overlap where the oldest open transaction cannot be seen (sync-semantics section 6). */
export const blindOverlapMs = 600_000;

/**
 * The overlap at least, in milliseconds: columns of whole seconds round down what was written just now, and a transaction's start is shown
 * to others a moment after it was taken. A type that rounds more coarsely needs an overlap that covers it.
 */
const leastOverlapMs = 1_000;

/** Kinds of column that can tell when a row changed. */
const timeKinds: ReadonlySet<ValueKind> = new Set(["instant", "local-datetime", "date"]);

export function isTimeKind(kind: ValueKind): boolean {
  return timeKinds.has(kind);
}

/**
 * The greatest value of a time column among those noticed, and from it the position of the next reading: never past the database's own
 * clock when the scan began, less the overlap.
 */
export interface TimePosition {
  /** A cell in the text form of its kind. What lies after the year 9999, e.g. `infinity`, counts as the clock; before the year 1 as no value. */
  notice(value: string): void;
  /** In the text form of the column's kind; null when nothing was noticed and there was no position before. */
  position(): string | null;
  /** How many of the noticed values lie more than a day after the clock: no zone and no overlap is the reason. */
  ahead(): number;
}

/**
 * @param before where this reading began; null for the first one
 * @param clock the database's clock in the column's own frame (UTC for an instant), `2026-01-02T03:04:05.123`. For a column without zone the
 *   earlier of UTC and the server's local time: rows after it are read again, never skipped.
 */
export function timePosition(kind: ValueKind, before: string | null, clock: string, overlapMs: number): TimePosition {
  const ceiling = ticksOf(clock) ?? 0n;
  const overlap = BigInt(Math.ceil(Math.max(overlapMs, leastOverlapMs))) * ticksPerMs;
  const start = before === null ? null : ticksOf(before);
  let greatest: bigint | null = null;
  let ahead = 0;
  return {
    ahead: () => ahead,
    notice(value) {
      const known = ticksOf(value);
      const isBefore = known === null && isBeforeAll(value);
      if (known === null ? !isBefore : known > ceiling + ticksPerDay) ahead++;
      const ticks = known ?? (isBefore ? null : ceiling);
      if (ticks !== null && (greatest === null || ticks > greatest)) greatest = ticks;
    },
    position() {
      if (greatest === null) return before;
      const bounded = (greatest < ceiling ? greatest : ceiling) - overlap;
      const possible = bounded < firstTick ? firstTick : bounded;
      // A position never goes back: what it passed once was read whole then.
      return textOf(kind, start !== null && start > possible ? start : possible);
    },
  };
}

/** `-infinity`, years before Christ and the zero dates of MySQL. */
const isBeforeAll = (value: string): boolean =>
  value.startsWith("-") || value.startsWith("0000-") || value.endsWith("BC");

const dateForm = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?)?Z?$/;

/** Ticks since 1970; null for what is no date and time. */
function ticksOf(value: string): bigint | null {
  const parts = dateForm.exec(value);
  if (!parts) return null;
  const [, year = "", month = "", day = "", hour = "0", minute = "0", second = "0", fraction = ""] = parts;
  const at = new Date(0);
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  at.setUTCHours(Number(hour), Number(minute), Number(second));
  if (Number.isNaN(at.getTime()) || Number(year) === 0 || Number(month) === 0 || Number(day) === 0) return null;
  return BigInt(at.getTime()) * ticksPerMs + BigInt(fraction.slice(0, 7).padEnd(7, "0"));
}

function textOf(kind: ValueKind, ticks: bigint): string {
  const floor = (unit: bigint) => ticks - (((ticks % unit) + unit) % unit);
  const ms = floor(ticksPerMs) / ticksPerMs;
  const text = new Date(Number(ms)).toISOString().slice(0, 19);
  if (kind === "date") return new Date(Number(floor(ticksPerDay) / ticksPerMs)).toISOString().slice(0, 10);
  const fraction = (ticks - floor(ticksPerMs * 1_000n)).toString().padStart(7, "0").replace(/0+$/, "");
  return `${text}${fraction && `.${fraction}`}${kind === "instant" ? "Z" : ""}`;
}
