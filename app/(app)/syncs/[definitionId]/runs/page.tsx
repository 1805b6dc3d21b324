import { readRunFilter, readRunState } from "@/app/(app)/runs/read-run-filter";
import { PageBody } from "@/components/layout/page-body";
import { RunsOf } from "@/components/runs/runs-of";
import { EmptyState } from "@/components/ui/empty-state";
import { listRuns } from "@/lib/features/runs/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { exportHref } from "@/lib/format/export-href";
import type { SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

interface DefinitionRunsPageProps {
  params: Promise<{ definitionId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function DefinitionRunsPage({ params, searchParams }: DefinitionRunsPageProps) {
  const { definitionId } = readRef(definitionRef, await params);
  const query = await searchParams;
  const state = readRunState(query);
  const filter = readRunFilter(state, definitionId);
  const page = await loadPage((context) => listRuns(context, filter));
  return (
    <PageBody>
      <RunsOf
        page={page}
        path={`/syncs/${definitionId}/runs`}
        params={query}
        state={state}
        csvHref={exportHref("runs", filter)}
        empty={<EmptyState title="Not run yet">Enable the sync and press Run now.</EmptyState>}
      />
    </PageBody>
  );
}
