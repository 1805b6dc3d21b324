/** Figures are grouped by the viewer's locale; `undefined` and `null` mean "not measured" and are shown as a dash. */
export type Countable = number | bigint | null | undefined;

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}|${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, options);
  formats.set(key, made);
  return made;
}

/** What stands where a number was not measured. */
export const notMeasured = "–";

/** A whole or decimal number, at most `digits` behind the point (0 unless told). */
export function formatNumber(value: Countable, locale = "en", digits = 0): string {
  if (value === null || value === undefined) return notMeasured;
  return numberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

/** A short form for tight places: 138k, 1.2M. The exact number belongs in a title. */
export function formatCompact(value: Countable, locale = "en"): string {
  if (value === null || value === undefined) return notMeasured;
  return numberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

/** A share between 0 and 1 as percent. A part that is not all never reads 100 %, one that is not none never 0 %. */
export function formatPercent(share: number | null | undefined, locale = "en"): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return notMeasured;
  const percent = share * 100;
  const style = { minimumFractionDigits: 0, maximumFractionDigits: 1 };
  const format = numberFormat(locale, style);
  if (share < 1 && percent >= 99.95) return `> ${format.format(99.9)} %`;
  if (share > 0 && percent < 0.05) return `< ${format.format(0.1)} %`;
  return `${format.format(percent)} %`;
}
