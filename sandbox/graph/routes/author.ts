import type { Caller } from "../call";
import { findApp } from "../directory";
import type { Author, JsonObject, Site } from "../entities";
import { guidOf, USER_LIST } from "../seed";
import type { Store } from "../store";

export const authorOf = (caller: Caller): Author => `app:${caller.app.clientId}`;

/** The identity set of an author; how an application alone is shown is a guess (Graph contract 6.1). */
export function identityJson(author: Author, store: Store, site: Site): JsonObject {
  if (author.startsWith("app:")) {
    const clientId = author.slice("app:".length);
    const tenant = store.tenants.find((each) => each.id === site.tenantId);
    const displayName = (tenant && findApp(tenant, clientId)?.displayName) ?? clientId;
    return { application: { id: clientId, displayName }, user: { displayName: "SharePoint App" } };
  }
  const row = store.lists.get(guidOf(`list:${site.id}:${USER_LIST}`))?.items.get(Number(author.slice("user:".length)));
  const text = (name: string) => (typeof row?.values[name] === "string" ? row.values[name] : "");
  return { user: { email: text("EMail"), displayName: text("Title") } };
}
