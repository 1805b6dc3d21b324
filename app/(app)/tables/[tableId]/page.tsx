import type { Metadata } from "next";
import { columnColumns, columnsAsList } from "@/components/catalog/column-list";
import { TableFacts } from "@/components/catalog/table-facts";
import { TableHeader } from "@/components/catalog/table-header";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import type { ConstraintRow } from "@/lib/features/tables/types";
import { exportHref } from "@/lib/format/export-href";
import { type SearchParams, sortParam } from "@/lib/format/table-state";
import { narrowed, readWholeListState } from "@/lib/format/whole-list";
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
  const state = readWholeListState(search, columnsAsList);
  const columns = table.columns.map((column) => ({
    ...column,
    references: referencesOf(column.columnName, table.constraints, parents),
  }));
  const rows = narrowed(columns, state, columnsAsList);
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
          csvHref={exportHref("columns", { tableId: table.id, q: state.q, sort: sortParam(state.sort) })}
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
