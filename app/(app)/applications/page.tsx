import { Database } from "lucide-react";
import type { Metadata } from "next";
import { applicationColumns, applicationStatusFilter } from "@/components/catalog/application-table";
import { ApplicationTabs, NewApplicationButton } from "@/components/catalog/application-tabs";
import { DataTable } from "@/components/data-table/data-table";
import { hasNothing } from "@/components/data-table/has-nothing";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { isAllowed } from "@/lib/context";
import { applicationPolicies } from "@/lib/features/applications/policy";
import { listApplications } from "@/lib/features/applications/queries";
import { applicationFilter, applicationSort } from "@/lib/features/applications/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams, sortFilter } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "Applications" };

export default async function ApplicationsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readTableState(params, {
    sortable: applicationSort.options,
    filters: { status: applicationStatusFilter.options.map((option) => option.value) },
  });
  const filter = applicationFilter.parse({
    search: state.q,
    status: state.filters.status,
    ...sortFilter(state),
    cursor: state.after ?? undefined,
  });
  const { page, mayManage } = await loadPage(async (context) => ({
    page: await listApplications(context, filter),
    mayManage: isAllowed(context.actor, applicationPolicies.manage),
  }));
  const isEmpty = hasNothing(page, state);
  const create = mayManage && <NewApplicationButton />;
  return (
    <>
      <PageHeader
        title="Applications"
        description="What the company runs, the databases behind it and the tables in them."
        actions={!isEmpty && create}
        tabs={!isEmpty && <ApplicationTabs />}
      />
      <PageBody>
        <DataTable
          label="Applications"
          columns={applicationColumns}
          page={page}
          rowKey={(application) => application.id}
          rowHref={(application) => `/applications/${application.id}`}
          path="/applications"
          params={params}
          state={state}
          csvHref={isEmpty ? undefined : exportHref("applications", filter)}
          search={isEmpty ? undefined : "Find an application"}
          filters={isEmpty ? [] : [applicationStatusFilter]}
          choosable={!isEmpty}
          empty={
            <EmptyState icon={<Database />} title="No applications yet" action={create}>
              An application owns databases, and a team answers for it. Begin with the one whose tables shall reach
              SharePoint.
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
