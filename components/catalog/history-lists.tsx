import type { Column, TableFilter } from "@/components/data-table/columns";
import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import type { TableMetric } from "@/lib/features/tables/types";
import { MetricDot } from "./metric-dot";

/** Columns of the list of measured row counts. */
export const metricColumns: readonly Column<TableMetric>[] = [
  { id: "at", header: "Measured", sortable: true, cell: (metric) => <ExactTime at={metric.capturedAt} /> },
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

/** How many days back measurements are shown; all unless told. */
export const metricSpans = ["1", "7", "30", "365"] as const;

const spanWords: Readonly<Record<(typeof metricSpans)[number], string>> = {
  "1": "last 24 hours",
  "7": "last 7 days",
  "30": "last 30 days",
  "365": "last year",
};

export const metricSpanFilter: TableFilter = {
  name: "days",
  label: "Time",
  options: metricSpans.map((value) => ({ value, label: spanWords[value] })),
};
