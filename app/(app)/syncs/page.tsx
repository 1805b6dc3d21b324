import { ArrowLeftRight, Plus } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { definitionColumns, definitionFilters } from "@/components/syncs/definition-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { isAllowed } from "@/lib/context";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { listDefinitions } from "@/lib/features/syncs/queries";
import { definitionFilter, definitionSorts, definitionStates, syncModes } from "@/lib/features/syncs/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams, type TableState } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "Syncs" };

export default async function SyncsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readTableState(params, {
    sortable: definitionSorts,
    filters: { state: definitionStates, mode: syncModes, database: null, site: null },
  });
  const filter = filterOf(state);
  const { page, mayDefine } = await loadPage(async (context) => ({
    page: await listDefinitions(context, filter),
    mayDefine: isAllowed(context.actor, syncPolicies.define),
  }));
  const create = (
    <LinkButton href="/syncs/new" variant="primary" icon={<Plus aria-hidden />}>
      New sync
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title="Syncs"
        description="Each keeps one table and one list the same."
        actions={mayDefine && create}
      />
      <PageBody>
        <DataTable
          label="Syncs"
          columns={definitionColumns}
          page={page}
          rowKey={(row) => row.id}
          rowHref={(row) => `/syncs/${row.id}`}
          path="/syncs"
          params={params}
          state={state}
          csvHref={exportHref("syncs", filter)}
          choosable
          search="Search by sync, table or list"
          filters={definitionFilters}
          empty={
            <EmptyState icon={<ArrowLeftRight />} title="No syncs yet" action={mayDefine && create}>
              Choose a table and a list; columns of the same name are matched for you.
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}

/** An id that is none, as in an address that somebody mended by hand, narrows nothing. */
function filterOf({ q, sort, filters, after }: TableState) {
  const id = (text: string | undefined) => z.uuid().optional().catch(undefined).parse(text);
  return definitionFilter.parse({
    search: q || undefined,
    state: filters.state,
    mode: filters.mode,
    databaseId: id(filters.database),
    siteId: id(filters.site),
    sort: sort.column,
    descending: sort.descending,
    cursor: after ?? undefined,
  });
}
