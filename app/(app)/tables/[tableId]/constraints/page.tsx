import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { constraintColumns } from "@/components/catalog/structure-lists";
import { TableHeader } from "@/components/catalog/table-header";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { EmptyState } from "@/components/ui/empty-state";
import { exportHref } from "@/lib/format/export-href";
import type { SearchParams } from "@/lib/format/table-state";
import { loadTable, parentHrefs } from "../load-table";

export const metadata: Metadata = { title: "Keys & constraints" };

interface ConstraintsPageProps {
  params: Promise<{ tableId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function ConstraintsPage({ params, searchParams }: ConstraintsPageProps) {
  const { head, table, parents } = await loadTable(params, async (context, found) => ({
    parents: await parentHrefs(context, found),
  }));
  const rows = table.constraints.map((constraint) => ({
    ...constraint,
    parentHref: constraint.referencedTable === null ? null : (parents.get(constraint.referencedTable) ?? null),
  }));
  return (
    <>
      <TableHeader {...head} />
      <PageBody>
        <DataTable
          label="Keys & constraints"
          columns={constraintColumns}
          page={{ rows, nextCursor: null }}
          rowKey={(constraint) => constraint.id}
          path={`/tables/${table.id}/constraints`}
          params={await searchParams}
          choosable={rows.length > 0}
          csvHref={rows.length > 0 ? exportHref("constraints", { tableId: table.id }) : undefined}
          empty={
            <EmptyState icon={<KeyRound />} title="No keys or constraints">
              Nothing in the database says what makes a row of this {table.tableType === "VIEW" ? "view" : "table"}{" "}
              unique. A sync needs columns that do.
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
