import type { Metadata } from "next";
import { DatabaseHeader } from "@/components/catalog/database-header";
import { IntrospectionNews } from "@/components/catalog/introspection-news";
import { introspectionColumns, introspectionStateFilter } from "@/components/catalog/introspection-table";
import { NoTables } from "@/components/catalog/no-tables";
import { ScheduleCard } from "@/components/catalog/schedule-card";
import { DataTable } from "@/components/data-table/data-table";
import { hasNothing } from "@/components/data-table/has-nothing";
import { PageBody } from "@/components/layout/page-body";
import { listIntrospections } from "@/lib/features/databases/queries";
import { databaseRef, introspectionFilter } from "@/lib/features/databases/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";
import { loadDatabase } from "../load-database";

export const metadata: Metadata = { title: "Introspections" };

interface IntrospectionsPageProps {
  params: Promise<{ databaseId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function IntrospectionsPage({ params, searchParams }: IntrospectionsPageProps) {
  const ref = readRef(databaseRef, await params);
  const search = await searchParams;
  const state = readTableState(search, {
    sortable: ["started"],
    defaultSort: { column: "started", descending: true },
    filters: { state: introspectionStateFilter.options.map(({ value }) => value) },
  });
  const filter = introspectionFilter.parse({
    ...ref,
    state: state.filters.state,
    direction: state.sort.descending ? "desc" : "asc",
    cursor: state.after ?? undefined,
  });
  const { database, page, rights } = await loadPage(async (context) => ({
    ...(await loadDatabase(context, ref)),
    page: await listIntrospections(context, filter),
  }));
  const isEmpty = hasNothing(page, state);
  return (
    <>
      <DatabaseHeader database={database} rights={rights} />
      <PageBody>
        <IntrospectionNews database={database} />
        <ScheduleCard database={database} mayManage={rights.manage} />
        <DataTable
          label="Introspections"
          columns={introspectionColumns}
          page={page}
          rowKey={(run) => run.id}
          path={`/databases/${database.id}/introspections`}
          params={search}
          state={state}
          filters={isEmpty ? [] : [introspectionStateFilter]}
          choosable={!isEmpty}
          csvHref={isEmpty ? undefined : exportHref("introspections", filter)}
          empty={<NoTables database={database} rights={rights} />}
        />
      </PageBody>
    </>
  );
}
