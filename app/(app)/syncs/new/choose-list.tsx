import { Building2, ListPlus } from "lucide-react";
import type { ReactNode } from "react";
import { z } from "zod";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { listChoiceColumns } from "@/components/setup/list-choice";
import { NewListForm } from "@/components/setup/new-list-form";
import { allSiteColumns, siteName, siteStateOf } from "@/components/sharepoint/site-table";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { TabLinks } from "@/components/ui/tab-links";
import { getProvisioningEstimate } from "@/lib/features/budgets/queries";
import { listListChoices } from "@/lib/features/setup/queries";
import { listChoiceFilter } from "@/lib/features/setup/schema";
import type { TableChoice } from "@/lib/features/setup/types";
import { getSite, listSites, previewList } from "@/lib/features/sharepoint/queries";
import { siteFilter } from "@/lib/features/sharepoint/schema";
import type { SiteRow } from "@/lib/features/sharepoint/types";
import { hrefWith, readTableState, type SearchParams, type TablePage } from "@/lib/format/table-state";
import { titleOf } from "@/lib/format/title";
import { loadPage } from "@/lib/page";

interface ChooseListProps {
  table: TableChoice;
  hasLists: boolean;
  params: SearchParams;
}

interface SiteChoice {
  table: TableChoice;
  /** Those that can be written to: all where they are not too many. */
  sites: TablePage<SiteRow>;
  params: SearchParams;
}

/** The second step: a list that is made for the table, or one that is there. */
export async function ChooseList({ table, hasLists, params }: ChooseListProps) {
  const sites = await loadPage((context) => listSites(context, siteFilter.parse({ status: "ACTIVE", limit: 200 })));
  const isNew = params.to !== "existing";
  const href = (to: "new" | "existing") => hrefWith("/syncs/new", {}, { table: table.id, to });
  return (
    <PageBody>
      <div className="flex flex-col gap-3">
        <h2 className="font-semibold text-ink text-lg">Choose the list</h2>
        <div className="border-line border-b">
          <TabLinks
            label="Which list"
            current={isNew ? href("new") : href("existing")}
            tabs={[
              { label: "A new list", href: href("new") },
              { label: "A list that is there", href: href("existing") },
            ]}
          />
        </div>
      </div>
      {table.syncCount > 0 && (
        <Callout
          title="This table is synced already"
          action={
            <LinkButton href={`/tables/${table.id}/lineage`} size="sm">
              {table.syncCount === 1 ? "See that sync" : "See those syncs"}
            </LinkButton>
          }
        >
          Into {listOf(table)}. Another sync of it needs another list.
        </Callout>
      )}
      {isNew ? (
        <NewList table={table} sites={sites} params={params} />
      ) : (
        <ExistingList table={table} sites={sites} params={params} hasLists={hasLists} newHref={href("new")} />
      )}
    </PageBody>
  );
}

/** The lists that a table goes into, as far as they are known here. */
function listOf({ syncedTo, syncCount }: TableChoice): string {
  const names = syncedTo.map((name) => `“${name}”`).join(", ");
  return syncCount > syncedTo.length ? `${names} and ${syncCount - syncedTo.length} more` : names;
}

/** The table's own name, counted on where a list of that name takes it already. */
function freeName({ tableName, syncedTo }: TableChoice): string {
  const name = titleOf(tableName);
  let free = name;
  for (let count = 2; syncedTo.includes(free); count++) free = `${name} ${count}`;
  return free;
}

const noSites = (
  <EmptyState
    icon={<Building2 />}
    title="No SharePoint site yet"
    action={
      <LinkButton href="/sharepoint" variant="primary">
        Open SharePoint
      </LinkButton>
    }
  >
    Connect SharePoint and add the site that the list shall stand in; then come back here.
  </EmptyState>
);

async function NewList({ table, sites, params }: SiteChoice): Promise<ReactNode> {
  const [only] = sites.rows;
  const isOnly = sites.rows.length === 1;
  const wanted = z.uuid().safeParse(params.site).data;
  const site = isOnly ? only : await chosenSite(wanted);
  if (site) return <Proposal table={table} site={site} isOnly={isOnly} />;
  const { state, filter } = siteStateOf(params);
  const page = await loadPage((context) => listSites(context, { ...filter, status: "ACTIVE" }));
  const hasSites = sites.rows.length > 0;
  return (
    <DataTable
      label="Sites"
      columns={allSiteColumns.slice(0, 3)}
      page={page}
      rowKey={({ id }) => id}
      rowHref={({ id }) => hrefWith("/syncs/new", {}, { table: table.id, to: "new", site: id })}
      path="/syncs/new"
      params={params}
      state={state}
      search={hasSites ? "Find a site" : undefined}
      empty={noSites}
    />
  );
}

/** The site that an address names, where it is there and can be written to. */
async function chosenSite(siteId: string | undefined): Promise<SiteRow | undefined> {
  if (siteId === undefined) return undefined;
  const site = await loadPage((context) => getSite(context, { siteId }));
  return site.status === "ACTIVE" ? site : undefined;
}

async function Proposal({ table, site, isOnly }: { table: TableChoice; site: SiteRow; isOnly: boolean }) {
  const ref = { tableId: table.id, siteId: site.id };
  const { proposal, cost } = await loadPage(async (context) => ({
    proposal: await previewList(context, ref),
    cost: await getProvisioningEstimate(context, ref),
  }));
  const back = hrefWith("/syncs/new", {}, { table: isOnly ? null : table.id });
  return (
    <>
      <p className="max-w-prose text-ink-muted">
        A list in <strong className="font-medium text-ink">{siteName(site)}</strong>, with a column for each column of
        the table that it can hold.
      </p>
      <NewListForm {...ref} suggestedName={freeName(table)} proposal={proposal} cost={cost} cancelHref={back} />
    </>
  );
}

async function ExistingList(props: SiteChoice & { hasLists: boolean; newHref: string }): Promise<ReactNode> {
  const { table, sites, params, hasLists, newHref } = props;
  const state = readTableState(params, { sortable: [], filters: { site: null } });
  const filter = listChoiceFilter.parse({
    search: state.q || undefined,
    siteId: z.uuid().optional().catch(undefined).parse(state.filters.site),
    cursor: state.after ?? undefined,
    tableId: table.id,
  });
  const page = await loadPage((context) => listListChoices(context, filter));
  return (
    <DataTable
      label="Lists"
      columns={listChoiceColumns}
      page={page}
      rowKey={({ id }) => id}
      rowHref={({ id, twinId }) =>
        twinId === null ? hrefWith("/syncs/new", {}, { table: table.id, list: id }) : `/syncs/${twinId}`
      }
      path="/syncs/new"
      params={params}
      state={state}
      search="Find a list or site"
      filters={
        // Among more sites than one reads through, the search finds those of a name.
        sites.rows.length > 1 && sites.nextCursor === null
          ? [
              {
                name: "site",
                label: "Site",
                options: sites.rows.map((site) => ({ value: site.id, label: siteName(site) })),
              },
            ]
          : []
      }
      empty={
        !hasLists &&
        (sites.rows.length === 0 ? (
          noSites
        ) : (
          <EmptyState
            icon={<ListPlus />}
            title="No lists were found"
            action={
              <LinkButton href={newHref} variant="primary">
                Make a new list
              </LinkButton>
            }
          >
            The sites that are known hold no list that items can be written to. Discover them again, or make one.
          </EmptyState>
        ))
      }
    />
  );
}
