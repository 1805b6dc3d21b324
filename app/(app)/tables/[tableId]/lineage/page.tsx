import { ArrowRight } from "lucide-react";
import type { Metadata } from "next";
import { TableHeader } from "@/components/catalog/table-header";
import { TableLineage } from "@/components/catalog/table-lineage";
import { PageBody } from "@/components/layout/page-body";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { loadTable } from "../load-table";

export const metadata: Metadata = { title: "Lineage" };

export default async function LineagePage({ params }: { params: Promise<{ tableId: string }> }) {
  const { head, table, rights } = await loadTable(params);
  return (
    <>
      <TableHeader {...head} />
      <PageBody>
        {table.uses.length > 0 ? (
          <TableLineage table={table} />
        ) : (
          <Card>
            <EmptyState
              icon={<ArrowRight />}
              title="No sync reads this table"
              action={
                rights.define &&
                table.vanishedAt === null && (
                  <LinkButton href={`/syncs/new?table=${table.id}`}>New sync from this table</LinkButton>
                )
              }
            >
              A sync keeps one item in a SharePoint list for each row of this table.
            </EmptyState>
          </Card>
        )}
      </PageBody>
    </>
  );
}
