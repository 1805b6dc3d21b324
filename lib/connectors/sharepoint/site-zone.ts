/** Calendar days as a site keeps them: date-only values stand at midnight of the site's time zone and come back as UTC (Graph contract 6.2). */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  formats.set(timeZone, format);
  return format;
}

/** The calendar day `yyyy-MM-dd` of an instant (ISO 8601) in an IANA time zone. */
export function localDayOf(instant: string, timeZone: string): string {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(new Date(instant))) parts[type] = value;
  return `${(parts.year ?? "").padStart(4, "0")}-${parts.month}-${parts.day}`;
}

const halfDayMs = 12 * 60 * 60 * 1000;

/**
 * The day of a date-only value that came back as UTC. Without a known zone it is the day whose midnight the instant is in a zone from
 * UTC-11 to UTC+12: half a day is added, so that neither side of Greenwich slips to a neighbouring day.
 */
export function siteDayOf(instant: string, timeZone: string | null): string {
  if (timeZone !== null) return localDayOf(instant, timeZone);
  return new Date(Date.parse(instant) + halfDayMs).toISOString().slice(0, 10);
}

/**
 * The instant to send for a calendar day: noon UTC, which is the same day in every zone from UTC-12 to UTC+11 (Graph contract 6.2). Further
 * east noon UTC is already tomorrow; midnight UTC is the same day there, and still the same day for a service that cuts off the time.
 */
export function wireDay(day: string, timeZone: string | null): string {
  const noon = `${day}T12:00:00Z`;
  return timeZone === null || localDayOf(noon, timeZone) === day ? noon : `${day}T00:00:00Z`;
}
