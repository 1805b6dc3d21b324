import { type Countable, formatNumber } from "@/lib/format/number";

/** "1 row", "1,204 rows": the count with the word in its right form. The plural defaults to the singular with an s. */
export function plural(count: Countable, one: string, many = `${one}s`, locale = "en"): string {
  return `${formatNumber(count, locale)} ${count === 1 || count === 1n ? one : many}`;
}
