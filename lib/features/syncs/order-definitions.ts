import { z } from "zod";
import { type DefinitionFilter, type DefinitionSort, definitionStates } from "./schema";
import type { DefinitionRow } from "./types";

/** Where a row stands in an order: its sort key (null: no such value), and name and id for those that are equal. */
export const definitionPosition = z.tuple([z.union([z.string(), z.number(), z.null()]), z.string(), z.uuid()]);
type DefinitionPosition = z.output<typeof definitionPosition>;

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

function positionOf(row: DefinitionRow, sort: DefinitionSort): DefinitionPosition {
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

/** What a state and a place in the order leave of these rows, each with its own place. */
export function inOrder(
  rows: readonly DefinitionRow[],
  filter: Pick<DefinitionFilter, "state" | "sort" | "descending">,
  after: DefinitionPosition | null,
): readonly { readonly row: DefinitionRow; readonly position: DefinitionPosition }[] {
  const { state, sort = "name", descending = false } = filter;
  return rows
    .filter((row) => state === undefined || row.state === state)
    .map((row) => ({ row, position: positionOf(row, sort) }))
    .filter(({ position }) => after === null || comparePositions(position, after, descending) > 0)
    .toSorted((a, b) => comparePositions(a.position, b.position, descending));
}
