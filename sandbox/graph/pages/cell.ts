import { html } from "hono/html";
import type { Author, Column, FieldValue } from "../entities";
import { guidOf, USER_LIST } from "../seed";
import type { Store } from "../store";
import { localDay } from "../time-zone";
import { type Html, timeHtml } from "./layout";

/** Names of the site's people by their row. */
export function personName(store: Store, siteId: string, row: number): string {
  const title = store.lists.get(guidOf(`list:${siteId}:${USER_LIST}`))?.items.get(row)?.values.Title;
  return typeof title === "string" ? title : `Row ${row}`;
}

export function authorName(store: Store, siteId: string, author: Author): string {
  if (author.startsWith("user:")) return personName(store, siteId, Number(author.slice("user:".length)));
  const clientId = author.slice("app:".length);
  const names = store.tenants.flatMap((tenant) => tenant.apps).filter((app) => app.clientId === clientId);
  return names[0]?.displayName ?? clientId;
}

/** A stored value as a person reads it. */
export function cellHtml(store: Store, siteId: string, column: Column, value: FieldValue | undefined): Html {
  if (value === undefined) return html`<span class="soft">empty</span>`;
  const { facet } = column;
  if (facet.kind === "boolean") return html`${value ? "Yes" : "No"}`;
  if (facet.kind === "dateTime" && typeof value === "string") {
    const zone = store.sites.get(siteId)?.timeZone ?? "Etc/UTC";
    if (facet.format === "dateOnly") return html`<span title="${value}">${localDay(new Date(value), zone)}</span>`;
    return timeHtml(value);
  }
  if (facet.kind === "personOrGroup" || facet.kind === "lookup") {
    const ids = Array.isArray(value) ? value : [value];
    const target = facet.kind === "lookup" ? facet : undefined;
    const shown = ids.map((id) => {
      if (!target) return personName(store, siteId, Number(id));
      const found = store.lists.get(target.listId)?.items.get(Number(id))?.values[target.columnName];
      return found === undefined ? `Item ${String(id)}` : String(found);
    });
    return html`${shown.join(", ")}`;
  }
  if (Array.isArray(value)) return html`${value.join(", ")}`;
  if (typeof value === "object") return html`<a href="${value.Url}" rel="noreferrer">${value.Description}</a>`;
  return html`${typeof value === "number" ? value.toLocaleString("en-US", { maximumFractionDigits: 15 }) : String(value)}`;
}

/** The columns a person sees in a list: Title and what was added, without hidden ones. */
export const shownColumns = (columns: Column[]) => columns.filter((column) => !column.system && !column.hidden);
