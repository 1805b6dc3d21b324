import type { Metadata } from "next";
import { CountRowsButton } from "@/components/catalog/count-rows-button";
import { metricColumns } from "@/components/catalog/history-lists";
import { RowCountChart } from "@/components/catalog/row-count-chart";
import { TableHeader } from "@/components/catalog/table-header";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { loadTable } from "../load-table";

export const metadata: Metadata = { title: "Metrics" };

export default async function MetricsPage({ params }: { params: Promise<{ tableId: string }> }) {
  const { head, table, rights } = await loadTable(params);
  const mayCount = rights.measure && table.vanishedAt === null;
  return (
    <>
      <TableHeader {...head} />
      <PageBody>
        <Card
          title="Rows over time"
          description="Each introspection notes the database's own estimate, at no cost. A count reads the whole table once."
          actions={mayCount && <CountRowsButton tableId={table.id} rowEstimate={table.rowEstimate} />}
        >
          {table.metrics.length > 0 ? (
            <RowCountChart metrics={table.metrics} />
          ) : (
            <EmptyState title="Never measured">
              The database keeps no estimate for this table{mayCount ? "; its rows can be counted" : ""}.
            </EmptyState>
          )}
        </Card>
        {table.metrics.length > 0 && (
          <DataTable
            label="Measurements"
            columns={metricColumns}
            page={{ rows: table.metrics.toReversed(), nextCursor: null }}
            rowKey={(metric) => metric.capturedAt.toISOString()}
            path={`/tables/${table.id}/metrics`}
          />
        )}
      </PageBody>
    </>
  );
}
