import { operationOutcomeLabel } from "@/components/runs/operation-outcome";
import { defineExport } from "@/lib/export";
import { leaveCauseLabels, operationKindLabels, operationStateLabels } from "@/lib/features/runs/labels";
import { runPolicies } from "@/lib/features/runs/policy";
import { listOperations } from "@/lib/features/runs/queries";
import { operationFilter } from "@/lib/features/runs/schema";
import type { FieldChange } from "@/lib/features/runs/types";
import { recordValueExport } from "@/lib/features/values/mutations";

const json = (changes: readonly FieldChange[], side: "before" | "after") =>
  JSON.stringify(Object.fromEntries(changes.map((change) => [change.column, change[side]])));

/** Operations of one run, with values before and after. */
export const GET = defineExport({
  list: "operations",
  input: operationFilter.strict(),
  policy: runPolicies.read,
  page: listOperations,
  record: (context, { runId, kind, state, cause, outcome, search }) =>
    recordValueExport(context, { list: "operations", of: { runId }, filter: { kind, state, cause, outcome, search } }),
  columns: [
    ["#", (row) => row.seq],
    ["Row", (row) => row.identity],
    ["What", (row) => operationKindLabels[row.kind]],
    ["Cause", (row) => (row.cause === null ? null : (leaveCauseLabels[row.cause] ?? row.cause))],
    ["State", (row) => operationStateLabels[row.state]],
    ["Item", (row) => row.itemId],
    ["Before", (row) => json(row.changes, "before")],
    ["After", (row) => json(row.changes, "after")],
    ["Sent", (row) => row.attempts],
    ["Outcome", (row) => row.outcomeCode],
    ["In words", (row) => (row.outcomeCode === null ? null : operationOutcomeLabel(row.outcomeCode))],
    ["What was answered", (row) => row.errorMessage],
    ["Id", (row) => row.id],
  ],
});
