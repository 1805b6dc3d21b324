import { SyncError } from "@/lib/errors/app-error";
import { hasItems } from "@/lib/graph/items";
import { type Lease, underLease } from "./lease";
import type { StoredDefinition } from "./load-definition";
import { openGraph } from "./open-graph";

type Target = Pick<StoredDefinition, "firstMatchAt" | "targetList">;

/**
 * Whether it is settled which items of the list belong to which rows: somebody confirmed a comparison, or the list has no item (P18).
 * Throws SyncError `match-needed` (halt) otherwise: pushing would make every row's item a second time.
 */
export async function requireMatched(stored: Target, signal?: AbortSignal): Promise<void> {
  if (stored.firstMatchAt !== null) return;
  const { site, listId, displayName } = stored.targetList;
  if (!(await hasItems(openGraph(site.connection), { siteId: site.siteId, listId }, signal))) return;
  throw new SyncError("match-needed", {
    trait: "halt",
    message: `The list “${displayName}” has items, and nobody has said which of them belong to which rows.`,
  });
}

/** The same before the first push of a run, which settles it for good: what comes into an empty list from now on is ours, or a person's own. */
export async function settleFirstMatch(
  stored: Target & Pick<StoredDefinition, "id">,
  lease: Pick<Lease, "definitionId" | "epoch">,
  signal: AbortSignal,
): Promise<void> {
  if (stored.firstMatchAt !== null) return;
  await requireMatched(stored, signal);
  await underLease(
    lease,
    (tx) => tx.$executeRaw`
      UPDATE sync_definitions SET first_match_at = clock_timestamp() WHERE id = ${stored.id}::uuid AND first_match_at IS NULL`,
  );
}
