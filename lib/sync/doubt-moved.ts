import type { Tx } from "@/lib/db/client";

interface Place {
  readonly host: string;
  readonly port: number;
  readonly dbName: string;
}

/**
 * Where an instance has another place, no reading of it counts as fresh until an administrator accepts it (`acceptSource`), unless tokens can
 * tell that the rows are the same ones: those of a server tell nothing of another database on it, and without tokens a place is all that is
 * known (sync-semantics 6).
 */
export async function doubtMoved(tx: Tx, instanceId: string, before: Place, after: Place): Promise<void> {
  if (before.host === after.host && before.port === after.port && before.dbName === after.dbName) return;
  const isOtherDatabase = before.dbName !== after.dbName;
  await tx.syncDefinition.updateMany({
    where: { freshInstanceId: instanceId, ...(isOtherDatabase ? {} : { freshnessToken: null }) },
    // No token of a store compares with this one.
    data: { freshInstanceId: null, freshnessToken: `moved:${instanceId}` },
  });
}
