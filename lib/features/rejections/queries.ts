import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { decodeCursor, type Page, toPage } from "@/lib/db/page";
import { describeError } from "@/lib/errors/codes";
import { requireValues } from "@/lib/features/values/queries";
import { rejectionPolicies } from "./policy";
import type { RejectionFilter, RejectionGroups } from "./schema";
import type { RejectionGroup, RejectionRow } from "./types";

const position = z.tuple([z.string(), z.uuid()]);

/** Rows of a definition that cannot be synced now, by identity. */
export async function listRejections(context: Context, filter: RejectionFilter): Promise<Page<RejectionRow>> {
  requireAllowed(context, rejectionPolicies.read);
  await requireValues(context, { definitionId: filter.definitionId });
  const where = [Prisma.sql`sync_def_id = ${filter.definitionId}::uuid`, Prisma.sql`resolved_at IS NULL`];
  if (filter.code) where.push(Prisma.sql`code = ${filter.code}`);
  if (filter.cursor) {
    const [identity, id] = decodeCursor(position, filter.cursor);
    where.push(Prisma.sql`(source_identity, id) > (${identity}, ${id}::uuid)`);
  }
  const rows = await db().$queryRaw<Omit<RejectionRow, "title" | "remedy">[]>`
    SELECT id, source_identity AS identity, code, field_name AS "fieldName", message, origin::text, attempts, first_seen_at AS "firstSeenAt",
      last_seen_at AS "lastSeenAt", next_retry_at AS "nextRetryAt",
      coalesce(next_retry_at > now(), false) AS "isWaiting"
    FROM sync_rejections WHERE ${Prisma.join(where, " AND ")} ORDER BY source_identity, id LIMIT ${filter.limit + 1}`;
  return toPage(
    rows,
    filter.limit,
    (row) => [row.identity, row.id],
    (row) => {
      const { title, remedy } = describeError(row.code);
      return { ...row, title, remedy };
    },
  );
}

type StoredGroup = Omit<RejectionGroup, "title" | "cause" | "remedy">;

/** Open rejections of a definition by code, the most frequent first, each with its newest sample. */
export async function listRejectionGroups(
  context: Context,
  input: RejectionGroups,
): Promise<readonly RejectionGroup[]> {
  requireAllowed(context, rejectionPolicies.read);
  await requireValues(context, { definitionId: input.definitionId });
  const groups = await db().$queryRaw<StoredGroup[]>`
    SELECT g.code, g.rows, g."oldestAt", g.waiting, g."nextRetryAt", s.field_name AS "sampleField", s.source_identity AS "sampleIdentity",
      s.message AS "sampleMessage"
    FROM (
      SELECT code, count(*)::int AS rows, min(first_seen_at) AS "oldestAt",
        count(*) FILTER (WHERE next_retry_at > now())::int AS waiting, min(next_retry_at) FILTER (WHERE next_retry_at > now()) AS "nextRetryAt"
      FROM sync_rejections WHERE sync_def_id = ${input.definitionId}::uuid AND resolved_at IS NULL GROUP BY code
    ) g
    CROSS JOIN LATERAL (
      SELECT field_name, source_identity, message FROM sync_rejections
      WHERE sync_def_id = ${input.definitionId}::uuid AND resolved_at IS NULL AND code = g.code ORDER BY last_seen_at DESC, id LIMIT 1
    ) s
    ORDER BY g.rows DESC, g.code`;
  return groups.map((group) => ({ ...group, ...describeError(group.code) }));
}
