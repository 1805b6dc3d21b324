import { html } from "hono/html";
import type { Site } from "../entities";
import type { ListData } from "../list-data";
import type { Store } from "../store";
import { type Html, layout, plural, timeHtml } from "./layout";

export function sitesPage(store: Store): Html {
  return layout({
    title: "Sites",
    here: "/",
    body: html`<h1>Sites and their lists</h1>
<p class="soft">What applications reach through the Graph stand-in, as a person would see it in the browser.</p>
${store.tenants.map((tenant) => store.sitesOf(tenant.id).map((site) => siteSection(store, site)))}`,
  });
}

export const siteAnchor = (site: Site) => `site-${site.id.split(",")[2] ?? ""}`;

function siteSection(store: Store, site: Site): Html {
  const lists = store.listsOf(site.id).filter((data) => !data.list.system);
  return html`<section aria-labelledby="${siteAnchor(site)}"><h2 id="${siteAnchor(site)}">${site.displayName}
<span class="tag mono">${site.hostname}/${site.path}</span><span class="tag">${site.timeZone}</span></h2>
<div class="scroll" tabindex="0" role="region" aria-label="Lists of ${site.displayName} at ${site.hostname}"><table><thead><tr><th scope="col">List</th><th scope="col">Kind</th><th scope="col" class="number">Items</th><th scope="col">Columns</th><th scope="col">Created</th></tr></thead>
<tbody>${lists.map(listRow)}</tbody></table></div></section>`;
}

function listRow({ list, items }: ListData): Html {
  const added = list.columns.filter((column) => !column.system && column.name !== "Title").length;
  return html`<tr><td><a href="/lists/${list.id}">${list.displayName}</a>${list.hidden ? html`<span class="tag">Hidden</span>` : ""}</td>
<td>${list.template}</td><td class="number">${items.size.toLocaleString("en-US")}</td><td>${plural(added, "added column", "added columns")}</td><td class="tight">${timeHtml(list.created)}</td></tr>`;
}
