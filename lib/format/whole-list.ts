import { z } from "zod";
import { readTableState, type SearchParams, type TableSort, type TableState } from "./table-state";

type Orderable = string | number | boolean | Date | null;

/** How a list that is read whole, since it is short by nature, is searched and sorted. */
export interface WholeList<Row> {
  /** What the search looks through. */
  readonly text: (row: Row) => string;
  /** Sortable column to what it is sorted by. */
  readonly order: Readonly<Record<string, (row: Row) => Orderable>>;
}

/** What the address asks of such a list; its own order where it asks for none. */
export function readWholeListState(params: SearchParams, list: WholeList<never>): TableState {
  return readTableState(params, {
    sortable: Object.keys(list.order),
    defaultSort: { column: "", descending: false },
  });
}

/** The rows that contain what is searched for, whatever its case, in the wanted order; rows without a value come last either way. */
export function narrowed<Row>(
  rows: readonly Row[],
  { q, sort }: Pick<TableState, "q" | "sort">,
  list: WholeList<Row>,
): readonly Row[] {
  const wanted = q.toLowerCase();
  const found = rows.filter((row) => list.text(row).toLowerCase().includes(wanted));
  const keyOf = list.order[sort.column];
  return keyOf ? found.toSorted((a, b) => compare(keyOf(a), keyOf(b), sort)) : found;
}

function compare(a: Orderable, b: Orderable, { descending }: TableSort): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order =
    typeof a === "string" && typeof b === "string"
      ? a.localeCompare(b, "en", { sensitivity: "base", numeric: true })
      : Number(a) - Number(b);
  return descending ? -order : order;
}

/** What of a page's address narrows and orders such a list, for its export. */
export const wholeListAddress = z.object({ q: z.string().max(200).optional(), sort: z.string().max(100).optional() });
