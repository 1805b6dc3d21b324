import type { Metadata } from "next";
import { columnColumns } from "@/components/catalog/column-list";
import { TableFacts } from "@/components/catalog/table-facts";
import { TableHeader } from "@/components/catalog/table-header";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import type { ConstraintRow } from "@/lib/features/tables/types";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadTable, parentHrefs } from "./load-table";

export const metadata: Metadata = { title: "Columns" };

interface ColumnsPageProps {
  params: Promise<{ tableId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function ColumnsPage({ params, searchParams }: ColumnsPageProps) {
  const { head, table, parents } = await loadTable(params, async (context, found) => ({
    parents: await parentHrefs(context, found),
  }));
  const search = await searchParams;
  const state = readTableState(search, { sortable: [] });
  const wanted = state.q.toLowerCase();
  const columns = table.columns.map((column) => ({
    ...column,
    references: referencesOf(column.columnName, table.constraints, parents),
  }));
  const rows = columns.filter(({ columnName, comment }) =>
    `${columnName} ${comment ?? ""}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <TableHeader {...head} />
      <PageBody>
        <TableFacts table={table} />
        <DataTable
          label="Columns"
          columns={columnColumns(columns)}
          page={{ rows, nextCursor: null }}
          rowKey={(column) => column.id}
          path={`/tables/${table.id}`}
          params={search}
          state={state}
          search="Find a column"
          choosable
        />
      </PageBody>
    </>
  );
}

/** The parents that foreign keys give one column. */
function referencesOf(name: string, constraints: readonly ConstraintRow[], parents: ReadonlyMap<string, string>) {
  return constraints.flatMap(({ columns, referencedTable, referencedColumns }) => {
    const at = columns.indexOf(name);
    if (referencedTable === null || at < 0) return [];
    const href = parents.get(referencedTable) ?? null;
    return [{ table: referencedTable, column: referencedColumns?.[at] ?? null, href }];
  });
}
