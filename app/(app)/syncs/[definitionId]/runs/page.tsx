import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { outcomeFilter, runColumns } from "@/components/runs/run-table";
import { EmptyState } from "@/components/ui/empty-state";
import { listRuns } from "@/lib/features/runs/queries";
import { runFilter } from "@/lib/features/runs/schema";
import { definitionRef } from "@/lib/features/syncs/schema";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

interface DefinitionRunsPageProps {
  params: Promise<{ definitionId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function DefinitionRunsPage({ params, searchParams }: DefinitionRunsPageProps) {
  const ref = readRef(definitionRef, await params);
  const query = await searchParams;
  const state = readTableState(query, {
    sortable: [],
    filters: { outcome: outcomeFilter.options.map((option) => option.value) },
  });
  const filter = runFilter.parse({ ...ref, outcome: state.filters.outcome, cursor: state.after ?? undefined });
  const page = await loadPage((context) => listRuns(context, filter));
  return (
    <PageBody>
      <DataTable
        label="Runs"
        columns={runColumns}
        page={page}
        rowKey={(run) => run.id}
        rowHref={(run) => `/runs/${run.id}`}
        path={`/syncs/${ref.definitionId}/runs`}
        params={query}
        state={state}
        filters={[outcomeFilter]}
        empty={<EmptyState title="Not run yet">Enable the sync and press Run now.</EmptyState>}
      />
    </PageBody>
  );
}
