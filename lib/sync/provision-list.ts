import { z } from "zod";
import { toTargetColumn } from "@/lib/connectors/sharepoint/columns";
import { ensureKeyColumn, type KeyColumn } from "@/lib/connectors/sharepoint/key-column";
import { db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import type { ValueKind } from "@/lib/engine/types";
import { AppError, SyncError } from "@/lib/errors/app-error";
import type { GraphClient } from "@/lib/graph/client";
import { type ColumnDraft, createColumn, type GraphColumn, listColumns } from "@/lib/graph/columns";
import { createList, type GraphList, listLists } from "@/lib/graph/lists";
import { discoverList } from "./discover-sharepoint";
import { openGraph } from "./open-graph";
import { type ColumnToPlan, type ListPlan, planList } from "./plan-list";
import { storeLists } from "./store-discovery";

const snapshotColumns = z.array(z.object({ name: z.string(), enumValues: z.array(z.string()).nullish() }));

/** The table's present columns as the plan needs them. Values of enum types stand in the latest snapshot only. */
async function loadColumns(tableId: string): Promise<readonly ColumnToPlan[]> {
  const [columns, snapshot] = await Promise.all([
    db().tableColumn.findMany({ where: { tableId, vanishedAt: null }, orderBy: { ordinalPosition: "asc" } }),
    db().schemaSnapshot.findFirst({ where: { tableId }, select: { columns: true }, orderBy: { capturedAt: "desc" } }),
  ]);
  const described = snapshot ? snapshotColumns.parse(snapshot.columns) : [];
  const enumValues = new Map(described.map((column) => [column.name, column.enumValues ?? null]));
  return columns.map((column) => ({
    name: column.columnName,
    kind: column.valueKind as ValueKind, // Written by introspection from the connector's own kinds.
    nativeType: column.nativeType,
    maxLength: column.maxLength,
    precision: column.numericPrecision,
    scale: column.numericScale,
    isNullable: column.isNullable,
    isPrimaryKey: column.isPrimaryKey,
    isUnique: column.isUnique,
    comment: column.comment,
    enumValues: enumValues.get(column.columnName) ?? null,
  }));
}

async function loadTable(tableId: string) {
  const table = await db().databaseTable.findUnique({
    where: { id: tableId },
    include: { database: { include: { application: true } } },
  });
  if (!table) throw new AppError("not-found", { message: "This table does not exist." });
  if (table.vanishedAt) {
    throw new AppError("source-object-missing", {
      message: `The table “${table.schemaName}.${table.tableName}” was not found at the last introspection.`,
    });
  }
  return table;
}

/** The proposed list for a table of the inventory. `columns` names the source columns to take, all of them by default. Throws `not-found`. */
export async function planListFor(tableId: string, columns?: readonly string[]): Promise<ListPlan> {
  await loadTable(tableId);
  const present = await loadColumns(tableId);
  const unknown = columns?.find((name) => !present.some((column) => column.name === name));
  if (unknown !== undefined) {
    throw new AppError("input-invalid", { message: `The table has no column “${unknown}”.` });
  }
  return planList(columns ? present.filter((column) => columns.includes(column.name)) : present);
}

/** Ties a list to the table it was made for, so that an interrupted provisioning finds its own list again. People may read it. */
function markOf(tableId: string): string {
  return `SyncBridge table ${tableId}`;
}

async function findOwnList(
  client: GraphClient,
  args: { readonly siteId: string; readonly displayName: string; readonly mark: string },
  signal: AbortSignal,
): Promise<GraphList | null> {
  const lists = await listLists(client, { siteId: args.siteId }, signal);
  const named = lists.find((list) => list.displayName.toLowerCase() === args.displayName.toLowerCase());
  if (!named) return null;
  if (named.description.includes(args.mark)) return named;
  throw new AppError("graph-name-taken", {
    message: `The site has a list “${named.displayName}” already, which was not made for this table.`,
    details: { field: "displayName" },
  });
}

/** A column that the list would not take. */
export interface RefusedColumn {
  readonly sourceColumn: string;
  readonly reason: string;
}

export interface ProvisionedList {
  /** `sharepoint_lists.id` */
  readonly listRowId: string;
  /** SharePoint's list GUID. */
  readonly listId: string;
  /** Which list column (internal name) stands for which source column. */
  readonly columns: readonly { readonly sourceColumn: string; readonly columnName: string }[];
  readonly refused: readonly RefusedColumn[];
  readonly keyLevel: KeyColumn["level"];
  /** Why the key column is not K1; null where it is. */
  readonly keyReason: string | null;
}

async function makeColumn(
  client: GraphClient,
  args: { readonly siteId: string; readonly listId: string },
  draft: ColumnDraft,
  signal: AbortSignal,
): Promise<GraphColumn> {
  try {
    return await createColumn(client, { ...args, column: draft }, signal);
  } catch (error) {
    if (!isRefusal(error) || !draft.enforceUniqueValues) throw error;
    // Some lists refuse unique columns; an index alone still finds the row (Graph contract 5.2).
    const { enforceUniqueValues: _, ...indexedOnly } = draft;
    return createColumn(client, { ...args, column: indexedOnly }, signal);
  }
}

function isRefusal(error: unknown): error is SyncError {
  return error instanceof SyncError && error.code === "graph-refused";
}

/** What a draft would be once made, to be compared with a column that is there already. */
function sameType(draft: ColumnDraft, column: GraphColumn): boolean {
  const wanted = toTargetColumn({ ...draft, id: "", choice: draft.choice && { ...draft.choice, choices: [] } });
  return wanted.type === toTargetColumn(column).type;
}

async function makeColumns(
  client: GraphClient,
  args: { readonly siteId: string; readonly listId: string },
  plan: ListPlan,
  signal: AbortSignal,
) {
  const present = await listColumns(client, { ...args, includeHidden: true }, signal);
  const byName = new Map(present.map((column) => [column.name.toLowerCase(), column]));
  const made: { sourceColumn: string; columnName: string }[] = [];
  const refused: RefusedColumn[] = [];
  for (const { sourceColumn, draft } of plan.columns) {
    if (draft === null) continue;
    const existing = byName.get(draft.name.toLowerCase());
    if (existing && !sameType(draft, existing)) {
      refused.push({ sourceColumn, reason: `The list has a column “${existing.name}” of another type.` });
      continue;
    }
    try {
      // One at a time: a column that is refused inside the list's own creation would refuse the whole list (Graph contract 4.3).
      const column = existing ?? (await makeColumn(client, args, draft, signal));
      made.push({ sourceColumn, columnName: column.name });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.push({ sourceColumn, reason: error.message });
    }
  }
  return { made, refused };
}

/**
 * Makes a list for a table: the list, its columns one by one with their indexes, and SyncBridgeKey, all before any item, since an index is
 * refused on a large list (Graph contract 5.4, 12). What was made is found again by its mark, so that it may be repeated after any failure.
 * Throws `graph-name-taken` when the site has a list of this name that was not made for this table.
 */
export async function provisionList(input: {
  /** `sharepoint_sites.id` */
  readonly siteId: string;
  readonly tableId: string;
  readonly displayName: string;
  /** Source columns to take; all by default. */
  readonly columns?: readonly string[];
  readonly signal: AbortSignal;
}): Promise<ProvisionedList> {
  const { signal, displayName } = input;
  const [site, table, plan] = await Promise.all([
    db().sharepointSite.findUnique({ where: { id: input.siteId }, include: { connection: true } }),
    loadTable(input.tableId),
    planListFor(input.tableId, input.columns),
  ]);
  if (!site) throw new AppError("not-found", { message: "This site does not exist." });
  if (site.status !== "ACTIVE" || site.connection.status !== "ACTIVE") throw new AppError("parent-paused");
  const client = openGraph(site.connection);
  const mark = markOf(table.id);
  const { siteId } = site;
  const own = await findOwnList(client, { siteId, displayName, mark }, signal);
  const { database } = table;
  const origin = `${database.application.name} / ${database.name} / ${table.schemaName}.${table.tableName}`;
  const list =
    own ?? (await createList(client, { siteId, displayName, description: `Synced from ${origin}. ${mark}` }, signal));
  const { id: listId } = list;
  await inTransaction((tx) => storeLists(tx, site.id, [list]));

  const args = { siteId, listId };
  const { made, refused } = await makeColumns(client, args, plan, signal);
  const key = await ensureKeyColumn(client, siteId, listId, signal);
  const listRowId = await discoverList({ siteId: site.id, listId, signal });
  await db().sharepointList.update({
    where: { id: listRowId },
    data: { isProvisioned: true, lastProvisionedAt: new Date() },
    select: { id: true },
  });
  return { listRowId, listId, columns: made, refused, keyLevel: key.level, keyReason: key.reason };
}
