/** Where a site may be found, from what a person pasted. */
export type SiteAddress =
  | { readonly kind: "id"; readonly siteId: string }
  /** Candidates from the deepest path to the shallowest; the first that exists is meant. An empty path is the host's root site. */
  | { readonly kind: "path"; readonly hostname: string; readonly paths: readonly string[] };

const siteIdForm = /^[\w.-]+,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12},[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Path segments that belong to the content of a site and end its own path. Compared in lower case. */
const contentSegments = new Set([
  "lists",
  "shared documents",
  "documents",
  "sitepages",
  "siteassets",
  "style library",
  "forms",
  "pages",
  "_layouts",
  "_api",
  "_vti_bin",
  "_forms",
]);

/** What stands after `/:w:/` in a sharing link and which managed path it is short for; `r` means that the full path follows. */
const sharingPrefixes: Readonly<Record<string, readonly string[]>> = { r: [], s: ["sites"], t: ["teams"], g: [] };

/** Managed paths of SharePoint Online; each takes one more segment for the site collection's name. */
const managedPaths = new Set(["sites", "teams", "personal"]);

function segmentsOf(pathname: string): string[] {
  const segments = pathname.split("/").filter((segment) => segment !== "");
  return segments.map((segment) => {
    try {
      return decodeURIComponent(segment);
    } catch {
      return segment;
    }
  });
}

function withoutSharingPrefix(segments: readonly string[]): readonly string[] {
  const [mark = "", kind = "", ...rest] = segments;
  const managed = sharingPrefixes[kind];
  if (!/^:\w+:$/.test(mark) || managed === undefined) return segments;
  const full = [...managed, ...rest];
  // A link by token (`/:x:/s/ops/Ea1B…`) names the site and then an opaque token; only links of kind `r` spell out the path.
  return kind === "r" ? full : full.slice(0, 2);
}

function candidatesOf(all: readonly string[]): readonly string[] {
  const segments = withoutSharingPrefix(all);
  const end = segments.findIndex((segment) => contentSegments.has(segment.toLowerCase()) || /\.aspx$/i.test(segment));
  const own = end < 0 ? segments : segments.slice(0, end);
  const least = managedPaths.has((own[0] ?? "").toLowerCase()) ? Math.min(2, own.length) : 0;
  const paths: string[] = [];
  for (let length = own.length; length >= least; length--) paths.push(own.slice(0, length).join("/"));
  return paths;
}

/** `host:/sites/ops:` as Graph writes addresses, alone or inside a Graph address. The host has a dot, so that no scheme is taken for it. */
const graphForm = /^(?:https:\/\/[^/]+\/(?:v1\.0|beta)\/)?\/?(?:sites\/)?([\w-]+(?:\.[\w-]+)+):\/([^:?#]*)/i;

function byGraphForm(text: string): SiteAddress | null {
  const [, hostname, path = ""] = graphForm.exec(text) ?? [];
  if (hostname === undefined) return null;
  return { kind: "path", hostname: hostname.toLowerCase(), paths: [segmentsOf(path).join("/")] };
}

/**
 * Reads a site's address in any form a person pastes: the browser's address of the site, of a list, a page or a document in it, a sharing
 * link, host and path without a scheme, Graph's `host:/path` form or address, or a site id. Null when it is none of these.
 */
export function parseSiteAddress(text: string): SiteAddress | null {
  const trimmed = text.trim().replace(/^<|>$/g, "").trim();
  const id = /(?:^|\/sites\/)([^/?#]+,[^/?#]+,[^/?#]+)/.exec(decodeCommas(trimmed))?.[1];
  if (id !== undefined && siteIdForm.test(id)) return { kind: "id", siteId: id };
  const byGraph = byGraphForm(trimmed);
  if (byGraph) return byGraph;
  const url = /^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(url)) return null;
  const { hostname, pathname, username } = new URL(url);
  if (username !== "" || (!hostname.includes(".") && hostname !== "localhost")) return null;
  return { kind: "path", hostname, paths: candidatesOf(segmentsOf(pathname)) };
}

function decodeCommas(text: string): string {
  return text.replace(/%2c/gi, ",");
}
