import type { Site } from "../entities";
import type { ListData } from "../list-data";
import type { Store } from "../store";

export interface Addressed {
  site: Site;
  data?: ListData;
  itemId?: number;
}

/**
 * What an address of the shape `/sites/ops/Lists/Orders/41_.000` names (Graph contract 3.1, 4.2, 6.1), or of SharePoint's own
 * forms, `…/Lists/Orders/DispForm.aspx?ID=41`.
 */
export function findByAddress(store: Store, address: URL): Addressed | undefined {
  const path = safeDecode(address.pathname).replace(/^\/+|\/+$/g, "");
  const sites = [...store.sites.values()].sort((a, b) => b.path.length - a.path.length);
  for (const site of sites) {
    if (path !== site.path && site.path !== "" && !path.startsWith(`${site.path}/`)) continue;
    const rest = path.slice(site.path.length).replace(/^\//, "");
    if (rest === "") return { site };
    const found = findList(store, site, rest, address.searchParams.get("ID"));
    if (found) return found;
  }
  return undefined;
}

function findList(store: Store, site: Site, rest: string, formId: string | null): Addressed | undefined {
  const [name = "", item, ...more] = rest.replace(/^Lists\//, "").split("/");
  if (more.length > 0) return undefined;
  const data = store.listsOf(site.id).find(({ list }) => list.name === name);
  if (!data) return undefined;
  const isForm = item === "DispForm.aspx" || item === "EditForm.aspx";
  const id = isForm ? /^\d+$/.exec(formId ?? "")?.[0] : /^(\d+)_\.000$/.exec(item ?? "")?.[1];
  if (item === undefined || item === "AllItems.aspx") return { site, data };
  return id === undefined ? undefined : { site, data, itemId: Number(id) };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
