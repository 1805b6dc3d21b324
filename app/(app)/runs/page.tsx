import { Activity } from "lucide-react";
import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { allRunColumns, outcomeFilter } from "@/components/runs/run-table";
import { NewestRunWatch } from "@/components/schedules/newest-run-watch";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { listRuns } from "@/lib/features/runs/queries";
import { runFilter } from "@/lib/features/runs/schema";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "Runs" };

export default async function RunsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readTableState(params, {
    sortable: [],
    filters: { outcome: outcomeFilter.options.map((option) => option.value) },
  });
  const filter = runFilter.parse({ outcome: state.filters.outcome, cursor: state.after ?? undefined });
  const page = await loadPage((context) => listRuns(context, filter));
  return (
    <>
      <PageHeader title="Runs" description="Every run of every sync, the newest first." />
      <PageBody>
        <DataTable
          label="Runs"
          columns={allRunColumns}
          page={page}
          rowKey={(run) => run.id}
          rowHref={(run) => `/runs/${run.id}`}
          path="/runs"
          params={params}
          state={state}
          filters={[outcomeFilter]}
          empty={
            <EmptyState
              icon={<Activity />}
              title="No runs yet"
              action={<LinkButton href="/syncs">Open syncs</LinkButton>}
            >
              A run begins when a person or a schedule starts it.
            </EmptyState>
          }
        />
      </PageBody>
      <NewestRunWatch of="all" />
    </>
  );
}
