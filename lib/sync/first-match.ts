import { z } from "zod";
import { db, type Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { formerKeyOf, sampledEntries } from "@/lib/engine/former-key";
import { keyFieldsOf } from "@/lib/engine/match";
import type { Definition, ValueKind } from "@/lib/engine/types";
import { AppError, messageOf, SyncError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { lookForUnmet, rescanForUnmet } from "./left-before-rekey";
import {
  defaultNamespace,
  loadDefinition,
  pausedParent,
  type StoredDefinition,
  toEngineDefinition,
} from "./load-definition";
import { outsideFilter, storeItems, storeRows, wholeSource } from "./match-rows";
import { openGraph } from "./open-graph";
import { ownedIdentities } from "./owned-identities";

/** What a comparison for another key is asked with: the key as it shall be. */
export const newKeySchema = z.object({
  strategy: z.enum(["PRIMARY_KEY", "UNIQUE_CONSTRAINT", "COMPOSITE_COLUMNS", "HASHED"]),
  constraintName: z.string().nullable(),
  columns: z.array(z.object({ id: z.uuid(), name: z.string(), kind: z.string(), isNullable: z.boolean() })).min(1),
});
export type NewKey = z.output<typeof newKeySchema>;

/**
 * Compares the definition's rows with its list's items and stores the result for a person to decide on. Reads only; what it finds is kept in
 * the metastore, whatever the number of rows. Begins anew when it was cut off. A refusal is stored with the comparison; passing troubles are
 * thrown, so that the job is tried again.
 */
export async function computeMatch(input: { readonly matchId: string; readonly signal: AbortSignal }): Promise<void> {
  const { matchId, signal } = input;
  const match = await db().syncMatch.findUnique({ where: { id: matchId } });
  if (!match || (match.state !== "QUEUED" && match.state !== "READING")) return;
  await db().$executeRaw`DELETE FROM sync_match_items WHERE match_id = ${matchId}::uuid`;
  await db().syncMatch.update({ where: { id: matchId }, data: { state: "READING" } });
  try {
    const stored = await loadDefinition(match.syncDefId);
    await compare({ matchId, purpose: match.purpose, newKey: match.newKey, stored, signal });
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError) || (error instanceof SyncError && error.trait === "transient"))
      throw error;
    log("match").warn({ err: error, matchId }, "rows and items could not be compared");
    await db().syncMatch.updateMany({
      where: { id: matchId, state: "READING" },
      data: { state: "FAILED", errorCode: error.code, errorMessage: messageOf(error) },
    });
  }
}

interface Comparison {
  readonly matchId: string;
  readonly purpose: "FIRST" | "REBUILD" | "REKEY";
  readonly newKey: unknown;
  readonly stored: StoredDefinition;
  readonly signal: AbortSignal;
}

