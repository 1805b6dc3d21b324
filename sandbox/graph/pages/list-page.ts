import { html } from "hono/html";
import { columnType } from "../columns";
import type { Column, Item, Site } from "../entities";
import type { ListData } from "../list-data";
import type { Store } from "../store";
import { authorName, cellHtml, shownColumns } from "./cell";
import { formFields, personSelect } from "./item-form";
import { type Html, layout, noticeHtml, plural, timeHtml } from "./layout";
import { siteAnchor } from "./sites-page";

const PAGE_SIZE = 50;

export interface ListPageOptions {
  store: Store;
  data: ListData;
  site: Site;
  page: number;
  search: string;
  done?: string;
  failed?: string;
}

/** Items whose id is the text, or any of whose cells holds it, without regard to case. */
function* found(data: ListData, search: string): Generator<Item> {
  const wanted = search.toLowerCase();
  for (const item of data.after(0)) {
    const hit =
      wanted === "" ||
      String(item.id) === wanted ||
      Object.values(item.values).some((value) => JSON.stringify(value).toLowerCase().includes(wanted));
    if (hit) yield item;
  }
}

export function listPage(options: ListPageOptions): Html {
  const { store, data, site, page, search } = options;
  const { list } = data;
  const matching = [...found(data, search.trim())];
  const pages = Math.max(1, Math.ceil(matching.length / PAGE_SIZE));
  const at = Math.min(Math.max(1, page), pages);
  const shown = matching.slice((at - 1) * PAGE_SIZE, at * PAGE_SIZE);
  const columns = shownColumns(list.columns);
  return layout({
    title: list.displayName,
    here: "/",
    body: html`<p class="crumbs"><a href="/#${siteAnchor(site)}">${site.displayName}</a> / Lists</p>
<h1>${list.displayName}</h1>
<p class="soft">${list.description ? `${list.description.replace(/[.]$/, "")}. ` : ""}${plural(data.items.size, "item", "items")}${search ? `, ${matching.length.toLocaleString("en-US")} found` : ""}; ${plural(data.recycled.size, "item", "items")} in the recycle bin.</p>
${noticeHtml(options.done, options.failed)}
<form class="row" method="get" role="search"><div><label for="q">Id or any text</label><input id="q" name="q" type="search" value="${search}"></div><button>Search</button></form>
<div class="scroll" tabindex="0" role="region" aria-label="Items of ${list.displayName}"><table><thead><tr><th scope="col" class="number">ID</th>
${columns.map((column) => html`<th scope="col" class="${isNumber(column) ? "number" : ""}" title="${column.name}">${column.displayName}</th>`)}
<th scope="col">Modified</th><th scope="col">Modified by</th></tr></thead>
<tbody>${shown.length === 0 ? html`<tr><td colspan="${columns.length + 3}" class="soft">${search ? "Nothing found." : "This list is empty."}</td></tr>` : ""}
${shown.map((item) => itemRow(store, data, site, columns, item))}</tbody></table></div>
${pager(at, pages, search)}
${recycleBin(data)}
<details><summary>Add an item as a person</summary>
<form class="form" method="post" action="/lists/${list.id}/items">${formFields(store, site, columns, {})}${personSelect(store, site)}<div><button class="main">Add item</button></div></form></details>
${columnTable(list.columns)}`,
  });
}

const isNumber = (column: Column) => column.facet.kind === "number" || column.facet.kind === "currency";

function itemRow(store: Store, { list }: ListData, site: Site, columns: Column[], item: Item): Html {
  return html`<tr><td class="number"><a href="/lists/${list.id}/items/${item.id}">${item.id}</a></td>
${columns.map((column) => html`<td class="${isNumber(column) ? "number" : ""}">${cellHtml(store, site.id, column, item.values[column.name])}</td>`)}
<td class="tight">${timeHtml(item.modified)}</td><td class="tight">${authorName(store, site.id, item.modifiedBy)}</td></tr>`;
}

function pager(at: number, pages: number, search: string): Html {
  if (pages === 1) return html``;
  const link = (page: number, name: string) =>
    html`<a href="?page=${page}${search ? `&q=${encodeURIComponent(search)}` : ""}">${name}</a>`;
  return html`<nav class="row" aria-label="Pages of the list">${at > 1 ? link(at - 1, "Previous") : ""}<span>Page ${at.toLocaleString("en-US")} of ${pages.toLocaleString("en-US")}</span>${at < pages ? link(at + 1, "Next") : ""}</nav>`;
}

function recycleBin({ list, recycled }: ListData): Html {
  if (recycled.size === 0) return html``;
  const latest = [...recycled.values()].sort((a, b) => b.seq - a.seq).slice(0, 20);
  return html`<details><summary>Recycle bin: ${plural(recycled.size, "item", "items")}</summary><div class="scroll" tabindex="0" role="region" aria-label="Recycle bin"><table><thead><tr><th scope="col" class="number">ID</th><th scope="col">Title</th><th scope="col">Deleted</th><th scope="col">Action</th></tr></thead><tbody>
${latest.map(
  ({
    item,
    at,
  }) => html`<tr><td class="number">${item.id}</td><td>${String(item.values.Title ?? "")}</td><td class="tight">${timeHtml(at)}</td>
<td><form method="post" action="/lists/${list.id}/items/${item.id}/restore"><button aria-label="Restore item ${item.id}">Restore</button></form></td></tr>`,
)}</tbody></table></div></details>`;
}

function columnTable(columns: Column[]): Html {
  const custom = columns.filter((column) => !column.system);
  return html`<h2>Columns</h2><div class="scroll" tabindex="0" role="region" aria-label="Columns"><table><thead><tr><th scope="col">Name</th><th scope="col">Internal name</th><th scope="col">Type</th><th scope="col">Rules</th></tr></thead><tbody>
${custom.map(
  (
    column,
  ) => html`<tr><td>${column.displayName}</td><td class="mono">${column.name}</td><td>${columnType(column.facet)}</td>
<td>${[column.enforceUniqueValues ? "unique" : "", column.indexed ? "indexed" : "", column.hidden ? "hidden" : "", column.required ? "required" : ""].filter(Boolean).join(", ") || "none"}</td></tr>`,
)}</tbody></table></div>`;
}
