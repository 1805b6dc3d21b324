import type { Tx } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";

/** What a person chose for each group of a comparison. */
export interface MatchChoices {
  /** Items that belong to rows: tie them and let the table's values flow, tie them and let the list's stand until the row changes, or neither. */
  readonly matched: "source" | "list" | "leave";
  /** Rows without an item: make one in the next run, or never. */
  readonly onlyRows: "create" | "leave";
  /** Of ambiguous rows which item is meant; null makes a new one. All others are left. */
  readonly resolved: readonly { readonly rowId: string; readonly itemId: number | null }[];
}

interface ConfirmScope {
  readonly matchId: string;
  readonly definitionId: string;
  /** SharePoint list GUID. */
  readonly listGuid: string;
  readonly keyStrategy: string;
}

/**
 * Writes what was chosen into the ledger, in the caller's transaction. Nothing is sent here: what has to change in the list becomes operations of
 * a run (`spoolStamps`). Rows that are left have an entry without an item, so that no run makes one.
 */
export async function storeChoices(tx: Tx, scope: ConfirmScope, choices: MatchChoices): Promise<void> {
  await applyResolved(tx, scope, choices.resolved);
  // By what the entries were when they were compared: before the other choices touch them.
  if (choices.onlyRows === "create") await letCreate(tx, scope);
  await letGo(tx, scope);
  if (choices.matched === "leave") await detach(tx, scope, "MATCHED", "match-left");
  else await link(tx, scope, choices.matched);
  await detach(tx, scope, "AMBIGUOUS", "match-ambiguous");
  if (choices.onlyRows === "leave") await detach(tx, scope, "ONLY_ROW", "match-left");
}

async function applyResolved(tx: Tx, { matchId }: ConfirmScope, resolved: MatchChoices["resolved"]): Promise<void> {
  const rows = JSON.stringify(resolved.map(({ rowId, itemId }) => ({ row: rowId, item: itemId })));
  await tx.$executeRaw`
    UPDATE sync_match_items m SET verdict = CASE WHEN c.item IS NULL THEN 'ONLY_ROW' ELSE 'MATCHED' END::"MatchVerdict", peer_item_id = c.item,
      is_by_key = false
    FROM jsonb_to_recordset(${rows}::jsonb) AS c("row" bigint, item int)
    WHERE m.id = c."row" AND m.match_id = ${matchId}::uuid AND m.side = 'ROW' AND m.verdict = 'AMBIGUOUS'
      AND (c.item IS NULL OR EXISTS (SELECT FROM sync_match_items i WHERE i.match_id = m.match_id AND i.side = 'ITEM' AND i.sp_item_id = c.item
        AND i.verdict IN ('AMBIGUOUS', 'ONLY_ITEM')))`;
}

/** Entries of this definition that hold an item which another row has now. */
async function letGo(tx: Tx, { matchId, definitionId, listGuid }: ConfirmScope): Promise<void> {
  await tx.$executeRaw`
    UPDATE sync_ledger l SET state = 'DETACHED', cause = 'rebuilt', updated_at = clock_timestamp()
    FROM sync_match_items r
    WHERE r.match_id = ${matchId}::uuid AND r.side = 'ROW' AND r.verdict = 'MATCHED' AND l.sync_def_id = ${definitionId}::uuid
      AND l.sp_list_id = ${listGuid} AND l.sp_item_id = r.peer_item_id AND l.source_identity_hash <> r.source_identity_hash`;
}

/**
 * Ties matched rows to their items. The base decides what flows: the list's values make the table's differ from it, so that the next run sends
 * them; the table's own values make nothing differ until the row changes.
 */
async function link(tx: Tx, scope: ConfirmScope, values: "source" | "list"): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO sync_ledger (sync_def_id, source_identity, source_identity_hash, source_key_strategy, sp_list_id, sp_item_id, content_hash,
      provenance, state, base, etag)
    SELECT ${scope.definitionId}::uuid, r.source_identity, r.source_identity_hash, ${scope.keyStrategy}::"KeyStrategy", ${scope.listGuid}, i.sp_item_id,
      CASE WHEN ${values} = 'list' AND r.values IS NOT NULL THEN r.content_hash END, 'PUSH', 'LINKED',
      CASE WHEN ${values} = 'list' AND r.values IS NOT NULL THEN r.values ELSE i.values END, i.etag
    FROM sync_match_items r
    JOIN sync_match_items i ON i.match_id = r.match_id AND i.side = 'ITEM' AND i.sp_item_id = r.peer_item_id
    WHERE r.match_id = ${scope.matchId}::uuid AND r.side = 'ROW' AND r.verdict = 'MATCHED'
    ON CONFLICT (sync_def_id, source_identity_hash) DO UPDATE
    SET state = 'LINKED', sp_list_id = excluded.sp_list_id, sp_item_id = excluded.sp_item_id, content_hash = excluded.content_hash, base = excluded.base,
      etag = excluded.etag, list_form = NULL, cause = NULL, left_at = NULL, updated_at = clock_timestamp()`;
}

/** Rows that no run shall touch. An entry that is there already stays as it is. */
async function detach(
  tx: Tx,
  scope: ConfirmScope,
  verdict: "MATCHED" | "AMBIGUOUS" | "ONLY_ROW",
  cause: string,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO sync_ledger (sync_def_id, source_identity, source_identity_hash, source_key_strategy, sp_list_id, sp_item_id, provenance, state, cause)
    SELECT DISTINCT ON (r.source_identity_hash) ${scope.definitionId}::uuid, r.source_identity, r.source_identity_hash,
      ${scope.keyStrategy}::"KeyStrategy", ${scope.listGuid}, r.peer_item_id, 'PUSH'::"Provenance", 'DETACHED'::"LedgerState", ${cause}
    FROM sync_match_items r
    WHERE r.match_id = ${scope.matchId}::uuid AND r.side = 'ROW' AND r.verdict = ${verdict}::"MatchVerdict"
    ORDER BY r.source_identity_hash, r.id
    ON CONFLICT (sync_def_id, source_identity_hash) DO NOTHING`;
}

