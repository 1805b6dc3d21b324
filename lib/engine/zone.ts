/**
 * Calendar arithmetic with IANA zones, by the runtime's own zone data. Offsets are cached by the hour, since rows come in millions
 * and zones change their offset at full quarters of an hour only.
 */

const quarterMs = 15 * 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();
/** Enough for more than a year of distinct quarters; beyond it the cache starts anew rather than growing. */
const cacheLimit = 50_000;

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** Wall clock of an instant in a zone, as milliseconds as if it were UTC. */
function wallClock(epochMs: number, timeZone: string): number {
  const parts = new Map(
    formatFor(timeZone)
      .formatToParts(epochMs)
      .map((part) => [part.type, part.value]),
  );
  const field = (name: Intl.DateTimeFormatPartTypes) => Number(parts.get(name));
  const year = parts.get("era") === "BC" ? 1 - field("year") : field("year");
  const date = new Date(0);
  date.setUTCFullYear(year, field("month") - 1, field("day"));
  date.setUTCHours(field("hour"), field("minute"), field("second"), 0);
  return date.getTime();
}

/** Milliseconds that the zone is ahead of UTC at an instant. */
function offsetAt(epochMs: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  const quarter = Math.floor(epochMs / quarterMs);
  let known = offsets.get(timeZone);
  if (!known || known.size > cacheLimit) {
    known = new Map();
    offsets.set(timeZone, known);
  }
  let offset = known.get(quarter);
  if (offset === undefined) {
    const at = quarter * quarterMs;
    offset = wallClock(at, timeZone) - at;
    known.set(quarter, offset);
  }
  return offset;
}

const isoSeconds = (epochMs: number) => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;

/**
 * The instant of a wall-clock time (`2026-01-02T03:04:05`) in a zone, as `…Z`.
 * A time that a clock change skips is moved forward by the length of the gap; one that happens twice is its first occurrence.
 */
export function instantOfLocal(local: string, timeZone: string): string {
  const wall = Date.parse(`${local}Z`);
  if (timeZone === "UTC") return isoSeconds(wall);
  const before = offsetAt(wall - 24 * 3_600_000, timeZone);
  const after = offsetAt(wall + 24 * 3_600_000, timeZone);
  const fits = [before, after].filter((offset) => offsetAt(wall - offset, timeZone) === offset);
  // Of two fitting instants the larger offset is the earlier one; in a gap none fits and the offset before it moves the time forward.
  return isoSeconds(wall - (fits.length > 0 ? Math.max(...fits) : before));
}

/** The calendar day (`2026-01-02`) that an instant (`…Z`) falls on in a zone. */
export function localDayOf(instant: string, timeZone: string): string {
  const epochMs = Date.parse(instant);
  return new Date(epochMs + offsetAt(epochMs, timeZone)).toISOString().slice(0, 10);
}

/** Date and time (`2026-01-02T03:04:05`) that clocks of a zone show at an instant (`…Z`). */
export function localOf(instant: string, timeZone: string): string {
  const epochMs = Date.parse(instant);
  return new Date(epochMs + offsetAt(epochMs, timeZone)).toISOString().slice(0, 19);
}

/** Whether the runtime knows the zone. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatFor(timeZone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
