import type { Metadata } from "next";
import { metricColumns, snapshotColumns } from "@/components/catalog/history-lists";
import { RowCountChart } from "@/components/catalog/row-count-chart";
import { TableHeader } from "@/components/catalog/table-header";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { loadTable } from "../load-table";

export const metadata: Metadata = { title: "History" };

export default async function HistoryPage({ params }: { params: Promise<{ tableId: string }> }) {
  const { table, database, mayDefine } = await loadTable(params);
  const path = `/tables/${table.id}/history`;
  return (
    <>
      <TableHeader table={table} database={database} mayDefine={mayDefine} />
      <PageBody>
        {table.metrics.length > 1 && (
          <Card title="Rows over time" description="Each measurement where it was taken in time.">
            <RowCountChart metrics={table.metrics} />
          </Card>
        )}
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <Section title="Structure" description="A snapshot is taken each time an introspection finds a difference.">
            <DataTable
              label="Snapshots"
              columns={snapshotColumns}
              page={{ rows: table.snapshots, nextCursor: null }}
              rowKey={(snapshot) => snapshot.id}
              path={path}
              empty={<EmptyState title="No snapshots yet">The next introspection takes the first one.</EmptyState>}
            />
          </Section>
          <Section title="Rows" description="The newest measurements first.">
            <DataTable
              label="Row counts"
              columns={metricColumns}
              page={{ rows: table.metrics.toReversed(), nextCursor: null }}
              rowKey={(metric) => metric.capturedAt.toISOString()}
              path={path}
              empty={<EmptyState title="Never measured">The database keeps no estimate for this table.</EmptyState>}
            />
          </Section>
        </div>
      </PageBody>
    </>
  );
}
