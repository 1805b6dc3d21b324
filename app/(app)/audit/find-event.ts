import { z } from "zod";
import type { Context } from "@/lib/context";
import { listAuditEvents } from "@/lib/features/audit/queries";
import { auditFilter } from "@/lib/features/audit/schema";
import type { AuditEventRow } from "@/lib/features/audit/types";
import type { SearchParams } from "@/lib/format/table-state";

const address = z.object({ event: z.uuid(), at: z.iso.datetime() });

/** The event that the address names: among those on the page, or, since newer ones push it down, by its moment. */
export async function findEvent(
  context: Context,
  params: SearchParams,
  shown: readonly AuditEventRow[],
): Promise<AuditEventRow | null> {
  const parsed = address.safeParse(params);
  if (!parsed.success) return null;
  const isWanted = ({ id }: AuditEventRow) => id === parsed.data.event;
  const found = shown.find(isWanted);
  if (found) return found;
  const from = new Date(parsed.data.at);
  // The address knows milliseconds, the metastore microseconds.
  const filter = auditFilter.parse({ from, to: new Date(from.getTime() + 1), limit: 200 });
  const { rows } = await listAuditEvents(context, filter);
  return rows.find(isWanted) ?? null;
}
