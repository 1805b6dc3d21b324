import { Database } from "lucide-react";
import type { Metadata } from "next";
import { applicationStatusFilter } from "@/components/catalog/application-table";
import { ApplicationTabs, NewApplicationButton } from "@/components/catalog/application-tabs";
import { inventoryNodes } from "@/components/catalog/inventory-nodes";
import type { TableFilter } from "@/components/data-table/columns";
import { Pager } from "@/components/data-table/pager";
import { TableToolbar } from "@/components/data-table/table-toolbar";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Tree } from "@/components/ui/tree";
import { isAllowed } from "@/lib/context";
import { applicationPolicies } from "@/lib/features/applications/policy";
import { applicationStatus } from "@/lib/features/applications/schema";
import { listInventory } from "@/lib/features/databases/queries";
import { inventoryFilter } from "@/lib/features/databases/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "Applications as a tree" };

const path = "/applications/tree";
const levelFilter: TableFilter = {
  name: "open",
  label: "Open down to",
  usual: "instances",
  options: [
    { value: "1", label: "applications" },
    { value: "2", label: "databases" },
  ],
};

export default async function InventoryPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readTableState(params, {
    sortable: [],
    filters: { status: applicationStatus.options, open: levelFilter.options.map(({ value }) => value) },
  });
  const filter = inventoryFilter.parse({
    search: state.q || undefined,
    status: state.filters.status,
    cursor: state.after ?? undefined,
  });
  const { page, mayManage } = await loadPage(async (context) => ({
    page: await listInventory(context, filter),
    mayManage: isAllowed(context.actor, applicationPolicies.manage),
  }));
  const isNarrowed = filter.search !== undefined || filter.status !== undefined;
  const openLevels = Number(state.filters.open ?? 3);
  return (
    <>
      <PageHeader
        title="Applications"
        description="What the company runs, the databases behind it and the servers that answer for them."
        actions={mayManage && (page.rows.length > 0 || isNarrowed) && <NewApplicationButton />}
        tabs={<ApplicationTabs />}
      />
      <PageBody>
        <div className="flex min-w-0 flex-col gap-3">
          <TableToolbar
            path={path}
            params={params}
            state={state}
            search="Find by name, team or host"
            filters={[applicationStatusFilter, levelFilter]}
            csvHref={exportHref("inventory", filter)}
          />
          <div className="overflow-clip rounded-lg border border-line bg-surface shadow-sm">
            {page.rows.length > 0 ? (
              // Another depth is another tree: what was opened and closed by hand is forgotten.
              <Tree
                key={openLevels}
                label="Applications, databases and instances"
                nodes={inventoryNodes(page.rows)}
                openLevels={openLevels}
              />
            ) : (
              <EmptyState
                icon={<Database />}
                title={isNarrowed ? "Nothing here is called so" : "No applications yet"}
                action={
                  isNarrowed ? <LinkButton href={path}>Show all</LinkButton> : mayManage && <NewApplicationButton />
                }
              >
                An application owns databases, and servers answer for these.
              </EmptyState>
            )}
          </div>
          <Pager path={path} params={params} page={page} state={state} label="Applications" bare={false} />
        </div>
      </PageBody>
    </>
  );
}
