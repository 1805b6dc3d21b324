import { type Countable, formatNumber, notMeasured } from "@/lib/format/number";

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** A size in binary units (1 KiB = 1,024 B), one digit behind the point below ten. */
export function formatBytes(bytes: Countable, locale = "en"): string {
  if (bytes === null || bytes === undefined) return notMeasured;
  let value = Number(bytes);
  let unit = 0;
  // 1023.95 would be rounded to "1,024" of the smaller unit.
  while (Math.abs(value) >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${formatNumber(value, locale, unit > 0 && Math.abs(value) < 9.95 ? 1 : 0)} ${units[unit]}`;
}
