// Graph contract 1.3 (paging), 6.3 and 6.4 (reading a collection of items, filter, threshold).
import type { Context, ListContext } from "../call";
import { isLookupLike } from "../columns";
import type { Column, FieldValue, Item, JsonObject } from "../entities";
import { GraphError, invalidRequest, notIndexed, viewThreshold } from "../errors";
import { authorRow, eTagOf, fieldsJson, type ReadRules } from "../field-read";
import { type Filter, filterFields, matches, parseFilter, skip } from "../filter";
import type { ListData } from "../list-data";
import { type Expansion, nextLink, selectFrom } from "../odata";
import { itemUrl } from "./addresses";
import { identityJson } from "./author";

const DEFAULT_PAGE = 200;
const PAGE_CAP = 5_000;
const VIEW_THRESHOLD = 5_000;

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

function* candidates(context: ListContext, position: Position): Generator<Item> {
  const { data, query } = context;
  if (query.filter === undefined && query.orderby === undefined) return yield* data.after(position.id);
  const filter = query.filter === undefined ? undefined : parseFilter(query.filter);
  const order = query.orderby === undefined ? undefined : parseOrder(query.orderby);
  checkIndexed(context, filter, order);
  const isLarge = data.items.size > VIEW_THRESHOLD;
  if (isLarge && order) throw viewThreshold(context.profile.viewThresholdForm);
  const found: Item[] = [];
  for (const item of filter ? preselect(filter, data) : data.after(0)) {
    if (filter && !matches(filter, (field) => readField(field, item, data))) continue;
    found.push(item);
    if (isLarge && found.length > VIEW_THRESHOLD) throw viewThreshold(context.profile.viewThresholdForm);
  }
  if (!order) {
    found.sort((a, b) => a.id - b.id);
    for (const item of found) if (item.id > position.id) yield item;
    return;
  }
  const sign = order.descending ? -1 : 1;
  found.sort((a, b) => sign * compare(readField(order.field, a, data), readField(order.field, b, data)) || a.id - b.id);
  yield* found.slice(position.seen);
}

interface Order {
  field: string;
  descending: boolean;
}

function parseOrder(text: string): Order {
  const match = /^(?:fields\/)?([A-Za-z_]\w*)(?:\s+(asc|desc))?$/.exec(text.trim());
  if (!match?.[1]) throw new GraphError(400, "BadRequest", "Invalid orderby clause");
  return { field: match[1], descending: match[2] === "desc" };
}

/** Every column named must be indexed; a header lifts that on small lists only (Graph contract 6.4). */
function checkIndexed(context: ListContext, filter: Filter | undefined, order: Order | undefined): void {
  const named = [...(filter ? filterFields(filter) : []), ...(order ? [order.field] : [])];
  const allowed = hasPrefer(context, "HonorNonIndexedQueriesWarningMayFailRandomly");
  const isLarge = context.data.items.size > VIEW_THRESHOLD;
  for (const [at, name] of named.entries()) {
    const column = columnOf(name, context.data);
    if (name !== "id" && !column) throw invalidRequest(`Field '${name}' is not recognized`);
    if (name === "id" || column?.indexed) continue;
    if (!allowed) throw notIndexed(name);
    if (isLarge && at === 0) throw viewThreshold(context.profile.viewThresholdForm);
  }
}

function hasPrefer(context: Pick<Context, "call">, wish: string): boolean {
  return (context.call.headers.prefer ?? "").toLowerCase().includes(wish.toLowerCase());
}

/** The column a filter means: by internal name, or a lookup by `<name>LookupId`. */
function columnOf(name: string, data: ListData): Column | undefined {
  const exact = data.column(name);
  if (exact || !name.endsWith("LookupId")) return exact;
  const base = data.column(name.slice(0, -"LookupId".length));
  return base && isLookupLike(base) ? base : undefined;
}

function readField(name: string, item: Item, data: ListData): FieldValue | undefined | typeof skip {
  if (name === "id" || name === "ID") return item.id;
  const column = columnOf(name, data);
  if (!column) return undefined;
  if (isLookupLike(column) && column.name === name) return skip;
  if (name === "AuthorLookupId") return authorRow(item.createdBy);
  if (name === "EditorLookupId") return authorRow(item.modifiedBy);
  if (name === "Created") return item.created;
  if (name === "Modified") return item.modified;
  return item.values[column.name];
}

function compare(a: FieldValue | undefined | typeof skip, b: FieldValue | undefined | typeof skip): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [a, b].map((each) => (each === undefined || each === skip ? "" : String(each).toLowerCase()));
  return (left ?? "") < (right ?? "") ? -1 : left === right ? 0 : 1;
}

/** Items that can pass at all: by index where an equality on an indexed column says so, else all of them. */
function preselect(filter: Filter, data: ListData): Iterable<Item> {
  const ids = indexedIds(filter, data);
  if (!ids) return data.after(0);
  const items: Item[] = [];
  for (const id of ids) {
    const item = data.items.get(id);
    if (item) items.push(item);
  }
  return items;
}

function indexedIds(filter: Filter, data: ListData): Set<number> | undefined {
  if (filter.kind === "compare") {
    if (filter.op !== "eq" || filter.value === null) return undefined;
    const column = columnOf(filter.field, data);
    if (filter.field === "id") return new Set([Number(filter.value)]);
    if (!column || (isLookupLike(column) && column.name === filter.field)) return undefined;
    if (column.facet.kind !== "text" && column.facet.kind !== "choice" && !isLookupLike(column)) return undefined;
    const ids = data.lookUp(column.name, isLookupLike(column) ? Number(filter.value) : String(filter.value));
    return ids && new Set(ids);
  }
  const [left, right] = [indexedIds(filter.left, data), indexedIds(filter.right, data)];
  if (filter.kind === "or") return left && right ? new Set([...left, ...right]) : undefined;
  if (left && right) return left.size <= right.size ? left : right;
  return left ?? right;
}
