/**
 * Which row of `count` a key leads to from the row `at` (-1: none has the focus); `null` for keys that lead nowhere. Arrows, Home and End are the
 * page's own unless the focus is within the table.
 */
export function rowAfterKey(key: string, at: number, count: number, isWithin: boolean): number | null {
  if (count === 0) return null;
  if (key === "j" || (isWithin && key === "ArrowDown")) return Math.min(at + 1, count - 1);
  if (key === "k" || (isWithin && key === "ArrowUp")) return Math.max(at - 1, 0);
  if (at < 0) return null;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}
