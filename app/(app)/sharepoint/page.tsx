import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { hasNothing } from "@/components/data-table/has-nothing";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { connectionColumns } from "@/components/sharepoint/connection-table";
import { NoConnections } from "@/components/sharepoint/no-connections";
import { allSiteColumns, siteFilters, siteStateOf } from "@/components/sharepoint/site-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { isAllowed } from "@/lib/context";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { listConnections, listSites } from "@/lib/features/sharepoint/queries";
import { connectionFilter } from "@/lib/features/sharepoint/schema";
import { exportHref } from "@/lib/format/export-href";
import type { SearchParams } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "SharePoint" };

/** Connections that stand here; more have a page of their own, as have search and filters. */
const fewConnections = connectionFilter.parse({ limit: 10 });

export default async function SharepointPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const { state, filter } = siteStateOf(params);
  const { connections, sites, mayManage } = await loadPage(async (context) => {
    const [connections, sites] = await Promise.all([
      listConnections(context, fewConnections),
      listSites(context, filter),
    ]);
    return { connections, sites, mayManage: isAllowed(context.actor, sharepointPolicies.manage) };
  });
  const hasConnections = connections.rows.length > 0;
  const hasSites = !hasNothing(sites, state);
  return (
    <>
      <PageHeader
        title="SharePoint"
        description="The tenants that SyncBridge signs in to, and the sites whose lists it keeps."
        actions={
          mayManage &&
          hasConnections && (
            <LinkButton href="/sharepoint/connections/new" variant="primary" icon={<Plus aria-hidden />}>
              New connection
            </LinkButton>
          )
        }
      />
      <PageBody>
        <Section
          title="Connections"
          actions={
            hasConnections && (
              <TextLink href="/sharepoint/connections">
                {connections.nextCursor === null ? "Search and filter connections" : "All connections"}
              </TextLink>
            )
          }
        >
          <DataTable
            label="Connections"
            columns={connectionColumns.map((column) => ({ ...column, sortable: false }))}
            page={{ rows: connections.rows, nextCursor: null }}
            rowKey={(connection) => connection.id}
            rowHref={(connection) => `/sharepoint/connections/${connection.id}`}
            path="/sharepoint"
            empty={<NoConnections mayManage={mayManage} />}
          />
        </Section>
        {hasConnections && (
          <Section title="Sites">
            <DataTable
              label="Sites"
              columns={allSiteColumns}
              page={sites}
              rowKey={(site) => site.id}
              rowHref={(site) => `/sharepoint/sites/${site.id}`}
              path="/sharepoint"
              params={params}
              state={state}
              search={hasSites ? "Find a site" : undefined}
              filters={hasSites ? siteFilters : []}
              choosable={hasSites}
              csvHref={hasSites ? exportHref("sites", filter) : undefined}
              empty={<EmptyState title="No sites yet">Open a connection and add a site by its address.</EmptyState>}
            />
          </Section>
        )}
      </PageBody>
    </>
  );
}
