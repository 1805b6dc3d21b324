/** How many letters must be changed, added, removed or swapped with their neighbour to make one text of the other. */
function distanceOf(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(changed, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, swapped));
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** A name longer than this is no slip of the finger away from another one. */
const longestCompared = 200;

/** Names that a person may have meant, nearest first, at most three; none when nothing comes near. */
export function nearNames(wanted: string, names: Iterable<string>): readonly string[] {
  const plain = wanted.toLowerCase().slice(0, longestCompared);
  const reach = Math.max(1, Math.floor(plain.length / 3));
  const near: { readonly name: string; readonly distance: number }[] = [];
  for (const name of new Set(names)) {
    const other = name.toLowerCase().slice(0, longestCompared);
    const isPart = plain.length >= 3 && other.includes(plain);
    const distance =
      Math.abs(other.length - plain.length) > reach ? Number.POSITIVE_INFINITY : distanceOf(plain, other);
    if (distance <= reach) near.push({ name, distance });
    else if (isPart) near.push({ name, distance: reach + 1 });
  }
  return near
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}
