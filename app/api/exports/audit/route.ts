import { defineExport } from "@/lib/export";
import { auditPolicies } from "@/lib/features/audit/policy";
import { listAuditEvents } from "@/lib/features/audit/queries";
import { auditFilter } from "@/lib/features/audit/schema";
import type { JsonValue } from "@/lib/features/audit/types";

const json = (value: JsonValue) => (value === null ? null : JSON.stringify(value));

/** The audit trail, with before and after. */
export const GET = defineExport({
  list: "audit",
  input: auditFilter.strict(),
  policy: auditPolicies.read,
  page: listAuditEvents,
  columns: [
    ["Time (UTC)", (event) => event.at],
    ["Actor kind", (event) => event.actorKind],
    ["Actor", (event) => event.actorName],
    ["Actor id", (event) => event.actorId],
    ["Action", (event) => event.action],
    ["Target kind", (event) => event.targetKind],
    ["Target", (event) => event.targetName],
    ["Target id", (event) => event.targetId],
    ["Before", (event) => json(event.before)],
    ["After", (event) => json(event.after)],
    ["Request", (event) => event.requestId],
  ],
});
