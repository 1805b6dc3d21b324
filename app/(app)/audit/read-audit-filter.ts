import { z } from "zod";
import { type AuditFilter, auditFilter } from "@/lib/features/audit/schema";
import type { TableState } from "@/lib/format/table-state";

const dayMs = 86_400_000;
const day = z.iso
  .date()
  .transform((text) => new Date(`${text}T00:00:00Z`))
  .optional()
  .catch(undefined);

/** What the address asks for. Days are those of UTC, the last one included; what is no day is left out. */
export function readAuditFilter({ q, filters, after }: Pick<TableState, "q" | "filters" | "after">): AuditFilter {
  const from = day.parse(filters.from);
  const to = day.parse(filters.to);
  return auditFilter.parse({
    search: q,
    targetKind: filters.kind?.slice(0, 100),
    actorId: filters.person?.slice(0, 200),
    from,
    to: to && new Date(to.getTime() + dayMs),
    cursor: after ?? undefined,
  });
}
