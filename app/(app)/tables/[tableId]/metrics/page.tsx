import type { Metadata } from "next";
import { CountRowsButton } from "@/components/catalog/count-rows-button";
import { metricColumns, metricSpanFilter, metricSpans } from "@/components/catalog/history-lists";
import { RowCountChart } from "@/components/catalog/row-count-chart";
import { TableHeader } from "@/components/catalog/table-header";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { listTableMetrics } from "@/lib/features/tables/queries";
import { metricsFilter } from "@/lib/features/tables/schema";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadTable } from "../load-table";

export const metadata: Metadata = { title: "Metrics" };

const dayMs = 86_400_000;

interface MetricsPageProps {
  params: Promise<{ tableId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function MetricsPage({ params, searchParams }: MetricsPageProps) {
  const search = await searchParams;
  const state = readTableState(search, { sortable: [], filters: { days: metricSpans } });
  const since = state.filters.days && new Date(Date.now() - Number(state.filters.days) * dayMs);
  const { head, table, rights, metrics } = await loadTable(params, async (context, { id: tableId }) => ({
    metrics: await listTableMetrics(context, metricsFilter.parse({ tableId, since })),
  }));
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
            <RowCountChart metrics={metrics} />
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
            page={{ rows: metrics.toReversed(), nextCursor: null }}
            rowKey={(metric) => metric.capturedAt.toISOString()}
            path={`/tables/${table.id}/metrics`}
            params={search}
            state={state}
            filters={[metricSpanFilter]}
          />
        )}
      </PageBody>
    </>
  );
}
