import { ensureKeyColumn, keyColumnName } from "@/lib/connectors/sharepoint/key-column";
import { AppError } from "@/lib/errors/app-error";
import type { StoredDefinition } from "./load-definition";
import { openGraph } from "./open-graph";

export { keyColumnName };

/**
 * Makes sure that the definition's list carries the SyncBridgeKey column, indexed and unique, before the first push.
 * Adding a column of ours leaves existing items as they are. Throws `definition-incomplete` with Graph's reason where the list refuses uniqueness,
 * since a repeated create could then make a second item.
 */
export async function prepareList(stored: StoredDefinition, signal?: AbortSignal): Promise<void> {
  const { site, listId } = stored.targetList;
  const key = await ensureKeyColumn(openGraph(site.connection), site.siteId, listId, signal);
  if (key.level === "K1") return;
  throw new AppError("definition-incomplete", {
    message: `The list cannot keep the column ${keyColumnName} unique: ${key.reason ?? "no reason was given"}.`,
    remedy: "Use a list with fewer than 20,000 items and 20 indexes, or provision a new one from the table.",
  });
}
