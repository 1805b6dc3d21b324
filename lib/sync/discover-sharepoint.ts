import { type DescribedColumn, toTargetColumn } from "@/lib/connectors/sharepoint/columns";
import { db } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError, messageOf, SyncError } from "@/lib/errors/app-error";
import type { GraphClient } from "@/lib/graph/client";
import { type GraphColumn, listColumns } from "@/lib/graph/columns";
import { countItems } from "@/lib/graph/items";
import { type GraphList, getList, listLists } from "@/lib/graph/lists";
import { type GraphSite, getSite, resolveSite, searchSites } from "@/lib/graph/sites";
import { discoverSiteJob } from "@/lib/jobs/definitions/discover-site";
import { enqueue } from "@/lib/jobs/queue";
import { log } from "@/lib/log";
import { onErrand } from "./graph-errand";
import { type GraphConnection, openGraph } from "./open-graph";
import { markVanishedLists, storeListColumns, storeLists } from "./store-discovery";

const logger = log("discovery");

/** A site as it is stored. */
export interface FoundSite {
  readonly siteId: string;
  readonly hostname: string;
  /** Path below the host with its leading slash, `/` for the root site. */
  readonly sitePath: string;
  readonly webUrl: string;
  readonly displayName: string;
}

function toFoundSite(site: GraphSite): FoundSite {
  const { hostname, pathname } = new URL(site.webUrl);
  return { siteId: site.id, hostname, sitePath: pathname, webUrl: site.webUrl, displayName: site.displayName };
}

/** The site that a pasted address means. Throws `input-invalid` for unreadable text, otherwise Graph's refusal. */
export async function findSite(connection: GraphConnection, address: string, signal?: AbortSignal): Promise<FoundSite> {
  return toFoundSite(await resolveSite(openGraph(connection), address, signal));
}

/** Sites by free text, as the tenant's search index knows them: new ones appear late, and with Sites.Selected it answers nothing. */
export async function searchForSites(
  connection: GraphConnection,
  text: string,
  signal?: AbortSignal,
): Promise<readonly FoundSite[]> {
  return (await searchSites(openGraph(connection), text, signal)).map(toFoundSite);
}

/** What a stored column (`sharepoint_columns.definition`) can hold, and why it cannot be written, if it cannot. */
export function describeStoredColumn(definition: Prisma.JsonValue): DescribedColumn {
  // Written by discovery from Graph's own answer, which was checked there.
  return toTargetColumn(definition as GraphColumn);
}

async function loadSite(siteRowId: string) {
  const site = await db().sharepointSite.findUnique({ where: { id: siteRowId }, include: { connection: true } });
  if (!site) throw new AppError("not-found", { message: "This site does not exist." });
  if (site.connection.status !== "ACTIVE") {
    throw new AppError("parent-paused", { message: `The connection “${site.connection.name}” is disabled.` });
  }
  if (site.status !== "ACTIVE")
    throw new AppError("parent-paused", { message: `The site ${site.webUrl} is disabled.` });
  return site;
}

/** Reads one list's columns and counts its items by paging through their ids, since Graph exposes no count (Graph contract 1.3, 4.2). */
async function takeList(
  client: GraphClient,
  site: { readonly siteId: string },
  list: GraphList,
  listRowId: string,
  signal: AbortSignal,
): Promise<void> {
  const args = { siteId: site.siteId, listId: list.id };
  const columns = await listColumns(client, { ...args, includeHidden: true }, signal);
  await inTransaction((tx) => storeListColumns(tx, listRowId, columns));
  const itemCount = await countItems(client, args, signal);
  await db().targetListMetric.create({
    data: { targetListId: listRowId, itemCount, lastModifiedAt: list.lastModifiedDateTime },
    select: { id: true },
  });
}

/** A site that suddenly shows no list has usually taken a right away; its lists are not declared gone for that. */
function requireLists(found: readonly GraphList[], known: number): void {
  if (found.length > 0 || known === 0) return;
  throw new SyncError("graph-permission", {
    trait: "permanent",
    message: `The site shows no list, where ${known} were known. Nothing was changed.`,
    remedy: "Check that the application may still read this site.",
  });
}

/** Troubles of one list that say nothing about the others: it went meanwhile, or has rights of its own. */
const concernsOneList: ReadonlySet<string> = new Set(["graph-not-found", "graph-permission", "graph-refused"]);

type StoredSite = Awaited<ReturnType<typeof loadSite>>;

/**
 * Brings the inventory of a site up to date: its lists, their columns and real item counts. Lists and columns that are gone are marked.
 * A list that refuses is passed over and named in the log; everything else that refuses is kept at the site and thrown. Harmless when repeated.
 */
export async function discoverSite(input: { readonly siteId: string; readonly signal: AbortSignal }): Promise<void> {
  const site = await loadSite(input.siteId);
  try {
    await onErrand("discovery", () => takeSite(site, new Set(), input.signal));
  } catch (error) {
    if (!input.signal.aborted) await keepFailure(site, error);
    throw error;
  }
  await keepSuccess(site);
}

