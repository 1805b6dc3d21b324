// Graph contract 3 (sites by path, id, host, root and search). Fidelity caveat: see ../server.ts.
import type { Context, SiteContext } from "../call";
import type { JsonObject, Site } from "../entities";
import { accessDenied, invalidRequest, notFound } from "../errors";
import { selectFrom } from "../odata";
import { siteUrl } from "./addresses";
import { metadata, type Route, UNITS } from "./route";

export function siteJson(context: Pick<Context, "webUrlBase">, site: Site): JsonObject {
  return {
    id: site.id,
    name: site.name,
    displayName: site.displayName,
    description: site.description,
    webUrl: siteUrl(context, site),
    createdDateTime: site.created,
    lastModifiedDateTime: site.modified,
    // Every site here is the root of its own collection.
    siteCollection: { hostname: site.hostname },
    root: {},
  };
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const wrongHost = () => invalidRequest("Invalid hostname for this tenancy");

/** Besides the tenant's own name, the host of the sandbox's pages, for that is what a person copies from the browser. */
function isOwnHost(context: Context, host: string): boolean {
  const name = host.toLowerCase();
  return name === context.call.caller.tenant.hostname || name === new URL(context.webUrlBase).hostname;
}

/** The site that a path names: `root`, a host name, or `host,collection,web`. */
export function findSite(context: Context, reference: string): Site {
  const sites = context.store.sitesOf(context.call.caller.tenant.id);
  if (reference === "root" || (!reference.includes(",") && isOwnHost(context, reference)))
    return required(sites.find((site) => site.path === ""));
  const [host, collection, web, ...rest] = reference.split(",");
  if (!host || !collection || !web || rest.length > 0 || !guid.test(collection) || !guid.test(web)) throw wrongHost();
  if (host.toLowerCase() !== context.call.caller.tenant.hostname) throw wrongHost();
  return required(sites.find((site) => site.id === reference.toLowerCase()));
}

export function findSiteByPath(context: Context, host: string, path: string): Site {
  if (!isOwnHost(context, host)) throw wrongHost();
  const wanted = path.replace(/^\/+|\/+$/g, "").toLowerCase();
  const sites = context.store.sitesOf(context.call.caller.tenant.id);
  return required(sites.find((site) => site.path.toLowerCase() === wanted));
}

function required(site: Site | undefined): Site {
  if (!site) throw notFound("Requested site could not be found");
  return site;
}

function getSite(context: SiteContext) {
  const body = {
    "@odata.context": metadata(context.call.origin, "sites/$entity"),
    ...selectFrom(siteJson(context, context.site), context.query.select),
  };
  return { status: 200, body: body as JsonObject };
}

/** Graph contract 3.2: free text over names; does not work with Sites.Selected. */
function searchSites(context: Context) {
  if ([...context.call.caller.roles].every((role) => role === "Sites.Selected")) throw accessDenied();
  const text = (context.query.search ?? "").toLowerCase();
  if (context.query.search === undefined) throw invalidRequest("A search text is required.");
  // Search-backed: a new site is found late.
  const known = context.store.clock.now().getTime() - context.profile.searchLagSeconds * 1000;
  const found = context.store
    .sitesOf(context.call.caller.tenant.id)
    .filter((site) => Date.parse(site.created) <= known)
    .filter(
      (site) =>
        text === "*" || text === "" || `${site.displayName} ${site.name} ${site.path}`.toLowerCase().includes(text),
    );
  const order = context.query.orderby;
  if (order !== undefined) {
    if (!/^createdDateTime( asc| desc)?$/.test(order))
      throw invalidRequest("Sites are sorted by createdDateTime only.");
    found.sort((a, b) => a.created.localeCompare(b.created));
    if (order.endsWith(" desc")) found.reverse();
  }
  return {
    status: 200,
    body: {
      "@odata.context": metadata(context.call.origin, "sites"),
      value: found.map((site) => selectFrom(siteJson(context, site), context.query.select) as JsonObject),
    },
  };
}

export const siteRoutes: Route[] = [
  { scope: "tenant", method: "GET", path: "/sites", needs: "read", units: UNITS.collection, handle: searchSites },
  { scope: "site", method: "GET", path: "/sites/:site", needs: "read", units: UNITS.single, handle: getSite },
];
