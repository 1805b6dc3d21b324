import type { Context } from "../call";
import type { Item, List, Site } from "../entities";

/** Addresses that people open; the base is where the sandbox's own pages are served (Graph contract 3.1, 4.2, 6.1). */

export const siteUrl = ({ webUrlBase }: Pick<Context, "webUrlBase">, site: Site) =>
  site.path === "" ? webUrlBase : `${webUrlBase}/${encodePath(site.path)}`;

export function listUrl(context: Pick<Context, "webUrlBase">, site: Site, list: List): string {
  const folder = list.template.endsWith("Library") ? "" : "Lists/";
  return `${siteUrl(context, site)}/${folder}${encodeURIComponent(list.name)}`;
}

export const itemUrl = (context: Pick<Context, "webUrlBase">, site: Site, list: List, item: Pick<Item, "id">) =>
  `${listUrl(context, site, list)}/${item.id}_.000`;

const encodePath = (path: string) => path.split("/").map(encodeURIComponent).join("/");