/**
 * Works on the discovery that was asked for, as {@link discoverSite} does, but goes on where it stopped: lists that were read since are passed over.
 * Where the budget or Graph tells to wait, the site says until when, and the next wake-up is enqueued with it.
 */
export async function continueDiscovery(input: {
  readonly siteId: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  const site = await loadSite(input.siteId);
  const taken = await listsTaken(site);
  const isResumed = site.discoveryWaitingUntil !== null || taken.size > 0;
  try {
    await onErrand("discovery", () => takeSite(site, taken, input.signal), { isResumed });
  } catch (error) {
    // Stopped, not failed: the job goes on with another worker.
    if (input.signal.aborted) throw error;
    if (error instanceof SyncError && error.code === "graph-throttled") {
      await waitWith(site, error);
      return;
    }
    await keepFailure(site, error);
    throw error;
  }
  await keepSuccess(site);
}

/** GUIDs of the lists whose items were counted, as the last step of each, since the discovery was asked for. */
async function listsTaken(site: StoredSite): Promise<ReadonlySet<string>> {
  const rows = await db().$queryRaw<{ listId: string }[]>`
    SELECT l.list_id AS "listId" FROM sharepoint_lists l
    WHERE l.site_id = ${site.id}::uuid AND EXISTS (
      SELECT FROM target_list_metrics m, sharepoint_sites s
      WHERE m.target_list_id = l.id AND s.id = l.site_id AND m.captured_at > s.discovery_requested_at
    )`;
  return new Set(rows.map(({ listId }) => listId));
}

/** Graph may ask to wait without a word of how long. */
const unnamedWaitMs = 60_000;

async function waitWith(site: StoredSite, { retryAfterMs = unnamedWaitMs, message }: SyncError): Promise<void> {
  await inTransaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE sharepoint_sites SET discovery_waiting_until = clock_timestamp() + ${retryAfterMs} * interval '1 ms' WHERE id = ${site.id}::uuid`;
    await enqueue(tx, discoverSiteJob, { siteId: site.id }, { startAfter: new Date(Date.now() + retryAfterMs) });
  });
  logger.info({ siteId: site.id, waitMs: retryAfterMs, reason: message }, "Discovery waits");
}

async function keepFailure(site: StoredSite, error: unknown): Promise<void> {
  await db().$executeRaw`
    UPDATE sharepoint_sites SET discovery_failed_at = clock_timestamp(), discovery_error = ${messageOf(error)}, discovery_waiting_until = NULL
    WHERE id = ${site.id}::uuid`;
}

async function keepSuccess(site: StoredSite): Promise<void> {
  await db().$executeRaw`
    UPDATE sharepoint_sites SET last_discovered_at = clock_timestamp(), discovery_failed_at = NULL, discovery_error = NULL,
      discovery_waiting_until = NULL
    WHERE id = ${site.id}::uuid`;
}

/** `taken` are GUIDs of lists that need not be read any more. */
async function takeSite(site: StoredSite, taken: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
  const client = openGraph(site.connection);
  const known = await db().sharepointList.findMany({
    // Hidden lists that were not asked for this time are not gone for that.
    where: { siteId: site.id, vanishedAt: null, ...(site.includesHidden ? {} : { isHidden: false }) },
    select: { id: true },
  });
  const { siteId: _, ...found } = toFoundSite(await getSite(client, site.siteId, signal));
  const lists = await listLists(client, { siteId: site.siteId, includeSystem: site.includesHidden }, signal);
  requireLists(lists, known.length);
  const rowIds = await inTransaction(async (tx) => {
    await tx.sharepointSite.update({ where: { id: site.id }, data: found, select: { id: true } });
    const stored = await storeLists(tx, site.id, lists);
    await markVanishedLists(
      tx,
      known.map((list) => list.id),
      [...stored.values()],
    );
    return stored;
  });
  for (const list of lists.filter(({ id }) => !taken.has(id))) {
    signal.throwIfAborted();
    try {
      await takeList(client, site, list, rowIds.get(list.id) ?? "", signal);
    } catch (error) {
      if (!(error instanceof AppError) || !concernsOneList.has(error.code)) throw error;
      logger.warn({ listId: list.id, code: error.code, reason: error.message }, "A list could not be discovered");
    }
  }
  logger.info({ siteId: site.id, lists: lists.length, before: taken.size }, "Site discovered");
}

/** Brings one list up to date, or takes it up when it is new; gives the id of its row. Throws Graph's refusal. */
export async function discoverList(input: {
  readonly siteId: string;
  /** SharePoint's list GUID. */
  readonly listId: string;
  readonly signal: AbortSignal;
}): Promise<string> {
  const site = await loadSite(input.siteId);
  const client = openGraph(site.connection);
  const list = await getList(client, { siteId: site.siteId, listId: input.listId }, input.signal);
  const rowIds = await inTransaction((tx) => storeLists(tx, site.id, [list]));
  const rowId = rowIds.get(list.id) ?? "";
  await takeList(client, site, list, rowId, input.signal);
  return rowId;
}
