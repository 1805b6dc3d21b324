import { Cable, Plus } from "lucide-react";
import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { connectionColumns } from "@/components/sharepoint/connection-table";
import { allSiteColumns, sitesAsList } from "@/components/sharepoint/site-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Section } from "@/components/ui/section";
import { isAllowed } from "@/lib/context";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { listConnections, listSites } from "@/lib/features/sharepoint/queries";
import { exportHref } from "@/lib/format/export-href";
import { type SearchParams, sortParam } from "@/lib/format/table-state";
import { narrowed, readWholeListState } from "@/lib/format/whole-list";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "SharePoint" };

export default async function SharepointPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readWholeListState(params, sitesAsList);
  const { connections, sites, mayManage } = await loadPage(async (context) => {
    const [connections, sites] = await Promise.all([listConnections(context), listSites(context)]);
    return { connections, sites, mayManage: isAllowed(context.actor, sharepointPolicies.manage) };
  });
  const create = (
    <LinkButton href="/sharepoint/connections/new" variant="primary" icon={<Plus aria-hidden />}>
      New connection
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title="SharePoint"
        description="The tenants that SyncBridge signs in to, and the sites whose lists it keeps."
        actions={mayManage && connections.length > 0 && create}
      />
      <PageBody>
        <Section title="Connections">
          <DataTable
            label="Connections"
            columns={connectionColumns(sites)}
            page={{ rows: connections, nextCursor: null }}
            rowKey={(connection) => connection.id}
            rowHref={(connection) => `/sharepoint/connections/${connection.id}`}
            path="/sharepoint"
            csvHref={connections.length > 0 ? exportHref("connections") : undefined}
            empty={
              <EmptyState icon={<Cable />} title="No connections yet" action={mayManage && create}>
                {mayManage
                  ? "A connection signs in to one tenant as an application of Entra ID; its sites and lists come after."
                  : "An administrator connects a tenant first; its sites and lists appear here."}
              </EmptyState>
            }
          />
        </Section>
        {connections.length > 0 && (
          <Section title="Sites">
            <DataTable
              label="Sites"
              columns={allSiteColumns}
              page={{ rows: narrowed(sites, state, sitesAsList), nextCursor: null }}
              rowKey={(site) => site.id}
              rowHref={(site) => `/sharepoint/sites/${site.id}`}
              path="/sharepoint"
              params={params}
              state={state}
              search={sites.length > 0 ? "Find a site" : undefined}
              csvHref={sites.length > 0 ? exportHref("sites", { q: state.q, sort: sortParam(state.sort) }) : undefined}
              empty={<EmptyState title="No sites yet">Open a connection and add a site by its address.</EmptyState>}
            />
          </Section>
        )}
      </PageBody>
    </>
  );
}
