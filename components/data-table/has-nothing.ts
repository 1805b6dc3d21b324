import type { TablePage, TableState } from "@/lib/format/table-state";

/** Whether there are no rows at all, not only none that match: then search and filters would be in the way. */
export function hasNothing(page: TablePage<unknown>, state: TableState): boolean {
  return page.rows.length === 0 && state.after === null && state.q === "" && Object.keys(state.filters).length === 0;
}