async function compare({ matchId, purpose, newKey, stored, signal }: Comparison): Promise<void> {
  const paused = pausedParent(stored);
  if (paused) throw new AppError("parent-paused", { message: paused.message });
  const namespace = stored.identityNamespace ?? defaultNamespace(stored);
  const present = toEngineDefinition(stored, namespace, { id: matchId, startedAt: new Date() });
  const definition = purpose === "REKEY" ? withKey(present, newKeySchema.parse(newKey)) : present;
  const client = openGraph(stored.targetList.site.connection);
  const reading = { matchId, stored, definition, client, signal };
  if (purpose === "FIRST") requireMappedKey(definition);
  const items = purpose === "REKEY" ? 0 : await storeItems(reading);
  const former = purpose === "REKEY" ? await asTheLedgerKnows(present, stored.id) : null;
  const rows = await storeRows(reading, former);
  const comparison = { matchId, definitionId: stored.id };
  if (former) await lookForUnmet(comparison, former, wholeSource(stored), signal);
  await inTransaction(
    async (tx) => {
      const [open] = await tx.$queryRaw<unknown[]>`
        SELECT id FROM sync_matches WHERE id = ${matchId}::uuid AND state = 'READING' FOR UPDATE`;
      if (!open) return;
      if (purpose === "REKEY") {
        await judgeKeys(tx, matchId, stored.id);
        await rescanForUnmet(tx, comparison);
      } else await judge(tx, matchId, stored);
      await tx.$executeRaw`
        UPDATE sync_matches SET state = 'READY', ready_at = clock_timestamp(), mapping_version = ${stored.mappingVersion},
          rows_read = ${rows.read}, rows_unusable = ${rows.unusable}, items_read = ${items},
          (matched, only_rows, only_items, ambiguous, kept) = (
            SELECT count(*) FILTER (WHERE verdict = 'MATCHED' AND side = 'ROW'), count(*) FILTER (WHERE verdict = 'ONLY_ROW'),
              count(*) FILTER (WHERE verdict = 'ONLY_ITEM'), count(*) FILTER (WHERE verdict = 'AMBIGUOUS' AND side = 'ROW'),
              count(*) FILTER (WHERE verdict = 'KEPT' AND side = 'ROW')
            FROM sync_match_items WHERE match_id = ${matchId}::uuid)
        WHERE id = ${matchId}::uuid`;
    },
    { timeoutMs: 300_000 },
  );
}

/** With the key as the ledger's entries were made of it, whose columns may hold another kind of value today. */
async function asTheLedgerKnows(present: Definition, definitionId: string): Promise<Definition> {
  if (present.keyStrategy === "HASHED") return present;
  const entries = await ownedIdentities(definitionId, sampledEntries);
  return { ...present, keyColumns: formerKeyOf(present.keyColumns, entries) ?? present.keyColumns };
}

/** Rows can be told from items by a key that stands in the list; throws `definition-incomplete` naming the columns that do not. */
function requireMappedKey(definition: Definition): void {
  const found = keyFieldsOf(definition);
  if (found.ok) return;
  throw new AppError("definition-incomplete", {
    message: `The list holds no column for the key (${found.missing.join(", ")}), by which its items could be matched.`,
    remedy: "Map the key's columns as they are, or choose a key whose columns are mapped.",
  });
}

function withKey(definition: Definition, key: NewKey): Definition {
  return {
    ...definition,
    keyStrategy: key.strategy,
    keyColumns: key.columns.map(({ name, kind, isNullable }) => ({
      name,
      // Written by our own mutation from the catalog.
      kind: kind as ValueKind,
      allowsNull: key.strategy === "HASHED" && isNullable,
    })),
  };
}

/**
 * Who belongs to whom: by the ledger where it is right, then by SyncBridgeKey, then by the key's values. Whatever is not one row and one item is
 * ambiguous. Few statements over all, so that a million rows are compared by the database.
 */
async function judge(
  tx: Tx,
  matchId: string,
  stored: Pick<StoredDefinition, "id" | "targetList" | "keyLevel">,
): Promise<void> {
  const hasKeys = stored.keyLevel === null || stored.keyLevel === "K1" || stored.keyLevel === "K2";
  await tx.$executeRaw`
    WITH kept AS (
      SELECT r.id AS row, i.id AS item, i.sp_item_id FROM sync_match_items r
      JOIN sync_ledger l ON l.sync_def_id = ${stored.id}::uuid AND l.source_identity_hash = r.source_identity_hash
        AND l.sp_list_id = ${stored.targetList.listId} AND l.state IN ('LINKED', 'PARTIAL', 'ARCHIVED', 'ASKED')
      JOIN sync_match_items i ON i.match_id = r.match_id AND i.side = 'ITEM' AND i.sp_item_id = l.sp_item_id
      WHERE r.match_id = ${matchId}::uuid AND r.side = 'ROW' AND (NOT ${hasKeys} OR i.sync_key = r.sync_key)
    )
    UPDATE sync_match_items m SET verdict = 'KEPT', peer_item_id = CASE WHEN m.side = 'ROW' THEN kept.sp_item_id END
    FROM kept WHERE m.id = kept.row OR m.id = kept.item`;
  await pair(tx, matchId, "sync_key");
  await pair(tx, matchId, "match_key");
  await tx.$executeRaw`
    UPDATE sync_match_items SET verdict = CASE side WHEN 'ROW' THEN 'ONLY_ROW' ELSE 'ONLY_ITEM' END::"MatchVerdict"
    WHERE match_id = ${matchId}::uuid AND verdict IS NULL`;
}

