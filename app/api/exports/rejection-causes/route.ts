import { defineExport } from "@/lib/export";
import { rejectionPolicies } from "@/lib/features/rejections/policy";
import { listRejectionCauses } from "@/lib/features/rejections/queries";
import { causeFilter } from "@/lib/features/rejections/schema";

/** What keeps rows out of their lists, by sync and cause. */
export const GET = defineExport({
  list: "rejection-causes",
  input: causeFilter.strict(),
  policy: rejectionPolicies.read,
  page: listRejectionCauses,
  columns: [
    ["Sync", (row) => row.definitionName],
    ["Code", (row) => row.code],
    ["What is wrong", (row) => row.title],
    ["Why", (row) => row.cause],
    ["Remedy", (row) => row.remedy],
    ["Rows", (row) => row.rows],
    ["Since (UTC)", (row) => row.oldestAt],
    ["Tried again (UTC)", (row) => row.nextRetryAt],
    ["Sync id", (row) => row.definitionId],
  ],
});
