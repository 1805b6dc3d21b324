import type { Db } from "@/lib/db/client";
import type { Identity, IdentityHash } from "@/lib/engine/types";

/** See RunStore: rows with an open rejection, and those whose item is not yet there or not whole, by hash after the given one. */
export async function unsettledIdentities(
  client: Db,
  definitionId: string,
  after: IdentityHash | null,
  limit: number,
): Promise<readonly Identity[]> {
  return client.$queryRaw<Identity[]>`
    SELECT hash, min(text) AS text FROM (
      (SELECT source_identity_hash AS hash, source_identity AS text FROM sync_rejections
        WHERE sync_def_id = ${definitionId}::uuid AND resolved_at IS NULL AND source_identity_hash > ${after ?? ""}
        ORDER BY source_identity_hash LIMIT ${limit})
      UNION ALL
      (SELECT source_identity_hash, source_identity FROM sync_ledger
        WHERE sync_def_id = ${definitionId}::uuid AND state IN ('PENDING_CREATE', 'PARTIAL') AND source_identity_hash > ${after ?? ""}
        ORDER BY source_identity_hash LIMIT ${limit})
    ) unsettled GROUP BY hash ORDER BY hash LIMIT ${limit}`;
}
