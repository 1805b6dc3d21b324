import { z } from "zod";
import type { Db } from "@/lib/db/client";
import type { LinkedPage } from "@/lib/engine/ports";

/** Entries a statement: some hundred kilobytes as they are sent. */
const mostEntries = 10_000;

const positionShape = z.tuple([z.string(), z.uuid()]);
const beginning: z.output<typeof positionShape> = ["", "00000000-0000-0000-0000-000000000000"];

/**
 * The next entries of a definition's ledger that are in order, after the position that the former ones ended at. They are read in the order of
 * their identities' texts, in which a ledger that was filled from its table lies more or less, and sent as one text: a million rows by
 * themselves would cost ten times as much on both sides.
 */
export async function linkedPage(client: Db, definitionId: string, from: string | null): Promise<LinkedPage> {
  const [identity, id] = from === null ? beginning : positionShape.parse(JSON.parse(from));
  const [found] = await client.$queryRaw<{ digests: string | null; count: number; last: unknown }[]>`
    WITH page AS MATERIALIZED (
      SELECT source_identity, id, state, source_identity_hash, content_hash FROM sync_ledger
      WHERE sync_def_id = ${definitionId}::uuid AND (source_identity, id) > (${identity}, ${id}::uuid)
      ORDER BY source_identity, id LIMIT ${mostEntries}
    )
    SELECT
      (SELECT string_agg(left(source_identity_hash, 16) || left(content_hash, 16), '') FROM page
        WHERE state = 'LINKED' AND content_hash IS NOT NULL AND NOT EXISTS (
          SELECT FROM sync_rejections r
          WHERE r.sync_def_id = ${definitionId}::uuid AND r.resolved_at IS NULL AND r.source_identity_hash = page.source_identity_hash
        )) AS digests,
      (SELECT count(*)::int FROM page) AS count,
      (SELECT jsonb_build_array(source_identity, id) FROM page ORDER BY source_identity DESC, id DESC LIMIT 1) AS last`;
  return {
    digests: Buffer.from(found?.digests ?? "", "hex"),
    next: found?.count === mostEntries ? JSON.stringify(found.last) : null,
  };
}
