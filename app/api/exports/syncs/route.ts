import { defineExport } from "@/lib/export";
import { stateLabels } from "@/lib/features/syncs/labels";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { listDefinitions } from "@/lib/features/syncs/queries";
import { definitionFilter } from "@/lib/features/syncs/schema";

export const GET = defineExport({
  list: "syncs",
  input: definitionFilter.strict(),
  policy: syncPolicies.read,
  page: listDefinitions,
  columns: [
    ["Sync", (row) => row.name],
    ["State", (row) => stateLabels[row.state]],
    ["Enabled", (row) => row.isEnabled],
    ["Halted because", (row) => row.haltedReason],
    ["Database", (row) => row.databaseName],
    ["Table", (row) => row.tableName],
    ["Site", (row) => row.siteName],
    ["List", (row) => row.listName],
    ["Last run (UTC)", (row) => row.lastRunAt],
    ["Rows", (row) => row.sourceRows],
    ["Items", (row) => row.linkedItems],
    ["Rejected rows", (row) => row.openRejections],
    ["Id", (row) => row.id],
  ],
});
