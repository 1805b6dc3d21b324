import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { constraintColumns } from "@/components/catalog/structure-lists";
import { TableHeader } from "@/components/catalog/table-header";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { EmptyState } from "@/components/ui/empty-state";
import { loadTable } from "../load-table";

export const metadata: Metadata = { title: "Constraints" };

export default async function ConstraintsPage({ params }: { params: Promise<{ tableId: string }> }) {
  const { table, database, mayDefine } = await loadTable(params);
  return (
    <>
      <TableHeader table={table} database={database} mayDefine={mayDefine} />
      <PageBody>
        <DataTable
          label="Constraints"
          columns={constraintColumns(database.id)}
          page={{ rows: table.constraints, nextCursor: null }}
          rowKey={(constraint) => constraint.id}
          path={`/tables/${table.id}/constraints`}
          empty={
            <EmptyState icon={<KeyRound />} title="No constraints">
              Nothing in the database says what makes a row of this {table.tableType === "VIEW" ? "view" : "table"}{" "}
              unique. A sync needs columns that do.
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
