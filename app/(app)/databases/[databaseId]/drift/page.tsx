import type { Metadata } from "next";
import { DatabaseHeader } from "@/components/catalog/database-header";
import { IntrospectionNews } from "@/components/catalog/introspection-news";
import { driftStateOf } from "@/components/drift/drift-filters";
import { DriftList } from "@/components/drift/drift-list";
import { PageBody } from "@/components/layout/page-body";
import { isAllowed } from "@/lib/context";
import { databaseRef } from "@/lib/features/databases/schema";
import { driftPolicies } from "@/lib/features/drift/policy";
import { listDrift } from "@/lib/features/drift/queries";
import { exportHref } from "@/lib/format/export-href";
import type { SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";
import { loadDatabase } from "../load-database";

export const metadata: Metadata = { title: "Drift of a database" };

interface DatabaseDriftPageProps {
  params: Promise<{ databaseId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function DatabaseDriftPage({ params, searchParams }: DatabaseDriftPageProps) {
  const ref = readRef(databaseRef, await params);
  const search = await searchParams;
  const { state, filter } = driftStateOf(search);
  const { database, rights, page, maySettle } = await loadPage(async (context) => ({
    ...(await loadDatabase(context, ref)),
    page: await listDrift(context, { ...filter, ...ref }),
    maySettle: isAllowed(context.actor, driftPolicies.settle),
  }));
  return (
    <>
      <DatabaseHeader database={database} rights={rights} />
      <PageBody>
        <IntrospectionNews database={database} />
        <DriftList
          page={page}
          path={`/databases/${database.id}/drift`}
          params={search}
          state={state}
          maySettle={maySettle}
          csvHref={exportHref("drift", { ...filter, ...ref })}
          showsTable
        />
      </PageBody>
    </>
  );
}
