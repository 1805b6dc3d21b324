import { Table2 } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { z } from "zod";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { ProvisionForm } from "@/components/sharepoint/provision-form";
import { siteName } from "@/components/sharepoint/site-table";
import { tableChoiceColumns } from "@/components/sharepoint/table-choice";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { TextLink } from "@/components/ui/text-link";
import { type Context, isAllowed, requireAllowed } from "@/lib/context";
import { getProvisioningEstimate } from "@/lib/features/budgets/queries";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { getSite, previewList } from "@/lib/features/sharepoint/queries";
import { type SiteRef, siteRef } from "@/lib/features/sharepoint/schema";
import type { SiteRow } from "@/lib/features/sharepoint/types";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { getTable, listTables } from "@/lib/features/tables/queries";
import { tableFilter, tableSort } from "@/lib/features/tables/schema";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { titleOf } from "@/lib/format/title";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "New list from a table" };

interface ProvisionPageProps {
  params: Promise<{ siteId: string }>;
  searchParams: Promise<SearchParams>;
}

/** First the choice of a table, then, with `?table=`, what the list would look like. */
export default async function ProvisionPage({ params, searchParams }: ProvisionPageProps) {
  const ref = readRef(siteRef, await params);
  const query = await searchParams;
  const tableId = z.uuid().safeParse(query.table).data;
  return tableId === undefined ? chooseTable(ref, query) : propose(ref, tableId);
}

/** The site, for those who may make lists in it, and whatever else a step shows. */
function load<T>(ref: SiteRef, rest: (context: Context) => Promise<T>): Promise<{ site: SiteRow } & T> {
  return loadPage(async (context) => {
    requireAllowed(context, sharepointPolicies.discover);
    return { site: await getSite(context, ref), ...(await rest(context)) };
  });
}

async function chooseTable(ref: SiteRef, query: SearchParams) {
  const state = readTableState(query, { sortable: tableSort.options });
  const filter = tableFilter.parse({
    search: state.q || undefined,
    sort: state.sort.column,
    direction: state.sort.descending ? "desc" : "asc",
    cursor: state.after ?? undefined,
  });
  const { site, page } = await load(ref, async (context) => ({ page: await listTables(context, filter) }));
  const path = `/sharepoint/sites/${site.id}/provision`;
  return (
    <>
      <Head site={site} description="Choose the table that the list is to hold." />
      <PageBody>
        <DataTable
          label="Tables"
          columns={tableChoiceColumns}
          page={page}
          rowKey={(table) => table.id}
          rowHref={(table) => `${path}?table=${table.id}`}
          path={path}
          params={query}
          state={state}
          search="Find a table"
          empty={
            <EmptyState
              icon={<Table2 />}
              title="No tables are cataloged yet"
              action={<LinkButton href="/applications">Open applications</LinkButton>}
            >
              Add a database to an application and introspect it; its tables can then be made into lists.
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}

async function propose(ref: SiteRef, tableId: string) {
  const { site, table, proposal, cost, mayDefine } = await load(ref, async (context) => ({
    table: await getTable(context, { tableId }),
    cost: await getProvisioningEstimate(context, { tableId, siteId: ref.siteId }),
    proposal: await previewList(context, { tableId, siteId: ref.siteId }),
    mayDefine: isAllowed(context.actor, syncPolicies.define),
  }));
  return (
    <>
      <Head
        site={site}
        description={
          <>
            From the table{" "}
            <TextLink href={`/tables/${table.id}`} className="font-mono text-sm">
              {`${table.schemaName}.${table.tableName}`}
            </TextLink>{" "}
            of {table.databaseName}. Nothing is made before you press the button.
          </>
        }
      />
      <PageBody>
        <ProvisionForm
          siteId={site.id}
          tableId={table.id}
          suggestedName={titleOf(table.tableName)}
          proposal={proposal}
          cost={cost}
          mayDefine={mayDefine}
        />
      </PageBody>
    </>
  );
}

function Head({ site, description }: { site: SiteRow; description: ReactNode }) {
  return (
    <PageHeader
      title="New list from a table"
      description={description}
      breadcrumb={[
        { label: "SharePoint", href: "/sharepoint" },
        { label: site.connectionName, href: `/sharepoint/connections/${site.connectionId}` },
        { label: siteName(site), href: `/sharepoint/sites/${site.id}` },
      ]}
    />
  );
}
