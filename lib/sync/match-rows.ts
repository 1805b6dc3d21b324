import { fromWire, readName } from "@/lib/connectors/sharepoint/convert";
import { keyColumnName } from "@/lib/connectors/sharepoint/key-column";
import { type Db, db } from "@/lib/db/client";
import { compileRowFilter } from "@/lib/engine/expression/row-filter";
import { identityReader, syncBridgeKey } from "@/lib/engine/identity";
import { columnsToRead, compileMapping } from "@/lib/engine/mapping";
import { itemMatchKey, type KeyFields, keyFieldsOf, rowMatcher } from "@/lib/engine/match";
import { compileReferences } from "@/lib/engine/references";
import type { Definition } from "@/lib/engine/types";
import type { GraphClient } from "@/lib/graph/client";
import { listColumns } from "@/lib/graph/columns";
import { itemPages } from "@/lib/graph/items";
import type { StoredDefinition } from "./load-definition";
import { MetastoreReferences } from "./references";
import { rowsJsonParts } from "./rows-json";
import { InstanceSource } from "./source-port";

/** Items asked for at once: their values travel in one answer. */
const itemsPerPage = 1_000;

interface MatchReading {
  readonly matchId: string;
  readonly stored: StoredDefinition;
  readonly definition: Definition;
  readonly client: GraphClient;
  readonly signal: AbortSignal;
}

interface StoredRow {
  readonly match_key: string | null;
  readonly sync_key: string | null;
  readonly identity: string;
  readonly hash: string;
  readonly former_hash: string | null;
  readonly values: unknown;
  readonly content_hash: string | null;
}

/** Key fields, or none where the list's columns do not hold the whole key: then items are matched by SyncBridgeKey alone. */
const fieldsOf = (found: KeyFields) => (found.ok ? found.fields : []);

/** The table, read whole whatever changed since: rows are compared with items, not with what was pushed. */
export function wholeSource(stored: StoredDefinition): InstanceSource {
  const everything = { ...stored, cursorStrategy: "FULL_SCAN" as const };
  const cursors = { byInstance: new Map(), now: new Date() };
  return new InstanceSource(everything, cursors, { tell: async () => undefined, onOpen: () => undefined });
}

/** In the place of a match key, which no comparison for another key asks for: the row is there only to keep an item that it has. */
export const outsideFilter = "outside the filter";

/**
 * Reads the table's rows into the comparison, a page at a time. `formerKey` (another key is to be tried): their identities until now as well.
 * Answers how many rows there were and how many have no identity; rows outside the row filter are none, but keep their item under another key.
 */
export async function storeRows(
  { matchId, stored, definition, client, signal }: MatchReading,
  formerKey: Pick<Definition, "keyColumns" | "keyStrategy" | "mappings"> | null,
): Promise<{ readonly read: number; readonly unusable: number }> {
  const source = wholeSource(stored);
  const columns = [
    ...new Set([...columnsToRead(definition), ...(formerKey?.keyColumns.map(({ name }) => name) ?? [])]),
  ];
  const snapshot = await source.open(columns, signal);
  try {
    const identify = identityReader(definition, snapshot.columns);
    const identifyFormer = formerKey && identityReader(formerKey, snapshot.columns);
    const references = compileReferences(
      definition.mappings,
      snapshot.columns,
      new MetastoreReferences(stored.targetList.site, client),
    );
    const map = compileMapping(definition, snapshot.columns, references);
    const filter = compileRowFilter(definition, snapshot.columns);
    const matchKey = rowMatcher(fieldsOf(keyFieldsOf(definition)), snapshot.columns, definition.timeZone);
    let read = 0;
    let unusable = 0;
    for await (const rows of snapshot.pages()) {
      signal.throwIfAborted();
      await references?.resolve(rows, signal);
      const page: StoredRow[] = [];
      const clashing = new Set<string>();
      for (const row of rows) {
        // Both are asked for every row: they number rows as they come.
        const identified = identify(row);
        const former = identifyFormer?.(row) ?? null;
        const isInside = filter === null || filter(row) === true;
        if (isInside) read++;
        else if (formerKey === null) continue;
        const formerHash = former?.emptyKey === null ? former.identity.hash : null;
        for (const { hash } of identified.clashing ?? []) clashing.add(hash);
        if (identified.emptyKey !== null || identified.clashing) {
          if (isInside) unusable++;
          if (formerHash === null) continue;
        }
        const { identity } = identified;
        const isUsable = identified.emptyKey === null && !identified.clashing;
        const mapped = isUsable && isInside ? map(row) : null;
        page.push({
          match_key: isInside ? (isUsable ? matchKey(row) : null) : outsideFilter,
          sync_key: isUsable ? syncBridgeKey(definition.identityNamespace, identity.hash) : null,
          identity: identity.text,
          hash: identity.hash,
          former_hash: formerHash,
          values: mapped?.ok ? mapped.values(null) : null,
          content_hash: mapped?.ok ? mapped.contentHash : null,
        });
      }
      await insertRows(matchId, page);
      await withdrawRows(matchId, [...clashing]);
    }
    return { read, unusable };
  } finally {
    await snapshot.close();
  }
}

