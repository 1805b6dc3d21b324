import { z } from "zod";
import type { GraphClient } from "./client";
import { graphPath, withQuery } from "./path";
import { ask, pagesOf } from "./read-answer";

/** Item ids are decimal integers written as text (Graph contract 1.1). */
const itemIdSchema = z.string().regex(/^[1-9]\d*$/);

/** An item as Graph writes it. `fields` is there only when expanded; empty columns are absent from it (Graph contract 6.2). */
export const itemSchema = z
  .object({
    id: itemIdSchema,
    eTag: z.string().nullish(),
    "@odata.etag": z.string().nullish(),
    createdBy: z.object({ application: z.object({ id: z.string().nullish() }).nullish() }).nullish(),
    contentType: z.object({ id: z.string().nullish() }).nullish(),
    lastModifiedBy: z.object({ application: z.unknown().optional() }).nullish(),
    fields: z.record(z.string(), z.unknown()).nullish(),
  })
  .transform((item) => ({
    id: Number(item.id),
    eTag: quotedETag(item.eTag ?? item["@odata.etag"]),
    isFolder: item.contentType?.id?.startsWith("0x0120") ?? false,
    /** Client id of the application that made it; null where a person did, or where the list does not say. */
    createdByApplication: item.createdBy?.application?.id ?? null,
    fields: item.fields ?? {},
    /** Whether a person changed it last: an application alone is named as one (Graph contract 6.1). Null where nobody is named. */
    isByPerson: item.lastModifiedBy ? (item.lastModifiedBy.application ?? null) === null : null,
  }));

/** One item. `eTag` is opaque text with its quotes, fit for If-Match. */
export type GraphItem = z.infer<typeof itemSchema>;

/** The eTag with its quotes: headers were seen without them (Graph contract 6.5). */
export function quotedETag(text: string | null | undefined): string | null {
  if (text === null || text === undefined || text === "") return null;
  return text.endsWith('"') ? text : `"${text}"`;
}

/** Asks for the named columns, hidden ones included; the names are internal names. */
export function expandFields(columns: readonly string[]): string {
  return `fields($select=${columns.join(",")})`;
}

interface ListArgs {
  readonly siteId: string;
  readonly listId: string;
}

/** The largest page; more is silently capped (Graph contract 1.3). */
export const largestPage = 5_000;

/** Path of a reading of items, for a single call or an entry of a batch. */
export function itemsPath(
  args: ListArgs & {
    readonly columns?: readonly string[];
    readonly filter?: string;
    readonly top?: number;
    readonly select?: string;
  },
): string {
  return withQuery(graphPath`/sites/${args.siteId}/lists/${args.listId}/items`, {
    $select: args.select,
    $expand: args.columns && expandFields(args.columns),
    $filter: args.filter,
    $top: args.top,
  });
}

/** Path of one item, with the named columns. */
export function itemPath(args: ListArgs & { readonly itemId: number; readonly columns?: readonly string[] }): string {
  const path = graphPath`/sites/${args.siteId}/lists/${args.listId}/items/${args.itemId}`;
  return withQuery(path, { $expand: args.columns && expandFields(args.columns) });
}

/** Pages of a list's items with the named columns, in the order of Graph (by id). At most 12 lookup columns a reading (Graph contract 6.3). */
export function itemPages(
  client: GraphClient,
  args: ListArgs & { readonly columns?: readonly string[]; readonly filter?: string; readonly top?: number },
  signal?: AbortSignal,
): AsyncGenerator<readonly GraphItem[]> {
  return pagesOf(client, itemSchema, itemsPath(args), "the list's items", signal);
}

/** One item with the named columns. Throws SyncError `graph-not-found`. */
export function getItem(
  client: GraphClient,
  args: ListArgs & { readonly itemId: number; readonly columns?: readonly string[] },
  signal?: AbortSignal,
): Promise<GraphItem> {
  return ask(client, itemSchema, { method: "GET", path: itemPath(args) }, "an item", signal);
}

const idOnlySchema = z.object({ id: itemIdSchema });

/** How many items a list holds, by paging through their ids: Graph has no count for list items (Graph contract 1.3). */
export async function countItems(client: GraphClient, args: ListArgs, signal?: AbortSignal): Promise<number> {
  let count = 0;
  const path = itemsPath({ ...args, select: "id", top: largestPage });
  for await (const page of pagesOf(client, idOnlySchema, path, "the list's item ids", signal)) count += page.length;
  return count;
}

/** Whether a list holds any item. An empty page with a next link is not the end (Graph contract 1.3). */
export async function hasItems(client: GraphClient, args: ListArgs, signal?: AbortSignal): Promise<boolean> {
  const path = itemsPath({ ...args, select: "id", top: 1 });
  for await (const page of pagesOf(client, idOnlySchema, path, "whether the list has items", signal))
    if (page.length > 0) return true;
  return false;
}
