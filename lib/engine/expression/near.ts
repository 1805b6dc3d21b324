/** Number of edits between two names, two letters that changed places being one; at most `limit + 1`. */
function distance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const change = left[i - 1] === right[j - 1] ? 0 : 1;
      const isSwapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      const edits = [(row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + change];
      next.push(Math.min(...edits, isSwapped ? (before[j - 2] ?? 0) + 1 : limit + 1));
    }
    before = row;
    row = next;
  }
  return row[right.length] ?? limit + 1;
}

/** Longest name that is looked for: beyond it nobody mistyped. */
const longestName = 64;

/** The name that was probably meant: the nearest by few edits, case apart; null when none is near. */
export function nearest(name: string, names: Iterable<string>): string | null {
  if (name.length > longestName) return null;
  const wanted = name.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const candidate of names) {
    const found = distance(wanted, candidate.toLowerCase(), limit);
    if (found <= limit && (best === null || found < best.distance)) best = { name: candidate, distance: found };
  }
  return best?.name ?? null;
}
