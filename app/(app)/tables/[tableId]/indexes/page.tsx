import { ListTree } from "lucide-react";
import type { Metadata } from "next";
import { indexColumns } from "@/components/catalog/structure-lists";
import { TableHeader } from "@/components/catalog/table-header";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { EmptyState } from "@/components/ui/empty-state";
import { exportHref } from "@/lib/format/export-href";
import type { SearchParams } from "@/lib/format/table-state";
import { loadTable } from "../load-table";

export const metadata: Metadata = { title: "Indexes" };

interface IndexesPageProps {
  params: Promise<{ tableId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function IndexesPage({ params, searchParams }: IndexesPageProps) {
  const { head, table } = await loadTable(params);
  return (
    <>
      <TableHeader {...head} />
      <PageBody>
        <DataTable
          label="Indexes"
          columns={indexColumns}
          page={{ rows: table.indexes, nextCursor: null }}
          rowKey={(index) => index.id}
          path={`/tables/${table.id}/indexes`}
          params={await searchParams}
          choosable={table.indexes.length > 0}
          csvHref={table.indexes.length > 0 ? exportHref("indexes", { tableId: table.id }) : undefined}
          empty={
            <EmptyState icon={<ListTree />} title="No indexes">
              Reading all rows needs none; following changes by a column is fast only with an index on it.
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
