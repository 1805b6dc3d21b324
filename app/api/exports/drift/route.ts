import { changeWords } from "@/components/drift/change-words";
import { defineExport } from "@/lib/export";
import { driftKindLabels, driftSeverityLabels, driftStatusLabels, driftTouchLabels } from "@/lib/features/drift/labels";
import { driftPolicies } from "@/lib/features/drift/policy";
import { listDrift } from "@/lib/features/drift/queries";
import { driftFilter } from "@/lib/features/drift/schema";

export const GET = defineExport({
  list: "drift",
  input: driftFilter.strict(),
  policy: driftPolicies.read,
  page: listDrift,
  columns: [
    ["Found (UTC)", (row) => row.foundAt],
    ["Database", (row) => row.databaseName],
    ["Instance", (row) => row.instanceLabel],
    ["Schema", (row) => row.schemaName],
    ["Table", (row) => row.tableName],
    ["Column", (row) => row.columnName],
    ["Kind", (row) => driftKindLabels[row.kind]],
    ["Severity", (row) => driftSeverityLabels[row.severity]],
    ["Before", (row) => changeWords(row).before],
    ["After", (row) => changeWords(row).after],
    [
      "Touches",
      (row) => row.touches.map((touch) => `${touch.definitionName}: ${driftTouchLabels[touch.as]}`).join("; "),
    ],
    ["Status", (row) => driftStatusLabels[row.status]],
    ["Settled (UTC)", (row) => row.settledAt],
    ["Settled by", (row) => row.settledBy],
    ["Id", (row) => row.id],
  ],
});
