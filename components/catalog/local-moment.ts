/** "2026-11-22T17:14" in the named zone, as inputs of the kind datetime-local want it; empty for `null`. */
export function toLocalInput(iso: string | null, timeZone: string): string {
  if (iso === null) return "";
  return wallClock(new Date(iso), timeZone);
}

/** The instant at which clocks in the named zone show this time; `null` when it is empty or cut off. */
export function fromLocalInput(text: string, timeZone: string): string | null {
  const asUtc = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtc)) return null;
  // A first guess tells the zone's offset there; next to a change of clocks the guess may lie on its other side.
  const guess = asUtc - offsetMs(asUtc, timeZone);
  return new Date(asUtc - offsetMs(guess, timeZone)).toISOString();
}

function offsetMs(at: number, timeZone: string): number {
  const minute = Math.floor(at / 60_000) * 60_000;
  return Date.parse(`${wallClock(new Date(minute), timeZone)}Z`) - minute;
}

function wallClock(date: Date, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  return date.toLocaleString("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).replace(" ", "T");
}
