import type { Metadata } from "next";
import { driftStateOf } from "@/components/drift/drift-filters";
import { DriftList } from "@/components/drift/drift-list";
import { PageBody } from "@/components/layout/page-body";
import { isAllowed } from "@/lib/context";
import { driftPolicies } from "@/lib/features/drift/policy";
import { listDrift } from "@/lib/features/drift/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { exportHref } from "@/lib/format/export-href";
import type { SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Drift of a sync" };

interface DefinitionDriftPageProps {
  params: Promise<{ definitionId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function DefinitionDriftPage({ params, searchParams }: DefinitionDriftPageProps) {
  const ref = readRef(definitionRef, await params);
  const search = await searchParams;
  const { state, filter } = driftStateOf(search);
  const { page, maySettle } = await loadPage(async (context) => ({
    page: await listDrift(context, { ...filter, ...ref }),
    maySettle: isAllowed(context.actor, driftPolicies.settle),
  }));
  return (
    <PageBody>
      <p className="max-w-prose text-ink-muted">
        What changed in the table that this sync reads. Only what touches one of its columns can matter to it; the rest
        stands here so that nothing is overlooked.
      </p>
      <DriftList
        page={page}
        path={`/syncs/${ref.definitionId}/drift`}
        params={search}
        state={state}
        maySettle={maySettle}
        csvHref={exportHref("drift", { ...filter, ...ref })}
        showsTable={false}
      />
    </PageBody>
  );
}
