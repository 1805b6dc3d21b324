import type { Column } from "@/components/data-table/columns";
import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import type { TableMetric } from "@/lib/features/tables/types";
import { MetricDot } from "./metric-dot";

/** Columns of the list of measured row counts. */
export const metricColumns: readonly Column<TableMetric>[] = [
  { id: "at", header: "Measured", cell: (metric) => <ExactTime at={metric.capturedAt} /> },
  {
    id: "rows",
    header: "Rows",
    align: "right",
    width: "9rem",
    cell: (metric) => <NumberValue value={metric.rowCount} />,
  },
  {
    id: "how",
    header: "How",
    width: "10rem",
    cell: (metric) => (
      <span className="inline-flex items-center gap-2 text-ink-muted">
        <MetricDot isEstimate={metric.isEstimate} />
        {metric.isEstimate ? "estimated" : "counted"}
      </span>
    ),
  },
  {
    id: "max",
    header: "Newest cursor value",
    width: "14rem",
    cell: (metric) => <ExactTime at={metric.maxUpdatedAt} />,
  },
];
