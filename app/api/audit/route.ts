import { readAuditFilter } from "@/app/(app)/audit/read-audit-filter";
import { defineDownload } from "@/lib/download";
import { auditPolicies } from "@/lib/features/audit/policy";
import { listAuditEvents } from "@/lib/features/audit/queries";
import { auditAddress } from "@/lib/features/audit/schema";
import type { AuditEventRow, JsonValue } from "@/lib/features/audit/types";

const json = (value: JsonValue) => (value === null ? null : JSON.stringify(value));

const columns: readonly { readonly header: string; readonly text: (event: AuditEventRow) => string | null }[] = [
  { header: "Time (UTC)", text: ({ at }) => at.toISOString() },
  { header: "Actor kind", text: ({ actorKind }) => actorKind },
  { header: "Actor", text: ({ actorName }) => actorName },
  { header: "Actor id", text: ({ actorId }) => actorId },
  { header: "Action", text: ({ action }) => action },
  { header: "Target kind", text: ({ targetKind }) => targetKind },
  { header: "Target", text: ({ targetName }) => targetName },
  { header: "Target id", text: ({ targetId }) => targetId },
  { header: "Before", text: ({ before }) => json(before) },
  { header: "After", text: ({ after }) => json(after) },
  { header: "Request", text: ({ requestId }) => requestId },
];

/** The audit trail as the page's filters leave it, as CSV. */
export const GET = defineDownload({
  name: "audit.export",
  input: auditAddress,
  policy: auditPolicies.read,
  fileName: "syncbridge-audit",
  columns,
  page: (context, { q, ...filters }, cursor) =>
    listAuditEvents(context, { ...readAuditFilter({ q, filters, after: cursor ?? null }), limit: 200 }),
});
