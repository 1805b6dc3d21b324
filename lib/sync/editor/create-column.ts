import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { TargetColumnView } from "@/lib/features/mapping/document/columns";
import { discoverList } from "../discover-sharepoint";
import { loadDefinition, type StoredDefinition } from "../load-definition";
import { openGraph } from "../open-graph";
import { displayName, internalName } from "../plan-list-names";
import { makeColumns } from "../provision-list-columns";
import { planListFor, requireFulfillable } from "../provision-list-plan";
import { lockKeys, lockProvisioning } from "../provision-lock";
import { editorColumns } from "./columns";

/** Longest time a person waits for a new column. */
const patienceMs = 30_000;

/** The type that fits the column's values best, under names that are free in this list. A list of others is not made unique by the way. */
async function plan(stored: StoredDefinition, sourceColumn: string, title: string | undefined) {
  const present = await db().sharepointColumn.findMany({
    where: { listId: stored.targetListId },
    select: { columnName: true, displayName: true },
  });
  const names = new Set(present.map(({ columnName }) => columnName.toLowerCase()));
  const titles = new Set(present.flatMap((column) => column.displayName?.toLowerCase() ?? []));
  if (title !== undefined && titles.has(title.toLowerCase()))
    throw new AppError("graph-name-taken", {
      message: `The list has a column “${title}” already.`,
      details: { field: "displayName" },
    });
  const edit = {
    sourceColumn,
    columnName: internalName(title ?? sourceColumn, names),
    displayName: title ?? displayName(sourceColumn, titles),
    isUnique: false,
  };
  const siteId = stored.targetList.site.id;
  const made = await planListFor({ tableId: stored.sourceTableId, columns: [sourceColumn], edits: [edit], siteId });
  requireFulfillable(made, sourceColumn);
  const [column] = made.columns;
  if (column?.draft) return { plan: made, reasons: column.reasons };
  throw new AppError("input-invalid", {
    message: column?.reasons[0] ?? "A list has no form for this column.",
    details: { field: "sourceColumnId" },
  });
}

/**
 * Adds a list column for a column of the table and stores it as discovered; items stay as they are, and nothing is mapped yet. A call whose answer was
 * lost finds what it made. Throws `input-invalid` for a column without a form in a list, `graph-name-taken`, `provisioning-under-way`, and what Graph
 * refuses.
 */
export async function createListColumn(
  stored: StoredDefinition,
  wish: { readonly sourceColumnId: string; readonly displayName?: string | undefined; readonly by: string },
): Promise<{ readonly column: TargetColumnView; readonly remarks: readonly string[] }> {
  const source = stored.sourceTable.columns.find(({ id }) => id === wish.sourceColumnId);
  if (!source) throw new AppError("not-found", { message: "The table has no such column." });
  const { site, listId } = stored.targetList;
  const lock = await lockProvisioning([lockKeys.list(site.siteId, listId)], wish.by);
  try {
    const planned = await plan(stored, source.columnName, wish.displayName);
    const signal = AbortSignal.any([lock.signal, AbortSignal.timeout(patienceMs)]);
    const where = { siteId: site.siteId, listId };
    const work = { ...where, plan: planned.plan, isOwn: false, requireAlone: () => lock.requireHeld() };
    const { made, refused, weaker } = await makeColumns(openGraph(site.connection), work, signal);
    const [column] = made;
    if (!column)
      throw new AppError("graph-refused", { message: refused[0]?.reason ?? "SharePoint did not take the column." });
    await discoverList({ siteId: site.id, listId, signal });
    const now = await editorColumns(db(), await loadDefinition(stored.id), []);
    const view = now.targets.find(({ name }) => name === column.columnName);
    if (!view)
      throw new AppError("not-found", { message: `The list does not show the column “${column.columnName}”.` });
    return { column: view, remarks: [...planned.reasons, ...weaker.map(({ reason }) => reason)] };
  } finally {
    await lock.release();
  }
}