/** Pairs what is left by one sign: one row and one item are a match, more of either ambiguous. */
async function pair(tx: Tx, matchId: string, sign: "sync_key" | "match_key"): Promise<void> {
  const isByKey = sign === "sync_key";
  await tx.$executeRaw`
    WITH open AS (
      SELECT id, side, sp_item_id, CASE WHEN ${isByKey} THEN sync_key ELSE match_key END AS sign FROM sync_match_items
      WHERE match_id = ${matchId}::uuid AND verdict IS NULL
    ), groups AS (
      SELECT sign, count(*) FILTER (WHERE side = 'ROW') AS rows, count(*) FILTER (WHERE side = 'ITEM') AS items, min(sp_item_id) AS item
      FROM open WHERE sign IS NOT NULL GROUP BY sign
    )
    UPDATE sync_match_items m SET is_by_key = ${isByKey},
      verdict = CASE WHEN g.rows = 1 AND g.items = 1 THEN 'MATCHED' ELSE 'AMBIGUOUS' END::"MatchVerdict",
      peer_item_id = CASE WHEN m.side = 'ROW' AND g.rows = 1 AND g.items = 1 THEN g.item END
    FROM open o JOIN groups g ON g.sign = o.sign
    WHERE m.id = o.id AND g.rows > 0 AND g.items > 0`;
}

/** Under another key: which entries keep their item, and whose row has no such key or shares it. */
async function judgeKeys(tx: Tx, matchId: string, definitionId: string): Promise<void> {
  await tx.$executeRaw`
    WITH judged AS (
      SELECT r.id, l.sp_item_id, l.id IS NOT NULL AS is_known,
        r.sync_key IS NULL OR count(*) OVER (PARTITION BY r.source_identity_hash) > 1
          OR count(*) OVER (PARTITION BY r.former_hash) > 1 AS is_ambiguous
      FROM sync_match_items r
      LEFT JOIN sync_ledger l ON l.sync_def_id = ${definitionId}::uuid AND l.source_identity_hash = r.former_hash
      WHERE r.match_id = ${matchId}::uuid AND r.side = 'ROW'
    )
    UPDATE sync_match_items m SET peer_item_id = j.sp_item_id,
      verdict = CASE WHEN j.is_ambiguous THEN 'AMBIGUOUS' WHEN j.is_known THEN 'MATCHED' ELSE 'ONLY_ROW' END::"MatchVerdict"
    FROM judged j WHERE m.id = j.id`;
  await tx.$executeRaw`
    DELETE FROM sync_match_items WHERE match_id = ${matchId}::uuid AND side = 'ROW' AND match_key = ${outsideFilter} AND peer_item_id IS NULL`;
  // Entries whose row is gone take part as items, so that they are counted and shown.
  await tx.$executeRaw`
    INSERT INTO sync_match_items (match_id, side, source_identity, source_identity_hash, sp_item_id, verdict)
    SELECT ${matchId}::uuid, 'ITEM', l.source_identity, l.source_identity_hash, l.sp_item_id, 'ONLY_ITEM' FROM sync_ledger l
    WHERE l.sync_def_id = ${definitionId}::uuid AND l.state NOT IN ('DELETED', 'PENDING_CREATE') AND NOT EXISTS (
      SELECT FROM sync_match_items r WHERE r.match_id = ${matchId}::uuid AND r.side = 'ROW' AND r.former_hash = l.source_identity_hash)`;
}
