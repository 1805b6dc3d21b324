import type { Db, Tx } from "@/lib/db/client";
import type { Culprits } from "@/lib/engine/ports";
import { rowsJson } from "./rows-json";

/** See RunStore. What was found out yesterday may be mended today: it is forgotten after a day. */
export async function isolatedRefusals(
  client: Db,
  definitionId: string,
  signatures: readonly string[],
): Promise<ReadonlyMap<string, Culprits>> {
  const rows = await client.$queryRaw<{ signature: string; culprits: Culprits }[]>`
    SELECT signature, culprits FROM sync_isolations
    WHERE sync_def_id = ${definitionId}::uuid AND signature = ANY (${signatures as string[]}::text[])
      AND found_at > clock_timestamp() - interval '1 day'`;
  return new Map(rows.map((row) => [row.signature, row.culprits]));
}

/** Keeps what was found out, and drops what is older than a day. */
export async function keepIsolatedRefusal(
  tx: Tx,
  definitionId: string,
  signature: string,
  culprits: Culprits,
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM sync_isolations WHERE sync_def_id = ${definitionId}::uuid AND found_at < clock_timestamp() - interval '1 day'`;
  await tx.$executeRaw`
    INSERT INTO sync_isolations (sync_def_id, signature, culprits)
    VALUES (${definitionId}::uuid, ${signature}, ${rowsJson(culprits)}::jsonb)
    ON CONFLICT (sync_def_id, signature) DO UPDATE SET culprits = excluded.culprits, found_at = clock_timestamp()`;
}
