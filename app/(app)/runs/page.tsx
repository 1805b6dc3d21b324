import { Activity } from "lucide-react";
import type { Metadata } from "next";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { RunsOf } from "@/components/runs/runs-of";
import { NewestRunWatch } from "@/components/schedules/newest-run-watch";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { listRuns, listSyncsOfRuns } from "@/lib/features/runs/queries";
import { exportHref } from "@/lib/format/export-href";
import type { SearchParams } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";
import { readRunFilter, readRunState } from "./read-run-filter";

export const metadata: Metadata = { title: "Runs" };

export default async function RunsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readRunState(params);
  const filter = readRunFilter(state);
  const { page, syncs } = await loadPage(async (context) => {
    const [runs, owners] = await Promise.all([listRuns(context, filter), listSyncsOfRuns(context, filter)]);
    return { page: runs, syncs: owners };
  });
  return (
    <>
      <PageHeader title="Runs" description="Every run of every sync, the newest first." />
      <PageBody>
        <RunsOf
          syncs={syncs}
          page={page}
          path="/runs"
          params={params}
          state={state}
          csvHref={exportHref("runs", filter)}
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
