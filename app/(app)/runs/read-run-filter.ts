import { runFilters } from "@/components/runs/run-table";
import { type RunFilter, runFilter } from "@/lib/features/runs/schema";
import { readDayRange } from "@/lib/format/day-range";
import { readTableState, type SearchParams, type TableState } from "@/lib/format/table-state";

const narrowed = Object.fromEntries(
  runFilters.map(({ name, options }) => [name, options.map((option): string => option.value)]),
);

/** What the address of a list of runs says. */
export const readRunState = (params: SearchParams): TableState =>
  readTableState(params, {
    sortable: ["started"],
    defaultSort: { column: "started", descending: true },
    filters: { ...narrowed, sync: null, from: null, to: null },
  });

/** The runs that the address asks for; of one sync where `definitionId` is given. */
export function readRunFilter({ q, sort, filters, after }: TableState, definitionId?: string): RunFilter {
  const wanted = {
    outcome: filters.outcome,
    purpose: filters.purpose,
    startedBy: filters.by,
    ...readDayRange(filters),
    search: q === "" ? undefined : q,
    oldestFirst: !sort.descending,
    cursor: after ?? undefined,
  };
  const owner = runFilter.shape.definitionId.safeParse(definitionId ?? filters.sync);
  return runFilter.parse({ ...wanted, definitionId: owner.data });
}