/**
 * Rows whose item is to be made by the next run: former decisions to leave them, and entries of items that are gone, no longer stand in the way.
 * An entry that was written since the rows were compared stays as it is: a run may have made the row's item meanwhile, and would make a second one.
 */
async function letCreate(tx: Tx, { matchId, definitionId }: ConfirmScope): Promise<void> {
  await tx.$executeRaw`
    UPDATE sync_ledger l SET state = 'DELETED', sp_item_id = NULL, content_hash = NULL, etag = NULL, cause = NULL, left_at = NULL,
      updated_at = clock_timestamp()
    FROM sync_match_items r JOIN sync_matches m ON m.id = r.match_id
    WHERE m.id = ${matchId}::uuid AND r.side = 'ROW' AND r.verdict = 'ONLY_ROW' AND l.sync_def_id = ${definitionId}::uuid
      AND l.source_identity_hash = r.source_identity_hash AND l.state <> 'PENDING_CREATE' AND l.updated_at <= m.created_at`;
}

/** Puts the tying of items that do not carry their row's key yet into the spool of a run; answers how many there are. */
export async function spoolStamps(tx: Tx, scope: ConfirmScope, runId: string): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO sync_operations (sync_run_id, sync_def_id, seq, side, kind, state, source_identity, source_identity_hash, sp_list_id, sp_item_id,
      expected_etag, intended, content_hash)
    SELECT ${runId}::uuid, ${scope.definitionId}::uuid, row_number() OVER (ORDER BY r.id), 'LIST', 'ADOPT', 'PENDING', l.source_identity,
      l.source_identity_hash, l.sp_list_id, l.sp_item_id, l.etag, '{}', coalesce(l.content_hash, '')
    FROM sync_match_items r
    JOIN sync_ledger l ON l.sync_def_id = ${scope.definitionId}::uuid AND l.source_identity_hash = r.source_identity_hash
      AND l.sp_item_id = r.peer_item_id AND l.state IN ('LINKED', 'PARTIAL', 'ARCHIVED')
    LEFT JOIN sync_match_items i ON i.match_id = r.match_id AND i.side = 'ITEM' AND i.sp_item_id = r.peer_item_id
    WHERE r.match_id = ${scope.matchId}::uuid AND r.side = 'ROW' AND r.verdict = 'MATCHED' AND i.sync_key IS DISTINCT FROM r.sync_key`;
}

/**
 * Gives the ledger's entries their identities under another key. Two keys may write equal identities for different rows, so that all entries first
 * step aside. Those whose row is gone keep an identity that no row has, and their item. It is a hash like all others, since a reading compares
 * them by their bits. Throws `key-not-unique` while a row that owns an item has no key of its own: once that is mended, its item would be made a
 * second time.
 */
export async function storeIdentities(tx: Tx, { matchId, definitionId, keyStrategy }: ConfirmScope): Promise<void> {
  const ambiguous = await tx.syncMatchItem.count({
    where: { matchId, side: "ROW", verdict: "AMBIGUOUS", peerItemId: { not: null } },
  });
  if (ambiguous > 0)
    throw new AppError("key-not-unique", {
      message: `Under the new key ${ambiguous} rows that have an item share it with other rows, or have none.`,
      remedy: "Mend these rows, or choose a key that tells them apart; then compare again.",
    });
  await tx.$executeRaw`
    UPDATE sync_ledger SET source_identity_hash = encode(sha256(convert_to('former:' || source_identity_hash, 'UTF8')), 'hex')
    WHERE sync_def_id = ${definitionId}::uuid`;
  await tx.$executeRaw`
    UPDATE sync_ledger l SET source_identity = r.source_identity, source_identity_hash = r.source_identity_hash,
      source_key_strategy = ${keyStrategy}::"KeyStrategy", updated_at = clock_timestamp()
    FROM sync_match_items r
    WHERE r.match_id = ${matchId}::uuid AND r.side = 'ROW' AND r.verdict = 'MATCHED' AND l.sync_def_id = ${definitionId}::uuid
      AND l.source_identity_hash = encode(sha256(convert_to('former:' || r.former_hash, 'UTF8')), 'hex')`;
}
