import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { operationColumns, operationFilters } from "@/components/runs/operation-table";
import { RunStateBadge } from "@/components/runs/run-state";
import { RunTabs } from "@/components/runs/run-tabs";
import { EmptyState } from "@/components/ui/empty-state";
import { runTitle } from "@/lib/features/runs/labels";
import { getLiveRun, listOperationOutcomes, listOperations } from "@/lib/features/runs/queries";
import { operationFilter, runRef } from "@/lib/features/runs/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Operations" };

interface OperationsPageProps {
  params: Promise<{ runId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function OperationsPage({ params, searchParams }: OperationsPageProps) {
  const ref = readRef(runRef, await params);
  const query = await searchParams;
  const known = operationFilters([], true).map(
    ({ name, options }) => [name, options.map(({ value }) => value)] as const,
  );
  const state = readTableState(query, {
    sortable: [],
    // Any outcome: that of a link may have gone since.
    filters: { ...Object.fromEntries(known), outcome: null },
  });
  const filter = operationFilter.parse({
    ...ref,
    ...state.filters,
    outcome: state.filters.outcome?.slice(0, 100),
    search: state.q || undefined,
    cursor: state.after ?? undefined,
  });
  const { live, page, outcomes } = await loadPage(async (context) => {
    const [run, operations, ends] = await Promise.all([
      getLiveRun(context, ref),
      listOperations(context, filter),
      listOperationOutcomes(context, ref),
    ]);
    return { live: run, page: operations, outcomes: ends };
  });
  const { outcome } = filter;
  const offered = outcome === undefined || outcomes.includes(outcome) ? outcomes : [...outcomes, outcome];
  const { run } = live;
  const hasCauses = filter.cause !== undefined || run.plannedDeletes + run.plannedMarks + run.plannedRecords > 0;
  const path = `/runs/${ref.runId}/operations`;
  return (
    <>
      <PageHeader
        title={runTitle(run)}
        breadcrumb={[{ label: "Runs", href: "/runs" }]}
        badges={<RunStateBadge run={run} />}
        tabs={<RunTabs runId={ref.runId} maySeeValues />}
      />
      <PageBody>
        <DataTable
          label="Operations"
          columns={operationColumns}
          page={page}
          rowKey={(operation) => operation.id}
          rowHref={(operation) => `/syncs/${run.definitionId}/ledger/row?key=${encodeURIComponent(operation.identity)}`}
          path={path}
          params={query}
          state={state}
          csvHref={exportHref("operations", filter)}
          search="Find by key or item number"
          filters={operationFilters(offered, hasCauses)}
          choosable
          empty={
            run.areOperationsKept ? (
              <EmptyState title="No operations">
                {run.outcome === null
                  ? "Those that are planned stand here as soon as rows are found that differ."
                  : "Every row was as it should be; nothing had to be written."}
              </EmptyState>
            ) : (
              <EmptyState title="The operations are no longer kept">
                They were removed for their age. The run's figures and its story tell what it did.
              </EmptyState>
            )
          }
        />
      </PageBody>
    </>
  );
}
