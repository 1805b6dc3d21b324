import { z } from "zod";
import { AppError, SyncError } from "@/lib/errors/app-error";
import type { GraphClient } from "./client";
import { statusOf } from "./errors";
import { graphPath, withQuery } from "./path";
import { allOf, ask } from "./read-answer";
import { parseSiteAddress } from "./site-address";

const siteSchema = z
  .object({
    id: z.string().min(1),
    name: z.string().nullish(),
    displayName: z.string().nullish(),
    description: z.string().nullish(),
    webUrl: z.string(),
    createdDateTime: z.string().nullish(),
    lastModifiedDateTime: z.string().nullish(),
  })
  .transform((site) => ({
    id: site.id,
    displayName: site.displayName || site.name || site.webUrl,
    description: site.description ?? "",
    webUrl: site.webUrl,
    createdDateTime: site.createdDateTime ?? null,
    lastModifiedDateTime: site.lastModifiedDateTime ?? null,
  }));

/** A SharePoint site. `id` is `hostname,siteCollectionGuid,webGuid`. */
export type GraphSite = z.infer<typeof siteSchema>;

/** A site by its id. Throws SyncError `graph-not-found` or `graph-permission`. */
export async function getSite(client: GraphClient, siteId: string, signal?: AbortSignal): Promise<GraphSite> {
  const path = graphPath`/sites/${siteId}`;
  return notFoundWhenMalformed(ask(client, siteSchema, { method: "GET", path }, "a site", signal), siteId);
}

/** The root site of the tenant. */
export function getRootSite(client: GraphClient, signal?: AbortSignal): Promise<GraphSite> {
  return ask(client, siteSchema, { method: "GET", path: "/sites/root" }, "the root site", signal);
}

function getSiteByPath(
  client: GraphClient,
  hostname: string,
  sitePath: string,
  signal?: AbortSignal,
): Promise<GraphSite> {
  const encoded = sitePath.split("/").map(encodeURIComponent).join("/");
  const path = sitePath === "" ? graphPath`/sites/${hostname}` : `/sites/${encodeURIComponent(hostname)}:/${encoded}`;
  return notFoundWhenMalformed(
    ask(client, siteSchema, { method: "GET", path }, "a site", signal),
    `${hostname}/${sitePath}`,
  );
}

/** A wrong host or malformed id is answered with 400, not 404 (Graph contract 3.1). */
async function notFoundWhenMalformed(site: Promise<GraphSite>, address: string): Promise<GraphSite> {
  try {
    return await site;
  } catch (error) {
    if (statusOf(error) !== 400) throw error;
    throw new SyncError("graph-not-found", {
      trait: "permanent",
      message: `There is no site "${address}" in this tenant.`,
      details: { status: 400 },
      cause: error,
    });
  }
}

/**
 * The site meant by an address in any form a person pastes (see {@link parseSiteAddress}); of nested paths the deepest that is a site.
 * Throws AppError `input-invalid` for unreadable text, SyncError `graph-not-found` when no candidate exists.
 */
export async function resolveSite(client: GraphClient, address: string, signal?: AbortSignal): Promise<GraphSite> {
  const parsed = parseSiteAddress(address);
  if (!parsed)
    throw new AppError("input-invalid", {
      message: `"${address}" is not the address of a SharePoint site.`,
      details: { field: "address" },
    });
  if (parsed.kind === "id") return getSite(client, parsed.siteId, signal);
  let last: unknown;
  for (const path of parsed.paths) {
    try {
      return await getSiteByPath(client, parsed.hostname, path, signal);
    } catch (error) {
      if (!(error instanceof SyncError) || error.code !== "graph-not-found") throw error;
      last = error;
    }
  }
  throw new SyncError("graph-not-found", {
    trait: "permanent",
    message: `There is no site at "${address}", or the application may not see it.`,
    remedy: "Check the address. Where the application may use named sites only, it needs a role on this one.",
    details: { ...(last instanceof SyncError ? last.details : {}), field: "address" },
    cause: last,
  });
}

/**
 * Sites by free text. Comes from the search index: new sites appear late, and with Sites.Selected it answers nothing (Graph contract 2.3, 3.2).
 */
export function searchSites(client: GraphClient, text: string, signal?: AbortSignal): Promise<readonly GraphSite[]> {
  return allOf(client, siteSchema, withQuery("/sites", { search: text }), "found sites", signal);
}
