import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { operationColumns, operationKindFilter, operationStateFilter } from "@/components/runs/operation-table";
import { RunStateBadge } from "@/components/runs/run-state";
import { RunTabs } from "@/components/runs/run-tabs";
import { EmptyState } from "@/components/ui/empty-state";
import { getLiveRun, listOperations } from "@/lib/features/runs/queries";
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
  const state = readTableState(query, {
    sortable: [],
    filters: {
      kind: operationKindFilter.options.map((option) => option.value),
      state: operationStateFilter.options.map((option) => option.value),
    },
  });
  const { kind, state: operationState } = state.filters;
  const filter = operationFilter.parse({ ...ref, kind, state: operationState, cursor: state.after ?? undefined });
  const { live, page } = await loadPage(async (context) => {
    const [run, operations] = await Promise.all([getLiveRun(context, ref), listOperations(context, filter)]);
    return { live: run, page: operations };
  });
  const path = `/runs/${ref.runId}`;
  return (
    <>
      <PageHeader
        title={<>Run of {live.run.definitionName}</>}
        breadcrumb={[{ label: "Runs", href: "/runs" }]}
        badges={<RunStateBadge run={live.run} />}
        tabs={<RunTabs runId={ref.runId} maySeeValues />}
      />
      <PageBody>
        <DataTable
          label="Operations"
          columns={operationColumns}
          page={page}
          rowKey={(operation) => operation.id}
          rowHref={(operation) =>
            `/syncs/${live.run.definitionId}/ledger/row?key=${encodeURIComponent(operation.identity)}`
          }
          path={`${path}/operations`}
          params={query}
          state={state}
          csvHref={exportHref("operations", filter)}
          filters={[operationKindFilter, operationStateFilter]}
          empty={
            <EmptyState title="No operations">Every row was as it should be; nothing had to be written.</EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
