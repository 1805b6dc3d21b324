import { defineExport } from "@/lib/export";
import { requestOutcomeLabels } from "@/lib/features/requests/labels";
import { requestPolicies } from "@/lib/features/requests/policy";
import { listRequests } from "@/lib/features/requests/queries";
import { requestFilter } from "@/lib/features/requests/schema";
import { recordValueExport } from "@/lib/features/values/mutations";
import { maySeeValues } from "@/lib/features/values/queries";

/** What is kept of a run's requests to Graph; bodies only for those who may see values. */
export const GET = defineExport({
  list: "requests",
  input: requestFilter.strict(),
  policy: requestPolicies.read,
  page: listRequests,
  record: async (context, { runId, outcome, method }) => {
    if (await maySeeValues(context, { runId }))
      await recordValueExport(context, { list: "requests", of: { runId }, filter: { outcome, method } });
  },
  columns: [
    ["Time", (row) => row.at],
    ["Answer", (row) => requestOutcomeLabels[row.outcome]],
    ["Status", (row) => row.status],
    ["Method", (row) => row.method],
    ["Path", (row) => row.path],
    ["Batch entries", (row) => row.batchSize],
    ["In a batch", (row) => (row.isEntry ? "yes" : "no")],
    ["Took ms", (row) => row.durationMs],
    ["Units", (row) => row.units],
    ["Try", (row) => row.attempt],
    ["Told to wait ms", (row) => row.retryAfterMs],
    ["Request id", (row) => row.requestId],
    ["Client request id", (row) => row.clientRequestId],
    ["Reason", (row) => row.reason],
    ["Sent", (row) => row.sent],
    ["Answered", (row) => row.answered],
  ],
});
