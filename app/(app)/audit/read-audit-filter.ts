import { type AuditFilter, auditFilter } from "@/lib/features/audit/schema";
import { readDayRange } from "@/lib/format/day-range";
import type { TableState } from "@/lib/format/table-state";

/** What the address asks for; days are those of UTC. */
export function readAuditFilter({
  q,
  sort,
  filters,
  after,
}: Pick<TableState, "q" | "sort" | "filters" | "after">): AuditFilter {
  return auditFilter.parse({
    search: q,
    targetKind: filters.kind?.slice(0, 100),
    actorId: filters.person?.slice(0, 200),
    ...readDayRange(filters),
    direction: sort.descending ? "desc" : "asc",
    cursor: after ?? undefined,
  });
}
