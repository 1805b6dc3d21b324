import type { TableFilter } from "@/components/data-table/columns";
import { driftKindLabels, driftStatusLabels } from "@/lib/features/drift/labels";
import { driftFilter, driftKind } from "@/lib/features/drift/schema";
import { readTableState, type SearchParams } from "@/lib/format/table-state";

const statuses = ["ACKNOWLEDGED", "IGNORED", "ALL"] as const;

/** The choices above a list of drift findings; open ones unless told otherwise. */
export const driftFilters: readonly TableFilter[] = [
  {
    name: "status",
    label: "State",
    usual: driftStatusLabels.OPEN.toLowerCase(),
    options: statuses.map((value) => ({
      value,
      label: value === "ALL" ? "all" : driftStatusLabels[value].toLowerCase(),
    })),
  },
  {
    name: "kind",
    label: "Kind",
    options: driftKind.options.map((value) => ({ value, label: driftKindLabels[value].toLowerCase() })),
  },
];

/** What the address says about a list of drift findings, for the list and for its query. */
export function driftStateOf(search: SearchParams) {
  const state = readTableState(search, { sortable: [], filters: { status: statuses, kind: driftKind.options } });
  return {
    state,
    filter: driftFilter.parse({
      ...state.filters,
      search: state.q || undefined,
      cursor: state.after ?? undefined,
      limit: 25,
    }),
  };
}
