import { ListTree } from "lucide-react";
import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { listColumns, listFilters } from "@/components/sharepoint/list-table";
import { SiteFacts } from "@/components/sharepoint/site-facts";
import { SiteHeader } from "@/components/sharepoint/site-header";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { isAllowed } from "@/lib/context";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { getSite, listLists } from "@/lib/features/sharepoint/queries";
import { listFilter, listSort, siteRef } from "@/lib/features/sharepoint/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams, sortFilter } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Site" };

interface SitePageProps {
  params: Promise<{ siteId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function SitePage({ params, searchParams }: SitePageProps) {
  const ref = readRef(siteRef, await params);
  const query = await searchParams;
  const state = readTableState(query, {
    sortable: listSort.options,
    filters: { presence: ["present", "vanished"], use: ["used", "unused"] },
  });
  const filter = listFilter.parse({
    ...ref,
    search: state.q || undefined,
    presence: state.filters.presence ?? "all",
    use: state.filters.use,
    ...sortFilter(state),
    cursor: state.after ?? undefined,
  });
  const { site, page, mayManage, mayDiscover } = await loadPage(async (context) => ({
    site: await getSite(context, ref),
    page: await listLists(context, filter),
    mayManage: isAllowed(context.actor, sharepointPolicies.manage),
    mayDiscover: isAllowed(context.actor, sharepointPolicies.discover),
  }));
  const isDiscovered = site.lastDiscoveredAt !== null;
  return (
    <>
      <SiteHeader site={site} mayManage={mayManage} mayDiscover={mayDiscover} />
      <PageBody>
        {site.discoveryError && !site.isDiscovering && (
          <Callout
            tone="failed"
            title="The last discovery failed"
            remedy="Verify the connection: it names what keeps the site from being read. Then discover again."
          >
            {site.discoveryError}
          </Callout>
        )}
        {site.isDiscovering && site.discoveryWaitingUntil && (
          <Callout
            title="The discovery waits"
            remedy="It goes on by itself with the lists that were not read yet, while a worker runs."
          >
            The connection has used up its requests to Microsoft Graph for now. The discovery goes on{" "}
            <RelativeTime at={site.discoveryWaitingUntil} />.
          </Callout>
        )}
        <SiteFacts site={site} mayManage={mayManage} mayDiscover={mayDiscover} />
        <DataTable
          label="Lists"
          columns={listColumns}
          page={page}
          rowKey={(list) => list.id}
          rowHref={(list) => `/sharepoint/lists/${list.id}`}
          path={`/sharepoint/sites/${site.id}`}
          params={query}
          state={state}
          csvHref={isDiscovered ? exportHref("lists", filter) : undefined}
          search={isDiscovered ? "Find a list" : undefined}
          filters={isDiscovered ? listFilters : []}
          choosable={isDiscovered}
          empty={
            isDiscovered ? (
              <EmptyState icon={<ListTree />} title="The site has no lists">
                Make one from a table, or in SharePoint, and discover the site again.
              </EmptyState>
            ) : (
              <EmptyState icon={<ListTree />} title="Not discovered yet">
                A worker reads the lists and their columns and counts their items; then they stand here. If none come,
                verify the connection.
              </EmptyState>
            )
          }
        />
      </PageBody>
    </>
  );
}
