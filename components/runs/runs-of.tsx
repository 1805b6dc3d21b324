import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { DayRange } from "@/components/data-table/day-range";
import { hasNothing } from "@/components/data-table/has-nothing";
import type { RunRow } from "@/lib/features/runs/types";
import type { SearchParams, TablePage, TableState } from "@/lib/format/table-state";
import { OpenRunsWatch } from "./open-runs-watch";
import { allRunColumns, runColumns, runFilters } from "./run-table";

interface RunsOfProps {
  /** Syncs to choose from; absent on the page of one sync. */
  syncs?: readonly { readonly id: string; readonly name: string }[];
  page: TablePage<RunRow>;
  path: string;
  params: SearchParams;
  state: TableState;
  /** Where the same runs can be fetched as CSV. */
  csvHref: string;
  empty: ReactNode;
}

/** A list of runs; the rows of those under way are kept true. */
export function RunsOf({ syncs, page, path, params, state, csvHref, empty }: RunsOfProps) {
  const { from = "", to = "" } = state.filters;
  const open = page.rows.filter((run) => run.outcome === null).map((run) => run.id);
  const syncFilter = syncs && {
    name: "sync",
    label: "Sync",
    options: syncs.map(({ id, name }) => ({ value: id, label: name })),
  };
  const isEmpty = hasNothing(page, state);
  const filters = syncFilter ? [syncFilter, ...runFilters] : runFilters;
  return (
    <>
      <DataTable
        label="Runs"
        columns={syncs ? allRunColumns : runColumns}
        page={page}
        rowKey={(run) => run.id}
        rowHref={(run) => `/runs/${run.id}`}
        path={path}
        params={params}
        state={state}
        csvHref={isEmpty ? undefined : csvHref}
        choosable={!isEmpty}
        search={isEmpty ? undefined : syncs ? "Find by run id or sync" : "Find by run id"}
        filters={isEmpty ? [] : filters}
        lastFilter={!isEmpty && <DayRange path={path} params={params} from={from} to={to} />}
        empty={empty}
      />
      {open.length > 0 && <OpenRunsWatch ids={open.join(",")} />}
    </>
  );
}
