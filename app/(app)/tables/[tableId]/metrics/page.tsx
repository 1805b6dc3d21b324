import type { Metadata } from "next";
import { CountRowsButton } from "@/components/catalog/count-rows-button";
import { metricColumns, metricSpanFilter, metricSpans } from "@/components/catalog/history-lists";
import { RowCountChart } from "@/components/catalog/row-count-chart";
import { TableHeader } from "@/components/catalog/table-header";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { listMeasurements, listTableMetrics } from "@/lib/features/tables/queries";
import { measurementFilter, metricsFilter } from "@/lib/features/tables/schema";
import { exportHref } from "@/lib/format/export-href";
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
  const state = readTableState(search, {
    sortable: ["at"],
    defaultSort: { column: "at", descending: true },
    filters: { days: metricSpans },
  });
  const since = state.filters.days && new Date(Date.now() - Number(state.filters.days) * dayMs);
  const { head, table, rights, metrics, filter, page } = await loadTable(params, async (context, { id: tableId }) => {
    const filter = measurementFilter.parse({
      tableId,
      since,
      direction: state.sort.descending ? "desc" : "asc",
      cursor: state.after ?? undefined,
    });
    const [metrics, page] = await Promise.all([
      listTableMetrics(context, metricsFilter.parse({ tableId, since })),
      listMeasurements(context, filter),
    ]);
    return { metrics, filter, page };
  });
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
            page={page}
            rowKey={(metric) => metric.id}
            path={`/tables/${table.id}/metrics`}
            params={search}
            state={state}
            filters={[metricSpanFilter]}
            choosable
            csvHref={exportHref("measurements", filter)}
          />
        )}
      </PageBody>
    </>
  );
}
