import { Database, Plus } from "lucide-react";
import type { Metadata } from "next";
import { ApplicationHeader } from "@/components/catalog/application-header";
import { databaseColumns, databaseFilters } from "@/components/catalog/database-table";
import { DataTable } from "@/components/data-table/data-table";
import { hasNothing } from "@/components/data-table/has-nothing";
import { PageBody } from "@/components/layout/page-body";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { isAllowed } from "@/lib/context";
import { activationStatus } from "@/lib/features/activation/schema";
import { applicationPolicies } from "@/lib/features/applications/policy";
import { getApplication } from "@/lib/features/applications/queries";
import { applicationRef } from "@/lib/features/applications/schema";
import { listDatabases } from "@/lib/features/databases/queries";
import { databaseEnvironment, databaseFilter, databaseSort, databaseType } from "@/lib/features/databases/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams, sortFilter } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Application" };

interface ApplicationPageProps {
  params: Promise<{ applicationId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function ApplicationPage({ params, searchParams }: ApplicationPageProps) {
  const ref = readRef(applicationRef, await params);
  const search = await searchParams;
  const state = readTableState(search, {
    sortable: databaseSort.options,
    filters: {
      environment: databaseEnvironment.options,
      kind: databaseType.options,
      status: activationStatus.options,
    },
  });
  const filter = databaseFilter.parse({
    ...ref,
    search: state.q,
    ...state.filters,
    ...sortFilter(state),
    cursor: state.after ?? undefined,
  });
  const { application, page, mayManage } = await loadPage(async (context) => ({
    application: await getApplication(context, ref),
    page: await listDatabases(context, filter),
    mayManage: isAllowed(context.actor, applicationPolicies.manage),
  }));
  const path = `/applications/${application.id}`;
  const isArchived = application.status === "ARCHIVED";
  const isEmpty = hasNothing(page, state);
  const create = mayManage && !isArchived && (
    <LinkButton href={`${path}/databases/new`} variant="primary" icon={<Plus aria-hidden />}>
      New database
    </LinkButton>
  );
  return (
    <>
      <ApplicationHeader application={application} mayManage={mayManage} create={!isEmpty && create} />
      <PageBody>
        {isArchived && (
          <Callout title="This application is archived">
            Its databases are kept, but none is introspected and none of its syncs runs until it is restored.
          </Callout>
        )}
        <DataTable
          label="Databases"
          columns={databaseColumns}
          page={page}
          rowKey={(database) => database.id}
          rowHref={(database) => `/databases/${database.id}`}
          path={path}
          params={search}
          state={state}
          csvHref={isEmpty ? undefined : exportHref("databases", filter)}
          search={isEmpty ? undefined : "Find a database"}
          filters={isEmpty ? [] : databaseFilters}
          choosable={!isEmpty}
          empty={
            <EmptyState icon={<Database />} title="No databases yet" action={create}>
              A database of this application is registered with its kind and environment, then with the servers that
              answer for it.
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
