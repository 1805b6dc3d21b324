import type { Metadata } from "next";
import { DatabaseHeader } from "@/components/catalog/database-header";
import { IntrospectionNews } from "@/components/catalog/introspection-news";
import { NoTables } from "@/components/catalog/no-tables";
import { tableColumns, tableFilters } from "@/components/catalog/table-list";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { databaseRef } from "@/lib/features/databases/schema";
import { countDrift } from "@/lib/features/drift/queries";
import { listSchemas, listTables } from "@/lib/features/tables/queries";
import { tableFilter, tableSort, tableVariety } from "@/lib/features/tables/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";
import { loadDatabase } from "./load-database";

export const metadata: Metadata = { title: "Tables" };

interface TablesPageProps {
  params: Promise<{ databaseId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function TablesPage({ params, searchParams }: TablesPageProps) {
  const ref = readRef(databaseRef, await params);
  const search = await searchParams;
  const state = readTableState(search, {
    sortable: tableSort.options,
    filters: {
      schema: null,
      variety: tableVariety.options,
      drift: ["open", "none"],
      use: ["used", "unused"],
      presence: ["present", "vanished"],
    },
  });
  const filter = tableFilter.parse({
    ...ref,
    search: state.q,
    schemaName: state.filters.schema,
    variety: state.filters.variety,
    drift: state.filters.drift,
    use: state.filters.use,
    presence: state.filters.presence ?? "all",
    sort: state.sort.column,
    direction: state.sort.descending ? "desc" : "asc",
    cursor: state.after ?? undefined,
  });
  const { database, page, schemas, rights } = await loadPage(async (context) => {
    const found = await listTables(context, filter);
    const drifted = found.rows.filter(({ openDriftCount }) => openDriftCount > 0).map(({ id }) => id);
    const badges = await countDrift(context, { of: "table", ids: drifted });
    const rows = found.rows.map((table) => ({ ...table, drift: badges.find(({ id }) => id === table.id) }));
    return {
      ...(await loadDatabase(context, ref)),
      page: { ...found, rows },
      schemas: await listSchemas(context, ref),
    };
  });
  const isKnown = schemas.length > 0;
  return (
    <>
      <DatabaseHeader database={database} rights={rights} />
      <PageBody>
        <IntrospectionNews database={database} />
        <DataTable
          label="Tables"
          columns={tableColumns}
          page={page}
          rowKey={(table) => table.id}
          rowHref={(table) => `/tables/${table.id}`}
          path={`/databases/${database.id}`}
          params={search}
          state={state}
          csvHref={isKnown ? exportHref("tables", filter) : undefined}
          search={isKnown ? "Find a table" : undefined}
          filters={isKnown ? tableFilters(schemas) : []}
          choosable={isKnown}
          empty={<NoTables database={database} rights={rights} />}
        />
      </PageBody>
    </>
  );
}
