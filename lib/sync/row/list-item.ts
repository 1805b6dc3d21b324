import { keyColumnName } from "@/lib/connectors/sharepoint/key-column";
import { createListPort } from "@/lib/connectors/sharepoint/list-port";
import { syncBridgeKey } from "@/lib/engine/identity";
import type { ListItem } from "@/lib/engine/ports";
import type { Definition, IdentityHash } from "@/lib/engine/types";
import { AppError } from "@/lib/errors/app-error";
import type { StoredDefinition } from "../load-definition";
import { openGraph } from "../open-graph";
import { withPatience } from "./asked";

export interface FoundItem {
  readonly item: ListItem;
  readonly foundBy: "item" | "key";
}

/**
 * Reads one row's item: by its number where the ledger knows it, else by the SyncBridgeKey. A call that a person waits for; null where the list
 * has no such item. Throws `parent-paused`, `definition-incomplete` for a definition that cannot run, and what Graph refuses.
 */
export async function readRowItem(
  stored: StoredDefinition,
  definition: Definition | null,
  row: { readonly itemId: number | null; readonly hash: IdentityHash | null },
): Promise<FoundItem | null> {
  const { site } = stored.targetList;
  if (site.connection.status !== "ACTIVE" || site.status !== "ACTIVE") {
    throw new AppError("parent-paused", { message: `The connection to ${site.webUrl} is switched off.` });
  }
  if (definition === null) throw new AppError("definition-incomplete", { message: "The mapping cannot be read now." });
  const port = createListPort({
    client: openGraph(site.connection),
    siteId: site.siteId,
    listId: definition.listId,
    mappings: definition.mappings,
    keyColumn: keyColumnName,
    timeZone: site.timeZone,
  });
  return withPatience(async (signal) => {
    if (row.itemId !== null) {
      const item = (await port.readItems([row.itemId], signal)).get(row.itemId);
      if (item) return { item, foundBy: "item" };
    }
    if (row.hash === null) return null;
    const key = syncBridgeKey(definition.identityNamespace, row.hash);
    const item = (await port.findByKey([key], signal)).get(key);
    return item ? { item, foundBy: "key" } : null;
  });
}
