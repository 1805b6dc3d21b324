import type { Column } from "@/components/data-table/columns";
import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import type { SnapshotRow, TableMetric } from "@/lib/features/tables/types";

/** Columns of the list of measured row counts. */
export const metricColumns: readonly Column<TableMetric>[] = [
  { id: "at", header: "Measured", cell: (metric) => <ExactTime at={metric.capturedAt} /> },
  { id: "rows", header: "Rows", align: "right", cell: (metric) => <NumberValue value={metric.rowCount} /> },
  {
    id: "how",
    header: "How",
    width: "10rem",
    cell: (metric) => <span className="text-ink-muted">{metric.isEstimate ? "estimated" : "counted"}</span>,
  },
];

/** Columns of the list of a table's snapshots. */
export const snapshotColumns: readonly Column<SnapshotRow>[] = [
  { id: "at", header: "Taken", cell: (snapshot) => <ExactTime at={snapshot.capturedAt} /> },
  {
    id: "columns",
    header: "Columns",
    align: "right",
    cell: (snapshot) => <NumberValue value={snapshot.columnCount} />,
  },
  { id: "instance", header: "Instance", cell: (snapshot) => snapshot.instanceLabel },
];
