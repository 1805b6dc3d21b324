import { formatNumber, notMeasured } from "@/lib/format/number";

/** How many of a thing a second: "124 rows/s", "0.8 rows/s". A dash until any time has passed. */
export function formatRate(count: number, elapsedMs: number, what = "rows", locale = "en"): string {
  if (elapsedMs <= 0 || !Number.isFinite(elapsedMs)) return notMeasured;
  const perSecond = (count * 1_000) / elapsedMs;
  return `${formatNumber(perSecond, locale, perSecond < 9.95 ? 1 : 0)} ${what}/s`;
}
