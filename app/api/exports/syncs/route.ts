import { z } from "zod";
import { defineExport } from "@/lib/export";
import { modeLabels, stateLabels } from "@/lib/features/syncs/labels";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { listDefinitions } from "@/lib/features/syncs/queries";
import { definitionFilter } from "@/lib/features/syncs/schema";

export const GET = defineExport({
  list: "syncs",
  input: definitionFilter.extend({ descending: z.stringbool().optional() }).strict(),
  policy: syncPolicies.read,
  page: listDefinitions,
  columns: [
    ["Sync", (row) => row.name],
    ["State", (row) => stateLabels[row.state]],
    ["Enabled", (row) => row.isEnabled],
    ["Mode", (row) => modeLabels[row.mode]],
    ["In sync since (UTC)", (row) => row.inSyncSince],
    ["Rows behind", (row) => row.rowsBehind],
    ["Oldest unsynced change (UTC)", (row) => row.oldestUnsyncedAt],
    ["Paused by", (row) => row.pausedBy],
    ["Halted because", (row) => row.haltedReason],
    ["Database", (row) => row.databaseName],
    ["Table", (row) => row.tableName],
    ["Site", (row) => row.siteName],
    ["List", (row) => row.listName],
    ["Last run (UTC)", (row) => row.lastRunAt],
    ["Next run (UTC)", (row) => row.nextRunAt],
    ["Rows", (row) => row.sourceRows],
    ["Items", (row) => row.linkedItems],
    ["Rejected rows", (row) => row.openRejections],
    ["Id", (row) => row.id],
  ],
});
