import { html } from "hono/html";
import type { Item, ItemVersion, Site } from "../entities";
import { eTagOf, fieldsJson } from "../field-read";
import type { ListData } from "../list-data";
import type { Store } from "../store";
import { authorName, cellHtml, shownColumns } from "./cell";
import { formFields, personSelect } from "./item-form";
import { type Html, layout, noticeHtml, plural, timeHtml } from "./layout";
import { siteAnchor } from "./sites-page";

export interface ItemPageOptions {
  store: Store;
  data: ListData;
  site: Site;
  item: Item;
  done?: string;
  failed?: string;
}

export function itemPage(options: ItemPageOptions): Html {
  const { store, data, site, item } = options;
  const { list } = data;
  const custom = list.columns.filter((column) => !column.system);
  const title = String(item.values.Title ?? `Item ${item.id}`);
  const older = data.versionsOf(item.id).toReversed();
  const raw = fieldsJson(item, {
    store,
    data,
    siteId: site.id,
    timeZone: site.timeZone,
    profile: store.profile,
  });
  return layout({
    title,
    here: "/",
    body: html`<p class="crumbs"><a href="/#${siteAnchor(site)}">${site.displayName}</a> / <a href="/lists/${list.id}">${list.displayName}</a> / ${item.id}</p>
<h1>${title}</h1>
<p class="soft">Item ${item.id}, version ${item.version}, eTag <code>${eTagOf(item, store.profile)}</code></p>
${noticeHtml(options.done, options.failed)}
<div class="columns"><div>
<h2>Fields</h2><div class="scroll" tabindex="0" role="region" aria-label="Fields"><table><thead><tr><th scope="col">Column</th><th scope="col">Internal name</th><th scope="col">Value</th></tr></thead><tbody>
${custom.map(
  (column) =>
    html`<tr><th scope="row">${column.displayName}${column.hidden ? html`<span class="tag">Hidden</span>` : ""}</th><td class="mono">${column.name}</td><td>${cellHtml(store, site.id, column, item.values[column.name])}</td></tr>`,
)}
<tr><th scope="row">Created</th><td class="mono">Created</td><td>${timeHtml(item.created)} by ${authorName(store, site.id, item.createdBy)}</td></tr>
<tr><th scope="row">Modified</th><td class="mono">Modified</td><td>${timeHtml(item.modified)} by ${authorName(store, site.id, item.modifiedBy)}</td></tr>
</tbody></table></div>
<h2>Versions</h2><p class="soft">${plural(older.length + 1, "version is", "versions are")} kept.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Versions"><table><thead><tr><th scope="col">Version</th><th scope="col">Modified</th><th scope="col">By</th></tr></thead><tbody>
${[item, ...older].map((version) => versionRow(store, site, version))}</tbody></table></div>
<details><summary>As Graph shows it</summary><pre tabindex="0">${JSON.stringify(raw, undefined, 2)}</pre></details>
</div><div>
<h2>Edit as a person</h2>
<form class="form" method="post" action="/lists/${list.id}/items/${item.id}">${formFields(store, site, shownColumns(list.columns), item.values)}${personSelect(store, site)}<div><button class="main">Save</button></div></form>
<form class="row" method="post" action="/lists/${list.id}/items/${item.id}/delete"><button class="danger">Delete item</button><span class="soft">It goes to the list's recycle bin.</span></form>
</div></div>`,
  });
}

const versionRow = (
  store: Store,
  site: Site,
  version: Pick<ItemVersion, "version" | "modified" | "modifiedBy">,
): Html =>
  html`<tr><td>${version.version}.0</td><td class="tight">${timeHtml(version.modified)}</td><td>${authorName(store, site.id, version.modifiedBy)}</td></tr>`;
