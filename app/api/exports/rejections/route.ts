import { defineExport } from "@/lib/export";
import { rejectionPolicies } from "@/lib/features/rejections/policy";
import { listRejections } from "@/lib/features/rejections/queries";
import { rejectionFilter } from "@/lib/features/rejections/schema";
import { recordValueExport } from "@/lib/features/values/mutations";

/** Rows of one sync that cannot be synced now. */
export const GET = defineExport({
  list: "rejections",
  input: rejectionFilter.strict(),
  policy: rejectionPolicies.read,
  page: listRejections,
  record: (context, { definitionId, code, runId, search }) =>
    recordValueExport(context, { list: "rejections", of: { definitionId }, filter: { code, runId, search } }),
  columns: [
    ["Row", (row) => row.identity],
    ["Column", (row) => row.fieldName],
    ["Code", (row) => row.code],
    ["Cause", (row) => row.title],
    ["What is wrong", (row) => row.message],
    ["Remedy", (row) => row.remedy],
    ["Tried", (row) => row.attempts],
    ["First seen (UTC)", (row) => row.firstSeenAt],
    ["Last seen (UTC)", (row) => row.lastSeenAt],
    ["Tried again (UTC)", (row) => row.nextRetryAt],
    ["Id", (row) => row.id],
  ],
});
