import type { DefinitionSort } from "./schema";
import { definitionStates } from "./schema";
import type { DefinitionRow } from "./types";

/** Where a row stands in an order: its sort key (null: no such value), and name and id for those that are equal. */
export type DefinitionPosition = readonly [string | number | null, string, string];

export interface DefinitionOrder {
  readonly sort: DefinitionSort;
  readonly descending: boolean;
}

const names = new Intl.Collator("en", { numeric: true });

/** Keys of one sort are all of one type. Rows without a value stand last, whichever way they are sorted. */
function keyOf(row: DefinitionRow, sort: DefinitionSort): string | number | null {
  switch (sort) {
    case "name":
      return row.name;
    case "health":
      return definitionStates.indexOf(row.state);
    case "last":
      return row.lastRunAt?.getTime() ?? null;
    case "next":
      return row.nextRunAt?.getTime() ?? null;
    case "rejections":
      return row.openRejections;
    case "items":
      return row.linkedItems;
  }
}

export function positionOf(row: DefinitionRow, { sort }: DefinitionOrder): DefinitionPosition {
  return [keyOf(row, sort), row.name, row.id];
}

function comparePositions(a: DefinitionPosition, b: DefinitionPosition, descending: boolean): number {
  const [left, right] = [a[0], b[0]];
  if (left !== right) {
    if (left === null) return 1;
    if (right === null) return -1;
    const order = typeof left === "number" ? left - Number(right) : names.compare(left, String(right));
    if (order !== 0) return descending ? -order : order;
  }
  return names.compare(a[1], b[1]) || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
}

/** The rows in order, from the first after a position on. */
export function inOrder<Row extends DefinitionRow>(
  rows: readonly Row[],
  order: DefinitionOrder,
  after: DefinitionPosition | null,
): readonly Row[] {
  const placed = rows.map((row) => ({ row, position: positionOf(row, order) }));
  return placed
    .filter(({ position }) => after === null || comparePositions(position, after, order.descending) > 0)
    .toSorted((a, b) => comparePositions(a.position, b.position, order.descending))
    .map(({ row }) => row);
}
