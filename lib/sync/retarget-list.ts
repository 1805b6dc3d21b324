import type { Tx } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { StoredDefinition } from "./load-definition";
import { lockMapping, raiseVersion } from "./mapping-versions";
import { refuseTwin } from "./refuse-twin";

/**
 * Points a definition at another list, in place of one that is gone: mapped columns are found by their internal names, the ledger of the former
 * list is let go, and rows and items have to be matched before the next push. Pauses the definition. Answers what was there. Throws `in-use`
 * while the former list is still there, `mapping-broken` naming columns that the new one lacks.
 */
export async function replaceList(
  tx: Tx,
  stored: StoredDefinition,
  listRowId: string,
  by: string,
): Promise<{ readonly list: { readonly displayName: string; readonly listId: string }; readonly released: number }> {
  if (!stored.targetList.vanishedAt)
    throw new AppError("in-use", {
      message: `The list “${stored.targetList.displayName}” is still there, and its items are this sync's.`,
      remedy: "Discover the site again if the list was deleted; for another list make another sync.",
    });
  const list = await tx.sharepointList.findUnique({
    where: { id: listRowId },
    include: { site: true, columns: { where: { vanishedAt: null } } },
  });
  if (!list || list.vanishedAt) throw new AppError("not-found", { message: "This list does not exist." });
  await refuseTwin(tx, { tableId: stored.sourceTableId, listGuid: list.listId, definitionId: stored.id });
  const columnOf = new Map(list.columns.map((column) => [column.columnName, column.id]));
  const missing = stored.fieldMappings.filter((mapping) => !columnOf.has(mapping.targetColumnName));
  if (missing.length > 0)
    throw new AppError("mapping-broken", {
      message: `The list “${list.displayName}” lacks the columns ${missing.map((m) => m.targetColumnName).join(", ")}.`,
      remedy: "Add them, discover the site again, and try once more.",
    });
  await lockMapping(tx, stored.id);
  for (const mapping of stored.fieldMappings)
    await tx.fieldMapping.update({
      where: { id: mapping.id },
      data: { targetColumnId: columnOf.get(mapping.targetColumnName) ?? mapping.targetColumnId },
    });
  await tx.syncTarget.deleteMany({ where: { syncDefId: stored.id } });
  await tx.syncTarget.create({
    data: {
      syncDefId: stored.id,
      targetListId: list.id,
      connectionId: list.site.connectionId,
      siteId: list.siteId,
      isDefault: true,
    },
  });
  const markColumnId = stored.markColumn ? (columnOf.get(stored.markColumn.columnName) ?? null) : null;
  const released = await tx.syncLedgerEntry.deleteMany({ where: { syncDefId: stored.id } });
  const moved = {
    targetListId: list.id,
    markColumnId,
    formerMarkColumnIds: [],
    isEnabled: false,
    keyLevel: null,
    keyLevelReason: null,
    mayMakeUnique: null,
    firstMatchAt: null,
  };
  const reason = `The list was replaced by “${list.displayName}”.`;
  await raiseVersion(tx, stored.id, { by, reason }, { data: moved });
  return { list, released: released.count };
}
