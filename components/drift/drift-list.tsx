import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { chosenColumns } from "@/components/data-table/chosen-columns";
import { ColumnChoice } from "@/components/data-table/column-choice";
import { Pager } from "@/components/data-table/pager";
import { TableToolbar } from "@/components/data-table/table-toolbar";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import type { DriftFindingRow } from "@/lib/features/drift/types";
import { hrefWith, type SearchParams, type TablePage, type TableState } from "@/lib/format/table-state";
import { driftFilters } from "./drift-filters";
import { DriftFinding, driftParts } from "./drift-finding";

interface DriftListProps {
  page: TablePage<DriftFindingRow>;
  path: string;
  params: SearchParams;
  state: TableState;
  maySettle: boolean;
  /** Whether each finding names its table; not where all are of one. */
  showsTable: boolean;
  /** Where the same findings can be fetched as CSV. */
  csvHref: string;
  toolbar?: ReactNode;
}

/** Differences between introspections, the newest first, with what they touch and what can be done about them. */
export function DriftList({ page, path, params, state, maySettle, showsTable, csvHref, toolbar }: DriftListProps) {
  const parts = chosenColumns(driftParts, params).map(({ id }) => id);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <TableToolbar
        path={path}
        params={params}
        state={state}
        search={showsTable ? "Find a table or column" : "Find a column"}
        filters={driftFilters}
        csvHref={csvHref}
      >
        {toolbar}
        <ColumnChoice
          columns={driftParts.slice(1).map((part) => ({ ...part, isExtra: false }))}
          chosen={parts}
          path={path}
          params={params}
          hasRows={false}
        />
      </TableToolbar>
      <div className="overflow-clip rounded-lg border border-line bg-surface shadow-sm">
        {page.rows.length === 0 ? (
          <NoFindings path={path} params={params} state={state} />
        ) : (
          <ul aria-label="Drift findings">
            {page.rows.map((finding) => (
              <DriftFinding
                key={finding.id}
                finding={finding}
                maySettle={maySettle}
                showsTable={showsTable}
                parts={new Set(parts)}
              />
            ))}
          </ul>
        )}
      </div>
      <Pager path={path} params={params} page={page} state={state} label="Drift findings" bare={false} />
    </div>
  );
}

function NoFindings({ path, params, state }: Pick<DriftListProps, "path" | "params" | "state">) {
  if (state.q !== "" || Object.keys(state.filters).length > 0) {
    return (
      <EmptyState
        title="No findings match"
        action={
          <LinkButton href={hrefWith(path, params, { q: null, status: null, kind: null })}>
            Show all open ones
          </LinkButton>
        }
      >
        Nothing was found that is as you asked.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<CircleCheck />}
      title="No open differences"
      action={<LinkButton href={hrefWith(path, params, { status: "ALL" })}>Show settled ones</LinkButton>}
    >
      Each introspection compares the structure with the one before. What differs stands here until somebody has seen
      it.
    </EmptyState>
  );
}
