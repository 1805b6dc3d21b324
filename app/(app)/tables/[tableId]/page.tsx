import type { Metadata } from "next";
import { columnColumns } from "@/components/catalog/column-list";
import { TableFacts } from "@/components/catalog/table-facts";
import { TableHeader } from "@/components/catalog/table-header";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadTable } from "./load-table";

export const metadata: Metadata = { title: "Columns" };

interface ColumnsPageProps {
  params: Promise<{ tableId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function ColumnsPage({ params, searchParams }: ColumnsPageProps) {
  const { table, database, mayDefine } = await loadTable(params);
  const search = await searchParams;
  const state = readTableState(search, { sortable: [] });
  const wanted = state.q.toLowerCase();
  const rows = table.columns.filter(({ columnName }) => columnName.toLowerCase().includes(wanted));
  return (
    <>
      <TableHeader table={table} database={database} mayDefine={mayDefine} />
      <PageBody>
        <TableFacts table={table} />
        <DataTable
          label="Columns"
          columns={columnColumns}
          page={{ rows, nextCursor: null }}
          rowKey={(column) => column.id}
          path={`/tables/${table.id}`}
          params={search}
          state={state}
          search="Find a column"
        />
      </PageBody>
    </>
  );
}
