/** A list as the lines see it: where it is scrolled to and how much of it is seen, in pixels. */
interface SeenList {
  readonly scrollTop: number;
  readonly height: number;
}

export interface LineEnds {
  /** Places of the two columns in their lists; null where a filter hides the column, or an expression has none. */
  readonly from: number | null;
  readonly to: number | null;
}

export interface Line {
  /** Of the left and of the right end, from the top of what is seen. */
  readonly fromY: number;
  readonly toY: number;
  /** Where the words on the line stand. */
  readonly middleY: number;
  /** Whether each end stands in what is seen; otherwise the line runs to the edge. */
  readonly isFromSeen: boolean;
  readonly isToSeen: boolean;
}

/** Where a line runs, or null where neither end is seen, or one is filtered out. */
export function lineBetween(ends: LineEnds, left: SeenList, right: SeenList, rowHeight: number): Line | null {
  if (ends.to === null) return null;
  const toY = ends.to * rowHeight + rowHeight / 2 - right.scrollTop;
  const isToSeen = toY >= 0 && toY <= right.height;
  if (ends.from === null) return null;
  const fromY = ends.from * rowHeight + rowHeight / 2 - left.scrollTop;
  const isFromSeen = fromY >= 0 && fromY <= left.height;
  if (!isFromSeen && !isToSeen) return null;
  const atEdge = (y: number, height: number) => Math.min(Math.max(y, 0), height);
  const seen = { fromY: atEdge(fromY, left.height), toY: atEdge(toY, right.height) };
  return { ...seen, middleY: (seen.fromY + seen.toY) / 2, isFromSeen, isToSeen };
}

/** The line of a field that an expression makes: level, from the middle to its list column. */
export function lineOfExpression(to: number, right: SeenList, rowHeight: number): Line | null {
  const y = to * rowHeight + rowHeight / 2 - right.scrollTop;
  if (y < 0 || y > right.height) return null;
  return { fromY: y, toY: y, middleY: y, isFromSeen: true, isToSeen: true };
}

/** A curve that leaves and arrives level, as an SVG path. */
export function curve(fromX: number, fromY: number, toX: number, toY: number): string {
  const middle = (fromX + toX) / 2;
  return `M${fromX} ${fromY}C${middle} ${fromY} ${middle} ${toY} ${toX} ${toY}`;
}

/**
 * Which lines bear their words: those that come first in `places` keep them, and none stands nearer to another than `gap` pixels. The others are told
 * by the table.
 */
export function withoutOverlap(
  places: readonly { readonly id: string; readonly y: number }[],
  gap: number,
): ReadonlySet<string> {
  const kept: number[] = [];
  const ids = new Set<string>();
  for (const { id, y } of places) {
    if (kept.some((other) => Math.abs(other - y) < gap)) continue;
    kept.push(y);
    ids.add(id);
  }
  return ids;
}
