import type { Metadata } from "next";
import { BudgetCard } from "@/components/budget/budget-card";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { AddSiteForm } from "@/components/sharepoint/add-site-form";
import { ConnectionFacts, VerificationCard } from "@/components/sharepoint/connection-facts";
import { ConnectionHeader } from "@/components/sharepoint/connection-header";
import { SearchSitesForm } from "@/components/sharepoint/search-sites-form";
import { siteColumns, siteFilters, siteStateOf } from "@/components/sharepoint/site-table";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { type Context, isAllowed } from "@/lib/context";
import type { ActivationStatus } from "@/lib/features/activation/schema";
import { budgetPolicies } from "@/lib/features/budgets/policy";
import { listBudgets, listSpending } from "@/lib/features/budgets/queries";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { getConnection, listSites } from "@/lib/features/sharepoint/queries";
import { type ConnectionRef, connectionRef } from "@/lib/features/sharepoint/schema";
import { exportHref } from "@/lib/format/export-href";
import type { SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Connection" };

interface ConnectionPageProps {
  params: Promise<{ connectionId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function ConnectionPage({ params, searchParams }: ConnectionPageProps) {
  const ref = readRef(connectionRef, await params);
  const query = await searchParams;
  const { state, filter } = siteStateOf(query, ref.connectionId);
  const { connection, sites, budget, spending, mayLimit, mayManage, mayDiscover } = await loadPage(async (context) => ({
    ...(await loadConnection(context, ref)),
    sites: await listSites(context, filter),
    mayLimit: isAllowed(context.actor, budgetPolicies.manage),
    mayManage: isAllowed(context.actor, sharepointPolicies.manage),
    mayDiscover: isAllowed(context.actor, sharepointPolicies.discover),
  }));
  const hasSites = connection.siteCount > 0;
  const mayAdd = mayDiscover && connection.status === "ACTIVE";
  return (
    <>
      <ConnectionHeader connection={connection} mayManage={mayManage} mayDiscover={mayDiscover} />
      <PageBody>
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <VerificationCard connection={connection} mayDiscover={mayDiscover} />
          <ConnectionFacts connection={connection} />
        </div>
        <BudgetCard budget={budget} spending={spending} mayManage={mayLimit} />
        <Section title="Sites">
          <DataTable
            label="Sites"
            columns={siteColumns}
            page={sites}
            rowKey={(site) => site.id}
            rowHref={(site) => `/sharepoint/sites/${site.id}`}
            path={`/sharepoint/connections/${connection.id}`}
            params={query}
            state={state}
            search={hasSites ? "Find a site" : undefined}
            filters={hasSites ? siteFilters : []}
            choosable={hasSites}
            csvHref={hasSites ? exportHref("sites", filter) : undefined}
            empty={<EmptyState title="No sites yet">{noSites(connection.status, mayAdd)}</EmptyState>}
          />
        </Section>
        {mayAdd && (
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <Card title="Add a site">
              <AddSiteForm connectionId={connection.id} />
            </Card>
            <Card title="Find a site">
              <SearchSitesForm connectionId={connection.id} />
            </Card>
          </div>
        )}
      </PageBody>
    </>
  );
}

async function loadConnection(context: Context, ref: ConnectionRef) {
  const connection = await getConnection(context, ref);
  const { tenantId, clientId } = connection;
  const [budget = null] = await listBudgets(context, { tenantId, clientId });
  return { connection, budget, spending: budget ? await listSpending(context, { tenantId, clientId }) : [] };
}

function noSites(status: ActivationStatus, mayAdd: boolean): string {
  if (status === "DISABLED") return "Sites can be added once the connection is enabled.";
  return mayAdd
    ? "Paste the address of the first one below; its lists and columns are read right after."
    : "A steward adds a site by its address; its lists and columns are read right after.";
}
