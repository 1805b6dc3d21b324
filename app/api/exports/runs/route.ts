import { z } from "zod";
import { defineExport } from "@/lib/export";
import { runStateLabels, runStateOf } from "@/lib/features/runs/labels";
import { runPolicies } from "@/lib/features/runs/policy";
import { listRuns } from "@/lib/features/runs/queries";
import { runFilter } from "@/lib/features/runs/schema";

/** The query's times have more digits than a spreadsheet reads. */
const time = (text: string | null) => (text === null ? null : new Date(text));

export const GET = defineExport({
  list: "runs",
  input: runFilter
    .extend({
      from: z.coerce.date().optional(),
      to: z.coerce.date().optional(),
      oldestFirst: z.stringbool().optional(),
    })
    .strict(),
  policy: runPolicies.read,
  page: listRuns,
  columns: [
    ["Started (UTC)", (row) => time(row.startedAt)],
    ["Ended (UTC)", (row) => time(row.endedAt)],
    ["Sync", (row) => row.definitionName],
    ["State", (row) => runStateLabels[runStateOf(row)]],
    ["Purpose", (row) => row.purpose],
    ["Full scan", (row) => row.isFullScan],
    ["Requested by", (row) => row.requestedBy],
    ["Rows read", (row) => row.rowsRead],
    ["Unchanged", (row) => row.rowsUnchanged],
    ["Filtered out", (row) => row.rowsFiltered],
    ["Rejected", (row) => row.rowsRejected],
    ["Created", (row) => row.itemsCreated],
    ["Updated", (row) => row.itemsUpdated],
    ["Adopted", (row) => row.itemsAdopted],
    ["Deleted", (row) => row.itemsDeleted],
    ["Marked", (row) => row.itemsMarked],
    ["Failed", (row) => row.itemsFailed],
    ["Units spent", (row) => row.unitsSpent],
    ["Throttled, ms", (row) => row.throttledMs],
    ["Error", (row) => row.errorCode],
    ["What happened", (row) => row.errorMessage ?? row.halt?.sentences.join(" ") ?? null],
    ["Id", (row) => row.id],
  ],
});
