import { ArrowRight } from "lucide-react";
import type { Metadata } from "next";
import { TableHeader } from "@/components/catalog/table-header";
import { useColumns } from "@/components/catalog/use-list";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { loadTable } from "../load-table";

export const metadata: Metadata = { title: "Syncs of a table" };

export default async function TableSyncsPage({ params }: { params: Promise<{ tableId: string }> }) {
  const { table, database, mayDefine } = await loadTable(params);
  return (
    <>
      <TableHeader table={table} database={database} mayDefine={mayDefine} />
      <PageBody>
        <DataTable
          label="Syncs"
          columns={useColumns}
          page={{ rows: table.uses, nextCursor: null }}
          rowKey={(use) => use.definitionId}
          rowHref={(use) => `/syncs/${use.definitionId}`}
          path={`/tables/${table.id}/syncs`}
          empty={
            <EmptyState
              icon={<ArrowRight />}
              title="No sync reads this table"
              action={
                mayDefine &&
                table.vanishedAt === null && (
                  <LinkButton href={`/syncs/new?table=${table.id}`}>New sync from this table</LinkButton>
                )
              }
            >
              A sync keeps one item in a SharePoint list for each row of this table.
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
