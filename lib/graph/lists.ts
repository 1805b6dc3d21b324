import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { GraphClient } from "./client";
import type { ColumnDraft } from "./columns";
import { graphPath, withQuery } from "./path";
import { allOf, ask } from "./read-answer";

const listSchema = z
  .object({
    id: z.string().min(1),
    name: z.string().nullish(),
    displayName: z.string().nullish(),
    description: z.string().nullish(),
    webUrl: z.string().nullish(),
    eTag: z.string().nullish(),
    createdDateTime: z.string().nullish(),
    lastModifiedDateTime: z.string().nullish(),
    list: z.object({ template: z.string().nullish(), hidden: z.boolean().nullish() }).nullish(),
    system: z.unknown().optional(),
  })
  .transform((list) => ({
    id: list.id,
    name: list.name ?? "",
    displayName: list.displayName || list.name || list.id,
    description: list.description ?? "",
    webUrl: list.webUrl ?? null,
    eTag: list.eTag ?? null,
    createdDateTime: list.createdDateTime ?? null,
    lastModifiedDateTime: list.lastModifiedDateTime ?? null,
    template: list.list?.template ?? null,
    isHidden: list.list?.hidden ?? false,
    isSystem: list.system !== undefined && list.system !== null,
  }));

/** A SharePoint list. Graph exposes no item count (Graph contract 4.2). */
export type GraphList = z.infer<typeof listSchema>;

const listFields =
  "id,name,displayName,description,webUrl,eTag,createdDateTime,lastModifiedDateTime,list,parentReference,sharepointIds,system";

/** All lists of a site. System lists are left out unless asked for (Graph contract 4.1). */
export function listLists(
  client: GraphClient,
  args: { readonly siteId: string; readonly includeSystem?: boolean },
  signal?: AbortSignal,
): Promise<readonly GraphList[]> {
  const path = withQuery(graphPath`/sites/${args.siteId}/lists`, {
    $select: args.includeSystem ? listFields : undefined,
  });
  return allOf(client, listSchema, path, "the site's lists", signal);
}

/** One list by its GUID; a title works too but breaks when people rename it (Graph contract 4.2). */
export function getList(
  client: GraphClient,
  args: { readonly siteId: string; readonly listId: string },
  signal?: AbortSignal,
): Promise<GraphList> {
  return ask(
    client,
    listSchema,
    { method: "GET", path: graphPath`/sites/${args.siteId}/lists/${args.listId}` },
    "a list",
    signal,
  );
}

/**
 * Makes a generic list. The server derives `name` from the display name; a taken name throws SyncError `graph-name-taken`. Columns may be
 * given, but one that is refused fails the whole list (Graph contract 4.3): prefer to add them one at a time.
 */
export function createList(
  client: GraphClient,
  args: {
    readonly siteId: string;
    readonly displayName: string;
    readonly description?: string;
    readonly columns?: readonly ColumnDraft[];
  },
  signal?: AbortSignal,
): Promise<GraphList> {
  if (args.displayName.trim() === "") throw new AppError("input-invalid", { message: "A list needs a name." });
  const body = {
    displayName: args.displayName,
    ...(args.description ? { description: args.description } : {}),
    ...(args.columns && args.columns.length > 0 ? { columns: args.columns } : {}),
    list: { template: "genericList" },
  };
  return ask(
    client,
    listSchema,
    { method: "POST", path: graphPath`/sites/${args.siteId}/lists`, body },
    "the new list",
    signal,
  );
}