/** Rows that were taken for good before another one of their key showed up that differs. */
async function withdrawRows(matchId: string, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  await db().$executeRaw`
    UPDATE sync_match_items SET match_key = NULL, sync_key = NULL, values = NULL, content_hash = NULL
    WHERE match_id = ${matchId}::uuid AND side = 'ROW' AND source_identity_hash = ANY (${hashes as string[]}::text[])`;
}

async function insertRows(matchId: string, rows: readonly StoredRow[], client: Db = db()): Promise<void> {
  for (const json of rowsJsonParts(rows))
    await client.$executeRaw`
      INSERT INTO sync_match_items (match_id, side, match_key, sync_key, source_identity, source_identity_hash, former_hash, values, content_hash)
      SELECT ${matchId}::uuid, 'ROW', r.match_key, r.sync_key, r.identity, r.hash, r.former_hash, r.values, r.content_hash
      FROM jsonb_to_recordset(${json}::jsonb) AS r(match_key text, sync_key text, identity text, hash text, former_hash text, values jsonb,
        content_hash text)`;
}

/** Reads the list's items into the comparison, a page at a time; folders and items that another sync owns are none. Answers how many there were. */
export async function storeItems({ matchId, stored, definition, client, signal }: MatchReading): Promise<number> {
  const { site } = stored.targetList;
  const list = { siteId: site.siteId, listId: definition.listId };
  const present = await listColumns(client, { ...list, includeHidden: true }, signal);
  const hasKeyColumn = present.some((column) => column.name === keyColumnName);
  const { mappings } = definition;
  const columns = [
    ...new Set([...(hasKeyColumn ? [keyColumnName] : []), ...mappings.map((mapping) => readName(mapping.target))]),
  ];
  const fields = fieldsOf(keyFieldsOf(definition));
  let count = 0;
  for await (const page of itemPages(client, { ...list, columns, top: itemsPerPage }, signal)) {
    signal.throwIfAborted();
    const items = page
      .filter((item) => !item.isFolder)
      .map((item) => {
        const values = fromWire(mappings, item.fields, site.timeZone);
        const key = item.fields[keyColumnName];
        return {
          match_key: fields.length === 0 ? null : itemMatchKey(fields, values),
          sync_key: typeof key === "string" && key !== "" ? key : null,
          item_id: item.id,
          etag: item.eTag,
          values,
        };
      });
    count += items.length;
    for (const json of rowsJsonParts(items))
      await db().$executeRaw`
        INSERT INTO sync_match_items (match_id, side, match_key, sync_key, sp_item_id, etag, values)
        SELECT ${matchId}::uuid, 'ITEM', i.match_key, i.sync_key, i.item_id, i.etag, i.values
        FROM jsonb_to_recordset(${json}::jsonb) AS i(match_key text, sync_key text, item_id int, etag text, values jsonb)
        WHERE NOT EXISTS (
          SELECT FROM sync_ledger l WHERE l.sp_list_id = ${definition.listId} AND l.sp_item_id = i.item_id
            AND l.sync_def_id <> ${stored.id}::uuid AND l.state IN ('LINKED', 'MOVING', 'PENDING_DELETE', 'PARTIAL', 'ARCHIVED', 'ASKED'))`;
  }
  return count;
}
