import { ensureKeyColumn } from "@/lib/connectors/sharepoint/key-column";
import { db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import type { GraphClient } from "@/lib/graph/client";
import { listColumns } from "@/lib/graph/columns";
import { hasItems } from "@/lib/graph/items";
import { discoverList } from "./discover-sharepoint";
import { onErrand } from "./graph-errand";
import { openGraph } from "./open-graph";
import type { ListPlan } from "./plan-list";
import { type ColumnRemark, isRefusal, type MadeColumns, makeColumns } from "./provision-list-columns";
import { matchColumns } from "./provision-list-match";
import { type ListWish, loadTable, planListFor, requireFulfillable } from "./provision-list-plan";
import { findAdoptable, findOrMakeList, type TargetWish } from "./provision-list-target";
import { lockKeys, lockProvisioning, type ProvisionLock } from "./provision-lock";
import { storeLists } from "./store-discovery";

/** How surely an item is found by its row (sync-semantics 5). */
export type KeyLevel = "K1" | "K2" | "K3" | "K4";

export interface ProvisionedList {
  /** `sharepoint_lists.id` */
  readonly listRowId: string;
  /** SharePoint's list GUID. */
  readonly listId: string;
  readonly displayName: string;
  /** Which list column (internal name) stands for which source column. */
  readonly columns: readonly { readonly sourceColumn: string; readonly columnName: string }[];
  readonly refused: readonly ColumnRemark[];
  /** Made, or found, with less than was planned. */
  readonly weaker: readonly ColumnRemark[];
  readonly keyLevel: KeyLevel;
  /** Why the key column is not K1; null where it is. */
  readonly keyReason: string | null;
}

async function openSite(siteRowId: string) {
  const site = await db().sharepointSite.findUnique({ where: { id: siteRowId }, include: { connection: true } });
  if (!site) throw new AppError("not-found", { message: "This site does not exist." });
  if (site.status !== "ACTIVE" || site.connection.status !== "ACTIVE") throw new AppError("parent-paused");
  return { site, client: openGraph(site.connection) };
}

/** Makes the key column at the best level that the list allows. A list that refuses it altogether has a unique column of the table's, or nothing. */
async function keyOf(
  client: GraphClient,
  args: { readonly siteId: string; readonly listId: string; readonly isOwn: boolean },
  made: MadeColumns["made"],
  signal: AbortSignal,
): Promise<{ readonly level: KeyLevel; readonly reason: string | null }> {
  try {
    // A customer's list with items is not made unique without being asked for it, which happens where a sync is set up.
    const mayMakeUnique = args.isOwn || !(await hasItems(client, args, signal));
    const mapped = made.map((column) => column.columnName);
    return await ensureKeyColumn(client, { ...args, mayMakeUnique, mapped, hasMadeColumns: true }, signal);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { level: made.some((column) => column.isUnique) ? "K3" : "K4", reason: error.message };
  }
}

interface ListAtSite extends ListWish {
  /** `sharepoint_sites.id` */
  readonly siteId: string;
  readonly displayName: string;
  /** GUID of a list to use as it is, with the columns that it lacks added. */
  readonly adoptListId?: string;
  readonly signal: AbortSignal;
}

interface ProvisionInput extends ListAtSite {
  /** Who asks for it, by a name that others may read. */
  readonly startedBy: string;
}

/**
 * Makes a list for a table: the list, its columns one by one with their indexes, and SyncBridgeKey, all before any item, since an index is
 * refused on a large list (Graph contract 5.4, 12). What was made is found again by its mark, so that it may be repeated after any failure.
 * Throws `input-invalid` for wishes that cannot be fulfilled, and `graph-name-taken` (`details.listId`) when the site has a list of this name
 * that was not made for this table: it can be adopted, which changes none of its columns. Alone with this name, table and list: throws
 * `provisioning-under-way` while another provisioning of any of them has not ended.
 */
export async function provisionList(input: ProvisionInput): Promise<ProvisionedList> {
  const [{ site, client }, table, plan] = await Promise.all([
    openSite(input.siteId),
    loadTable(input.tableId),
    planListFor(input),
  ]);
  requireFulfillable(plan);
  const { displayName, adoptListId } = input;
  const { database } = table;
  const origin = `${database.application.name} / ${database.name} / ${table.schemaName}.${table.tableName}`;
  const wish = { siteRowId: site.id, siteId: site.siteId, tableId: table.id, displayName, origin, adoptListId };
  const lock = await lockProvisioning(
    [
      lockKeys.table(site.siteId, table.id),
      adoptListId === undefined ? lockKeys.name(site.siteId, displayName) : lockKeys.list(site.siteId, adoptListId),
    ],
    input.startedBy,
  );
  try {
    const signal = AbortSignal.any([input.signal, lock.signal]);
    return await onErrand("provisioning", () => makeListAlone(client, { wish, plan }, lock, signal));
  } finally {
    await lock.release();
  }
}

async function makeListAlone(
  client: GraphClient,
  { wish, plan }: { readonly wish: TargetWish; readonly plan: ListPlan },
  lock: ProvisionLock,
  signal: AbortSignal,
): Promise<ProvisionedList> {
  const { list, isOwn } = await findOrMakeList(client, wish, signal);
  const args = { siteId: wish.siteId, listId: list.id };
  await lock.alsoHold(lockKeys.list(args.siteId, args.listId));
  await inTransaction((tx) => storeLists(tx, wish.siteRowId, [list]));
  const requireAlone = () => lock.requireHeld();
  const { made, refused, weaker } = await makeColumns(client, { ...args, plan, isOwn, requireAlone }, signal);
  const key = await keyOf(client, { ...args, isOwn }, made, signal);
  const listRowId = await discoverList({ siteId: wish.siteRowId, listId: list.id, signal });
  await db().sharepointList.update({
    where: { id: listRowId },
    data: { ...(isOwn ? { isProvisioned: true } : {}), lastProvisionedAt: new Date() },
    select: { id: true },
  });
  const columns = made.map(({ sourceColumn, columnName }) => ({ sourceColumn, columnName }));
  const answer = { listRowId, listId: list.id, displayName: list.displayName, columns, refused, weaker };
  return { ...answer, keyLevel: key.level, keyReason: key.reason };
}

/** What adopting a list would mean. */
export interface AdoptionOffer {
  readonly listId: string;
  readonly displayName: string;
  /** The list's columns that would be used as they are. */
  readonly fits: readonly {
    readonly sourceColumn: string;
    readonly columnName: string;
    readonly limits: readonly string[];
  }[];
  /** Columns that would be added, by their internal names. */
  readonly missing: readonly { readonly sourceColumn: string; readonly columnName: string }[];
  /** Columns that would be left out. */
  readonly clashes: readonly ColumnRemark[];
}

/**
 * Compares the list that stands in the way of a new one with what a table needs; changes nothing. Throws `input-invalid`, `graph-not-found` when
 * there is none, or Graph's refusal.
 */
export async function offerAdoption(input: ListAtSite): Promise<AdoptionOffer> {
  const { tableId, displayName, adoptListId, signal } = input;
  const [{ site, client }, plan] = await Promise.all([openSite(input.siteId), planListFor(input)]);
  requireFulfillable(plan);
  const { siteId } = site;
  const list = await findAdoptable(client, { siteRowId: site.id, siteId, tableId, displayName, adoptListId }, signal);
  const present = await listColumns(client, { siteId, listId: list.id, includeHidden: true }, signal);
  const matches = matchColumns(plan.columns, present);
  return {
    listId: list.id,
    displayName: list.displayName,
    fits: matches.flatMap(({ sourceColumn, existing, limits }) =>
      existing ? [{ sourceColumn, columnName: existing.name, limits }] : [],
    ),
    missing: matches.flatMap(({ sourceColumn, draft, existing, clash }) =>
      existing || clash !== null ? [] : [{ sourceColumn, columnName: draft.name }],
    ),
    clashes: matches.flatMap(({ sourceColumn, clash }) => (clash === null ? [] : [{ sourceColumn, reason: clash }])),
  };
}
