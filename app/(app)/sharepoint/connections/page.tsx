import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { hasNothing } from "@/components/data-table/has-nothing";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { connectionColumns, connectionFilters } from "@/components/sharepoint/connection-table";
import { NoConnections } from "@/components/sharepoint/no-connections";
import { LinkButton } from "@/components/ui/link-button";
import { isAllowed } from "@/lib/context";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { listConnections } from "@/lib/features/sharepoint/queries";
import { connectionFilter, connectionSort } from "@/lib/features/sharepoint/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams, sortFilter } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "Connections" };

export default async function ConnectionsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readTableState(params, {
    sortable: connectionSort.options,
    filters: Object.fromEntries(
      connectionFilters.map(({ name, options }) => [name, options.map(({ value }) => value)]),
    ),
  });
  const filter = connectionFilter.parse({
    search: state.q,
    ...state.filters,
    ...sortFilter(state),
    cursor: state.after ?? undefined,
  });
  const { page, mayManage } = await loadPage(async (context) => ({
    page: await listConnections(context, filter),
    mayManage: isAllowed(context.actor, sharepointPolicies.manage),
  }));
  const isEmpty = hasNothing(page, state);
  return (
    <>
      <PageHeader
        title="Connections"
        breadcrumb={[{ label: "SharePoint", href: "/sharepoint" }]}
        description="Each signs in to one tenant as an application of Entra ID."
        actions={
          mayManage &&
          !isEmpty && (
            <LinkButton href="/sharepoint/connections/new" variant="primary" icon={<Plus aria-hidden />}>
              New connection
            </LinkButton>
          )
        }
      />
      <PageBody>
        <DataTable
          label="Connections"
          columns={connectionColumns}
          page={page}
          rowKey={(connection) => connection.id}
          rowHref={(connection) => `/sharepoint/connections/${connection.id}`}
          path="/sharepoint/connections"
          params={params}
          state={state}
          search={isEmpty ? undefined : "Find a connection"}
          filters={isEmpty ? [] : connectionFilters}
          choosable={!isEmpty}
          csvHref={isEmpty ? undefined : exportHref("connections", filter)}
          empty={<NoConnections mayManage={mayManage} />}
        />
      </PageBody>
    </>
  );
}
