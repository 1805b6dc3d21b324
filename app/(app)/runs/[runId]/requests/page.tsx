import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { requestColumns, requestFilters } from "@/components/runs/request-table";
import { RunStateBadge } from "@/components/runs/run-state";
import { RunTabs } from "@/components/runs/run-tabs";
import { EmptyState } from "@/components/ui/empty-state";
import { listRequests } from "@/lib/features/requests/queries";
import { requestFilter } from "@/lib/features/requests/schema";
import { runTitle } from "@/lib/features/runs/labels";
import { getLiveRun } from "@/lib/features/runs/queries";
import { runRef } from "@/lib/features/runs/schema";
import { maySeeValues } from "@/lib/features/values/queries";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Requests" };

interface RequestsPageProps {
  params: Promise<{ runId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function RequestsPage({ params, searchParams }: RequestsPageProps) {
  const ref = readRef(runRef, await params);
  const query = await searchParams;
  const filters = Object.fromEntries(
    requestFilters.map(({ name, options }) => [name, options.map((option) => option.value)]),
  );
  const state = readTableState(query, { sortable: [], filters });
  const filter = requestFilter.parse({ ...ref, ...state.filters, cursor: state.after ?? undefined });
  const { live, page, maySee } = await loadPage(async (context) => {
    const [run, requests, sight] = await Promise.all([
      getLiveRun(context, ref),
      listRequests(context, filter),
      maySeeValues(context, ref),
    ]);
    return { live: run, page: requests, maySee: sight };
  });
  const path = `/runs/${ref.runId}/requests`;
  return (
    <>
      <PageHeader
        title={runTitle(live.run)}
        breadcrumb={[{ label: "Runs", href: "/runs" }]}
        badges={<RunStateBadge run={live.run} />}
        tabs={<RunTabs runId={ref.runId} maySeeValues={maySee} />}
      />
      <PageBody>
        <p className="max-w-prose text-ink-muted">
          What this run asked of Microsoft Graph: the first 500 requests that were refused or not answered, and a sample
          of the others. Tokens and headers are never kept; queries are left out.
        </p>
        <DataTable
          label="Requests"
          columns={requestColumns}
          page={page}
          rowKey={(request) => String(request.seq)}
          path={path}
          params={query}
          state={state}
          filters={requestFilters}
          choosable
          csvHref={exportHref("requests", filter)}
          empty={
            <EmptyState title="No requests are kept">
              They are noted while a run goes on, and removed together with its operations.
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
