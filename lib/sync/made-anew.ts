import type { Tx } from "@/lib/db/client";
import { rowsJson } from "./rows-json";

/**
 * Items that were made again, for rows that had one before, stand under another id: whatever looks them up must be compared as a whole, by those that
 * otherwise read only what changed in their own table (sync-semantics 4). A child's run that compares everything just now may have passed their rows: the
 * changed `updated_at` keeps it from clearing the mark at its end. To be called before the ledger takes the new ids.
 */
export async function rescanChildrenOf(
  tx: Tx,
  scope: { readonly definitionId: string; readonly listId: string },
  made: readonly { readonly hash: string; readonly item_id: number }[],
): Promise<void> {
  if (made.length === 0) return;
  await tx.$executeRaw`
    UPDATE sync_definitions child SET rescan_required = true, updated_at = clock_timestamp()
    WHERE child.cursor_strategy <> 'FULL_SCAN'
      AND EXISTS (
        SELECT FROM jsonb_to_recordset(${rowsJson(made)}::jsonb) AS made(hash text, item_id int)
        JOIN sync_ledger l ON l.sync_def_id = ${scope.definitionId}::uuid AND l.source_identity_hash = made.hash
        WHERE (l.content_hash IS NOT NULL OR l.last_sync_ts IS NOT NULL) AND l.sp_item_id IS DISTINCT FROM made.item_id)
      AND EXISTS (
        SELECT FROM field_mappings m JOIN sharepoint_columns target ON target.id = m.target_column_id
        WHERE m.sync_def_id = child.id AND lower(btrim(target.definition->'lookup'->>'listId', '{}')) = lower(${scope.listId}))`;
}
