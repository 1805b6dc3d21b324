import type { GraphClient } from "./client";
import { statusOf } from "./errors";
import { itemPages, largestPage } from "./items";
import { listLists } from "./lists";

/** Someone whom a site knows. */
export interface SitePerson {
  /** Id in the site's User Information List: what person columns hold. */
  readonly itemId: number;
  /** In lower case. */
  readonly email: string;
}

/** Title of the list in an English site; sites made in another language call it otherwise. */
const userListTitle = "User Information List";
const userListTemplate = "userInformation";

async function* pagesIn(client: GraphClient, siteId: string, listId: string, signal?: AbortSignal) {
  for await (const items of itemPages(client, { siteId, listId, columns: ["EMail"], top: largestPage }, signal)) {
    yield items.flatMap(({ id, fields: { EMail: email } }): SitePerson[] =>
      typeof email === "string" && email.trim() !== "" ? [{ itemId: id, email: email.trim().toLowerCase() }] : [],
    );
  }
}

/**
 * Everybody with an e-mail address in the site's User Information List, by pages. Someone who never visited the site is not in it, and Graph
 * cannot add them (Graph contract 6.2). The list is read whole, since its e-mail column need not be indexed. Throws SyncError `graph-not-found`
 * where the site shows no such list.
 */
export async function* sitePeople(
  client: GraphClient,
  args: { readonly siteId: string },
  signal?: AbortSignal,
): AsyncGenerator<readonly SitePerson[]> {
  try {
    yield* pagesIn(client, args.siteId, userListTitle, signal);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    const lists = await listLists(client, { ...args, includeSystem: true }, signal);
    const list = lists.find(({ template }) => template === userListTemplate);
    if (!list) throw error;
    yield* pagesIn(client, args.siteId, list.id, signal);
  }
}
