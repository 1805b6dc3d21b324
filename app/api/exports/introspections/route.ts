import { defineExport } from "@/lib/export";
import { introspectionStateLabels } from "@/lib/features/databases/labels";
import { databasePolicies } from "@/lib/features/databases/policy";
import { listIntrospections } from "@/lib/features/databases/queries";
import { introspectionFilter } from "@/lib/features/databases/schema";

/** Introspections of one database. */
export const GET = defineExport({
  list: "introspections",
  input: introspectionFilter.strict(),
  policy: databasePolicies.read,
  page: listIntrospections,
  columns: [
    ["Started (UTC)", (row) => row.startedAt],
    ["Ended (UTC)", (row) => row.endedAt],
    ["State", (row) => introspectionStateLabels[row.state]],
    ["Instance", (row) => row.instanceLabel],
    ["Tables", (row) => row.stats.tablesRead ?? null],
    ["Columns", (row) => row.stats.columnsRead ?? null],
    ["Asked for by", (row) => row.requestedBy],
    ["Error", (row) => row.errorCode],
    ["What happened", (row) => row.errorMessage],
    ["Id", (row) => row.id],
  ],
});
