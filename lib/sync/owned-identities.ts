import { type Db, db } from "@/lib/db/client";
import type { Identity } from "@/lib/engine/types";

/** Identities of some entries that own an item, at most `most`. */
export function ownedIdentities(definitionId: string, most: number, client: Db = db()): Promise<readonly Identity[]> {
  return client.$queryRaw<Identity[]>`
    SELECT source_identity AS text, source_identity_hash AS hash FROM sync_ledger
    WHERE sync_def_id = ${definitionId}::uuid AND state IN ('LINKED', 'PARTIAL') LIMIT ${most}`;
}
