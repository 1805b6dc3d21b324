// Graph contract 1.3 (paging), 6.3 and 6.4 (reading a collection of items). Fidelity caveat: see ../server.ts.
import type { ListContext } from "../call";
import type { Item, JsonObject } from "../entities";
import { invalidRequest } from "../errors";
import { eTagOf, fieldsJson, type ReadRules } from "../field-read";
import { type Expansion, nextLink, selectFrom } from "../odata";
import { itemUrl } from "./addresses";
import { identityJson } from "./author";
import { queriedItems } from "./item-filter";

const DEFAULT_PAGE = 200;
const PAGE_CAP = 5_000;

export interface Page {
  value: JsonObject[];
  next?: string;
}

export function readRules(context: ListContext, more: Partial<ReadRules> = {}): ReadRules {
  return {
    store: context.store,
    data: context.data,
    siteId: context.site.id,
    timeZone: context.site.timeZone,
    profile: context.profile,
    ...more,
  };
}

/** A list with content approval or own-items-only shows nothing to less than Sites.Manage.All (Graph contract 2.3). */
export const seesNothing = ({ list, level }: ListContext) =>
  (list.contentApproval || list.readOwnOnly) && (level === "read" || level === "write");

/** An item without its fields, as Graph shows it. */
export function itemJson(context: ListContext, item: Item): JsonObject {
  const eTag = eTagOf(item, context.profile);
  return {
    "@odata.etag": eTag,
    id: String(item.id),
    eTag,
    createdDateTime: item.created,
    lastModifiedDateTime: item.modified,
    webUrl: itemUrl(context, context.site, context.list, item),
    createdBy: identityJson(item.createdBy, context.store, context.site),
    lastModifiedBy: identityJson(item.modifiedBy, context.store, context.site),
    parentReference: { id: context.list.id, siteId: context.site.id },
    contentType: { id: item.contentTypeId, name: item.contentTypeId.startsWith("0x0120") ? "Folder" : "Item" },
  };
}

/** The one relationship of items that can be expanded here; another is refused (Graph contract 1.1). */
export function fieldsExpansion(expand: Expansion[]): Expansion | undefined {
  for (const part of expand)
    if (part.name !== "fields")
      throw invalidRequest(`Could not find a property named '${part.name}' on type 'microsoft.graph.listItem'.`);
  return expand[0];
}

export function itemPage(context: ListContext): Page {
  const { query, profile } = context;
  if (seesNothing(context)) return { value: [] };
  const fields = fieldsExpansion(query.expand);
  const size = Math.min(query.top ?? DEFAULT_PAGE, PAGE_CAP);
  const position = readPosition(query.skipToken);
  const link = (to: Position) => nextLink(context.call.origin + addressOf(context), query, writePosition(to));
  if (profile.emptyPageEvery > 0 && position.page % profile.emptyPageEvery === profile.emptyPageEvery - 1)
    return { value: [], next: link({ ...position, page: position.page + 1 }) };

  const found: Item[] = [];
  for (const item of candidates(context, position)) {
    found.push(item);
    if (found.length > size) break;
  }
  const shown = found.slice(0, size);
  const rules = readRules(context, { select: fields?.select, collection: true });
  const value = shown.map((item) => {
    const body = selectFrom(itemJson(context, item), query.select) as JsonObject;
    if (fields) body.fields = fieldsJson(item, rules);
    return body;
  });
  const last = shown.at(-1);
  if (found.length <= size || !last) return { value };
  const seen = position.seen + shown.length;
  return { value, next: link({ id: last.id, page: position.page + 1, seen: query.orderby ? seen : 0 }) };
}

const addressOf = ({ site, list }: ListContext) => `/v1.0/sites/${site.id}/lists/${list.id}/items`;

interface Position {
  /** Last id of the page before. */
  id: number;
  page: number;
  /** Items shown so far, where an order other than by id rules. */
  seen: number;
}

function readPosition(token: string | undefined): Position {
  if (token === undefined) return { id: 0, page: 0, seen: 0 };
  const options = new URLSearchParams(token);
  const numbers = ["p_ID", "p_Page", "p_Seen"].map((name) => Number(options.get(name) ?? "0"));
  const [id = Number.NaN, page = Number.NaN, seen = Number.NaN] = numbers;
  if (options.get("Paged") !== "TRUE" || !numbers.every(Number.isSafeInteger)) throw invalidRequest();
  return { id, page, seen };
}

const writePosition = ({ id, page, seen }: Position) =>
  `Paged=TRUE&p_ID=${id}&p_Page=${page}${seen > 0 ? `&p_Seen=${seen}` : ""}`;

/** Items behind the position, in the order of the page. */
function* candidates(context: ListContext, position: Position): Generator<Item> {
  const { data, query } = context;
  if (query.filter === undefined && query.orderby === undefined) return yield* data.after(position.id);
  const { items, isOrdered } = queriedItems(context);
  if (isOrdered) return yield* items.slice(position.seen);
  for (const item of items) if (item.id > position.id) yield item;
}
