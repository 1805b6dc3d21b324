import { db } from "@/lib/db/client";
import { AppError, SyncError } from "@/lib/errors/app-error";
import type { GraphClient } from "@/lib/graph/client";
import { createList, type GraphList, listLists } from "@/lib/graph/lists";

/** Ties a list to the table it was made for, so that an interrupted provisioning finds its own list again. People may read it. */
function markOf(tableId: string): string {
  return `SyncBridge table ${tableId}`;
}

export interface TargetWish {
  /** `sharepoint_sites.id` */
  readonly siteRowId: string;
  /** Graph's id of the site. */
  readonly siteId: string;
  readonly tableId: string;
  readonly displayName: string;
  /** What the table is called, for the list's description. */
  readonly origin: string;
  /** GUID of a list that is there already and is to be used as it is. */
  readonly adoptListId?: string;
}

export interface Target {
  readonly list: GraphList;
  /** Whether it was made for this table, now or by an earlier attempt. */
  readonly isOwn: boolean;
}

const nameOf = (list: GraphList) => list.displayName.toLowerCase();

function nameTaken(list: GraphList, message: string): AppError {
  return new AppError("graph-name-taken", { message, details: { field: "displayName", listId: list.id } });
}

/** Lists of this table whose provisioning did not come to its end. */
async function unfinished(siteRowId: string, marked: readonly GraphList[]): Promise<readonly GraphList[]> {
  const finished = await db().sharepointList.findMany({
    where: { siteId: siteRowId, listId: { in: marked.map((list) => list.id) }, isProvisioned: true },
    select: { listId: true },
  });
  return marked.filter((list) => !finished.some(({ listId }) => listId === list.id));
}

/** Lists of the site that stand where a new one is wished: one of this name, or one begun for this table under another. */
async function standing(client: GraphClient, wish: Omit<TargetWish, "origin">, signal: AbortSignal) {
  const lists = await listLists(client, { siteId: wish.siteId }, signal);
  const mark = markOf(wish.tableId);
  const isOwn = (list: GraphList) => list.description.includes(mark);
  const wanted = wish.adoptListId?.toLowerCase();
  const named = lists.find((list) =>
    wanted === undefined ? nameOf(list) === wish.displayName.toLowerCase() : list.id.toLowerCase() === wanted,
  );
  const [begun] = named ? [] : await unfinished(wish.siteRowId, lists.filter(isOwn));
  return { named: named && { list: named, isOwn: isOwn(named) }, begun };
}

async function lookFor(client: GraphClient, wish: TargetWish, signal: AbortSignal): Promise<Target | null> {
  const { named, begun } = await standing(client, wish, signal);
  if (named?.isOwn || (named && wish.adoptListId !== undefined)) return named;
  if (wish.adoptListId !== undefined) {
    throw new AppError("graph-not-found", { message: "The site does not show this list any more." });
  }
  if (named) {
    const { displayName } = named.list;
    throw nameTaken(named.list, `The site has a list “${displayName}” already, which was not made for this table.`);
  }
  if (begun === undefined) return null;
  throw nameTaken(
    begun,
    `The list “${begun.displayName}” was begun for this table and is not finished. Go on with it, or delete it in SharePoint.`,
  );
}

/** The list that could be adopted in place of a new one. Throws `graph-not-found` where nothing stands in the way. */
export async function findAdoptable(
  client: GraphClient,
  wish: Omit<TargetWish, "origin">,
  signal: AbortSignal,
): Promise<GraphList> {
  const { named, begun } = await standing(client, wish, signal);
  const list = named?.list ?? begun;
  if (!list) throw new AppError("graph-not-found", { message: "The site has no such list any more: make a new one." });
  return list;
}

/**
 * The list to work on: the one to adopt, the one begun earlier, or a new one. Never a second one: a list of this name that is not ours, or one
 * of ours that was begun under another name, throws `graph-name-taken` with its GUID in `details.listId`, so that it can be adopted.
 */
export async function findOrMakeList(client: GraphClient, wish: TargetWish, signal: AbortSignal): Promise<Target> {
  const { siteId, displayName } = wish;
  const found = await lookFor(client, wish, signal);
  if (found) return found;
  const description = `Synced from ${wish.origin}. ${markOf(wish.tableId)}`;
  try {
    return { list: await createList(client, { siteId, displayName, description }, signal), isOwn: true };
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== "graph-name-taken") throw error;
    // Made by the call itself, whose first answer was lost, or by somebody who was quicker.
    const made = await lookFor(client, wish, signal);
    if (made) return made;
    throw error;
  }
}
