import { ensureKeyColumn, type KeyColumn, keyColumnName } from "@/lib/connectors/sharepoint/key-column";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { hasItems } from "@/lib/graph/items";
import type { StoredDefinition } from "./load-definition";
import { openGraph } from "./open-graph";

export { keyColumnName };

/** What of a definition the list is prepared by. */
type Preparable = Pick<StoredDefinition, "id" | "targetList" | "fieldMappings" | "mayMakeUnique" | "keyLevel">;

/**
 * Brings the definition's list to the best level of the SyncBridgeKey column that it allows (sync-semantics 5), and stores the level with its
 * reason. Adding a column of ours leaves existing items as they are. Making it unique concerns whoever works in the list: in one with items that
 * was not made by us this is done only where somebody agreed. Throws `consent-needed` while nobody was asked.
 */
export async function prepareList(stored: Preparable, signal?: AbortSignal): Promise<KeyColumn> {
  const { site, listId, isProvisioned } = stored.targetList;
  const client = openGraph(site.connection);
  const list = { siteId: site.siteId, listId };
  const isAgreed = isProvisioned || stored.mayMakeUnique === true || stored.keyLevel === "K1";
  const mayMakeUnique = isAgreed || !(await hasItems(client, list, signal)) || stored.mayMakeUnique;
  if (mayMakeUnique === null) {
    throw new AppError("consent-needed", {
      message: `The list “${stored.targetList.displayName}” was not made by SyncBridge and has items.`,
    });
  }
  const mapped = stored.fieldMappings
    .filter((mapping) => mapping.syncDirection !== "PULL_ONLY")
    .map((mapping) => mapping.targetColumnName);
  const key = await ensureKeyColumn(client, { ...list, mayMakeUnique, mapped }, signal);
  await db().syncDefinition.update({
    where: { id: stored.id },
    data: { keyLevel: key.level, keyLevelReason: key.reason },
  });
  return key;
}
