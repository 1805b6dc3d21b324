import type { Db, Tx } from "@/lib/db/client";
import type { AlikeField } from "@/lib/engine/guard";
import type { OperationKind } from "@/lib/engine/operation";
import type { OwnedItem } from "@/lib/engine/ports";
import type { RunScope } from "./run-scope";

type Scope = Pick<RunScope, "runId" | "definitionId">;

/** See RunStore. Walks over the plan's updates, so it is asked for only where there are enough of them to matter. */
export async function alikeFields(client: Db, scope: Scope, limit: number): Promise<readonly AlikeField[]> {
  return client.$queryRaw<AlikeField[]>`
    SELECT f.key AS field, f.value, count(*)::int AS rows
    FROM sync_operations o CROSS JOIN LATERAL jsonb_each(o.intended) f
    WHERE o.sync_run_id = ${scope.runId}::uuid AND o.kind = 'UPDATE' AND jsonb_exists(o.before, f.key) AND o.before->f.key <> f.value
    GROUP BY f.key, f.value HAVING count(*) > ${limit}
    ORDER BY rows DESC LIMIT 20`;
}

/** See RunStore. Identity hashes are spread evenly, so that neighbours in their order are rows from all over the table. */
export async function sampleOwned(client: Db, scope: Scope, limit: number): Promise<readonly OwnedItem[]> {
  const from = crypto.randomUUID().replaceAll("-", "");
  return client.$queryRaw<OwnedItem[]>`
    (SELECT source_identity AS identity, sp_item_id AS "itemId" FROM sync_ledger
      WHERE sync_def_id = ${scope.definitionId}::uuid AND state IN ('LINKED', 'PARTIAL') AND source_identity_hash >= ${from}
      ORDER BY source_identity_hash LIMIT ${limit})
    UNION ALL
    (SELECT source_identity, sp_item_id FROM sync_ledger
      WHERE sync_def_id = ${scope.definitionId}::uuid AND state IN ('LINKED', 'PARTIAL') AND source_identity_hash < ${from}
      ORDER BY source_identity_hash LIMIT ${limit})
    LIMIT ${limit}`;
}

/** See RunStore. */
export async function plannedIdentities(
  client: Db,
  scope: Scope,
  kinds: readonly OperationKind[],
  limit: number,
): Promise<readonly string[]> {
  const rows = await client.$queryRaw<{ identity: string }[]>`
    SELECT source_identity AS identity FROM sync_operations
    WHERE sync_run_id = ${scope.runId}::uuid AND kind::text = ANY (${kinds as string[]}::text[]) ORDER BY seq LIMIT ${limit}`;
  return rows.map((row) => row.identity);
}

/**
 * SHA-256 over a run's plan: what would be written to which item, in order. An approval is good for a plan of this digest only. Counted in
 * chunks, so that a plan of a million operations does not become one text.
 */
export async function planDigest(tx: Tx, runId: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ digest: string }[]>`
    SELECT encode(sha256(coalesce(string_agg(part, ''::bytea ORDER BY chunk), ''::bytea)), 'hex') AS digest
    FROM (
      SELECT seq / 1000 AS chunk, sha256(convert_to(string_agg(
        concat_ws('|', seq, kind, source_identity_hash, coalesce(sp_item_id, 0), coalesce(expected_etag, ''), content_hash, coalesce(cause, ''), intended),
        E'\n' ORDER BY seq), 'UTF8')) AS part
      FROM sync_operations WHERE sync_run_id = ${runId}::uuid GROUP BY seq / 1000
    ) chunks`;
  return row?.digest ?? "";
}
