import type { Db } from "@/lib/db/client";

/** Entries a statement: some hundred kilobytes as they are sent. */
const mostEntries = 20_000;
/** Statements at a time. They say nothing to each other: of several, another is read while the process takes one in. */
const mostAtOnce = 2;

interface Position {
  readonly identity: string;
  readonly id: string;
}

const beginning: Position = { identity: "", id: "00000000-0000-0000-0000-000000000000" };

/**
 * All entries of a definition's ledger that are in order, 16 bytes each, in parts of any order. They are read in the order of their identities'
 * texts, in which a ledger that was filled from its table lies more or less, and sent as one text: a million rows by themselves would cost ten
 * times as much on both sides. Where a part ends is found in the index alone.
 */
export async function* linkedEntries(client: Db, definitionId: string): AsyncGenerator<Uint8Array> {
  const parts: Promise<Uint8Array>[] = [];
  let from: Position | null = beginning;
  try {
    while (from !== null || parts.length > 0) {
      while (from !== null && parts.length < mostAtOnce) {
        const part = readPart(client, definitionId, from);
        // Its failure is heard when the part is asked for; until then nobody listens.
        part.catch(() => undefined);
        parts.push(part);
        from = await endOfPart(client, definitionId, from);
      }
      const part = await parts.shift();
      if (part && part.length > 0) yield part;
    }
  } finally {
    await Promise.allSettled(parts);
  }
}

/** The last entry of the part that begins after `from`; null where the ledger ends in it. */
async function endOfPart(client: Db, definitionId: string, { identity, id }: Position): Promise<Position | null> {
  const [last] = await client.$queryRaw<Position[]>`
    SELECT source_identity AS identity, id FROM sync_ledger
    WHERE sync_def_id = ${definitionId}::uuid AND (source_identity, id) > (${identity}, ${id}::uuid)
    ORDER BY source_identity, id OFFSET ${mostEntries - 1} LIMIT 1`;
  return last ?? null;
}

/**
 * Open rejections, of which there are mostly none, are looked for by hash only where there is one. The limit is also what holds the planner to the
 * index: of a range without one it believes that it is a third of the ledger.
 */
async function readPart(client: Db, definitionId: string, { identity, id }: Position): Promise<Uint8Array> {
  const [found] = await client.$queryRaw<{ digests: string | null }[]>`
    WITH refused AS (
      SELECT source_identity_hash AS hash FROM sync_rejections WHERE sync_def_id = ${definitionId}::uuid AND resolved_at IS NULL
    )
    SELECT string_agg(left(hash, 16) || left(content_hash, 16), '') AS digests
    FROM (
      SELECT source_identity_hash AS hash, content_hash, state FROM sync_ledger
      WHERE sync_def_id = ${definitionId}::uuid AND (source_identity, id) > (${identity}, ${id}::uuid)
      ORDER BY source_identity, id LIMIT ${mostEntries}
    ) part
    WHERE state = 'LINKED' AND content_hash IS NOT NULL
      AND (NOT EXISTS (SELECT FROM refused) OR hash NOT IN (SELECT hash FROM refused))`;
  return Buffer.from(found?.digests ?? "", "hex");
}
