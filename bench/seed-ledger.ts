import pg from "pg";
import { db } from "@/lib/db/client";
import { identityReader } from "@/lib/engine/identity";
import { columnsToRead, compileMapping } from "@/lib/engine/mapping";
import type { SourceRow } from "@/lib/engine/types";
import { loadCursors } from "@/lib/sync/load-cursors";
import { defaultNamespace, loadDefinition, toEngineDefinition } from "@/lib/sync/load-definition";
import { InstanceSource } from "@/lib/sync/source-port";

/**
 * Fills a definition's ledger as a first load of its table would have, without a list: the same identities, hashes and bases, by the engine's own
 * code. Answers how many rows there are. The items exist nowhere; their ids follow `lastItemId`.
 */
export async function seedLedger(
  definitionId: string,
  metastoreUrl: string,
  signal: AbortSignal,
  lastItemId = 0,
): Promise<number> {
  const stored = await loadDefinition(definitionId);
  const namespace = stored.identityNamespace ?? defaultNamespace(stored);
  const definition = toEngineDefinition(stored, namespace, { id: definitionId, startedAt: new Date() });
  await db().syncDefinition.update({ where: { id: definitionId }, data: { identityNamespace: namespace } });
  const source = new InstanceSource(stored, await loadCursors(definitionId), {
    tell: async () => undefined,
    onOpen: () => undefined,
  });
  const snapshot = await source.open(columnsToRead(definition), signal);
  const client = new pg.Client({ connectionString: metastoreUrl });
  await client.connect();
  try {
    const identify = identityReader(definition, snapshot.columns);
    const map = compileMapping(definition, snapshot.columns, null);
    let rows = 0;
    for await (const page of snapshot.pages()) {
      const entries = page.map((row) => entryOf(row, identify, map));
      await client.query(
        `INSERT INTO sync_ledger (sync_def_id, source_identity, source_identity_hash, source_key_strategy, sp_list_id, sp_item_id, content_hash,
           last_sync_ts, provenance, state, base, etag)
         SELECT $1::uuid, e.identity, e.hash, $2::"KeyStrategy", $3, $4::int + e.place, e.content, now(), 'PUSH', 'LINKED', e.base, '"seeded,1"'
         FROM ROWS FROM (jsonb_to_recordset($5::jsonb) AS (identity text, hash text, content text, base jsonb)) WITH ORDINALITY
           AS e(identity, hash, content, base, place)`,
        [definitionId, definition.keyStrategy, definition.listId, lastItemId + rows, JSON.stringify(entries)],
      );
      rows += page.length;
    }
    await client.query("VACUUM ANALYZE sync_ledger");
    return rows;
  } finally {
    await client.end();
    await snapshot.close();
  }
}

function entryOf(row: SourceRow, identify: ReturnType<typeof identityReader>, map: ReturnType<typeof compileMapping>) {
  const { identity } = identify(row);
  const mapped = map(row);
  if (!mapped.ok) throw new Error(`A row to seed cannot be mapped: ${mapped.message}`);
  return { identity: identity.text, hash: identity.hash, content: mapped.contentHash, base: mapped.values(null) };
}
