import { defineExport } from "@/lib/export";
import { tablePolicies } from "@/lib/features/tables/policy";
import { listSnapshots } from "@/lib/features/tables/queries";
import { snapshotFilter } from "@/lib/features/tables/schema";

/** When the structure of one table was kept, and from which instance. */
export const GET = defineExport({
  list: "snapshots",
  input: snapshotFilter.strict(),
  policy: tablePolicies.read,
  page: listSnapshots,
  columns: [
    ["Taken (UTC)", (row) => row.capturedAt],
    ["Instance", (row) => row.instanceLabel],
    ["Columns", (row) => row.columnCount],
    ["Snapshot id", (row) => row.id],
  ],
});
