import { defineExport } from "@/lib/export";
import { tablePolicies } from "@/lib/features/tables/policy";
import { listMeasurements } from "@/lib/features/tables/queries";
import { measurementFilter } from "@/lib/features/tables/schema";

/** What was measured of one table. */
export const GET = defineExport({
  list: "measurements",
  input: measurementFilter.strict(),
  policy: tablePolicies.read,
  page: listMeasurements,
  columns: [
    ["Measured (UTC)", (row) => row.capturedAt],
    ["Rows", (row) => row.rowCount],
    ["How", (row) => (row.isEstimate ? "estimated" : "counted")],
    ["Newest cursor value (UTC)", (row) => row.maxUpdatedAt],
  ],
});
