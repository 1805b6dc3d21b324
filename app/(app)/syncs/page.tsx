import { ArrowLeftRight, Plus } from "lucide-react";
import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { definitionColumns } from "@/components/syncs/definition-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { isAllowed } from "@/lib/context";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { listDefinitions } from "@/lib/features/syncs/queries";
import { definitionFilter } from "@/lib/features/syncs/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "Syncs" };

export default async function SyncsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readTableState(params, { sortable: [] });
  const filter = definitionFilter.parse({ search: state.q || undefined, cursor: state.after ?? undefined });
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
          search="Search by sync, table or list"
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
