import type { Db, Tx } from "@/lib/db/client";
import type { RunScope } from "./run-scope";

type Scope = Pick<RunScope, "runId" | "definitionId" | "listId">;

/** The oldest link of this run and of former ones whose creates are still in doubt: whatever a lost create made is told after it. */
export async function createLinkOf(client: Db | Tx, scope: Scope): Promise<string | null> {
  const [row] = await client.$queryRaw<{ create_link: string }[]>`
    SELECT create_link FROM sync_runs r
    WHERE create_link IS NOT NULL AND (id = ${scope.runId}::uuid OR id IN (
      SELECT sync_run_id FROM sync_operations WHERE sync_def_id = ${scope.definitionId}::uuid AND state = 'SENT'))
    ORDER BY start_time, id LIMIT 1`;
  return row?.create_link ?? null;
}

/** Keeps a link with the run, so that it outlives whoever took it. */
export async function keepCreateLink(tx: Tx, scope: Scope, link: string): Promise<void> {
  await tx.$executeRaw`UPDATE sync_runs SET create_link = ${link} WHERE id = ${scope.runId}::uuid`;
}

/** Of the given items those that any definition's ledger owns; the states of the index sync_ledger_item_owner_key. */
export async function ownedItems(
  client: Db | Tx,
  scope: Scope,
  itemIds: readonly number[],
): Promise<ReadonlySet<number>> {
  if (itemIds.length === 0) return new Set();
  const rows = await client.$queryRaw<{ sp_item_id: number }[]>`
    SELECT DISTINCT sp_item_id FROM sync_ledger
    WHERE sp_list_id = ${scope.listId} AND sp_item_id = ANY (${itemIds as number[]}::int[])
      AND state IN ('LINKED', 'MOVING', 'PENDING_DELETE', 'PARTIAL', 'ARCHIVED', 'ASKED')`;
  return new Set(rows.map((row) => row.sp_item_id));
}
