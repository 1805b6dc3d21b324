import { z } from "zod";
import type { Db } from "@/lib/db/client";
import type { LinkedPage } from "@/lib/engine/ports";

/** Entries a statement: some hundred kilobytes as they are sent. */
const mostEntries = 20_000;

const positionShape = z.tuple([z.string(), z.uuid()]);
const beginning: z.output<typeof positionShape> = ["", "00000000-0000-0000-0000-000000000000"];

/**
 * The next entries of a definition's ledger that are in order, after the position that the former ones ended at. They are read in the order of
 * their identities' texts, in which a ledger that was filled from its table lies more or less, and sent as one text: a million rows by
 * themselves would cost ten times as much on both sides. Where the page ends is found in the index alone; open rejections, of which there are
 * mostly none, are looked for by hash only where there is one.
 */
export async function linkedPage(client: Db, definitionId: string, from: string | null): Promise<LinkedPage> {
  const [identity, id] = from === null ? beginning : positionShape.parse(JSON.parse(from));
  const [found] = await client.$queryRaw<{ digests: string | null; last: unknown }[]>`
    WITH page AS (
      SELECT source_identity, id FROM sync_ledger
      WHERE sync_def_id = ${definitionId}::uuid AND (source_identity, id) > (${identity}, ${id}::uuid)
      ORDER BY source_identity, id LIMIT ${mostEntries}
    ),
    last AS MATERIALIZED (SELECT source_identity, id FROM page ORDER BY source_identity DESC, id DESC LIMIT 1),
    refused AS (
      SELECT source_identity_hash AS hash FROM sync_rejections WHERE sync_def_id = ${definitionId}::uuid AND resolved_at IS NULL
    )
    SELECT (SELECT jsonb_build_array(source_identity, id) FROM last) AS last, (
      SELECT string_agg(left(source_identity_hash, 16) || left(content_hash, 16), '') FROM sync_ledger
      WHERE sync_def_id = ${definitionId}::uuid AND (source_identity, id) > (${identity}, ${id}::uuid)
        AND (source_identity, id) <= (SELECT source_identity, id FROM last)
        AND state = 'LINKED' AND content_hash IS NOT NULL
        AND (NOT EXISTS (SELECT FROM refused) OR source_identity_hash NOT IN (SELECT hash FROM refused))
    ) AS digests`;
  const last = found?.last ?? null;
  return { digests: Buffer.from(found?.digests ?? "", "hex"), next: last === null ? null : JSON.stringify(last) };
}
