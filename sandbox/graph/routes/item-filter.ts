// Graph contract 6.4 (filter, order and view threshold of a collection of items). Fidelity caveat: see ../server.ts.
import type { ListContext } from "../call";
import { wholeSeconds } from "../clock";
import type { IndexKey } from "../column-index";
import { isLookupLike } from "../columns";
import type { Column, FieldValue, Item } from "../entities";
import { GraphError, invalidRequest, notIndexed, viewThreshold } from "../errors";
import { authorRow } from "../field-read";
import { type Filter, filterFields, matches, parseFilter, skip } from "../filter";
import type { ListData } from "../list-data";

/** Every item that a filter lets pass, in its order; at most as many as the view threshold allows in a large list. */
export function queriedItems(context: ListContext): { items: Item[]; isOrdered: boolean } {
  const { data, query, profile } = context;
  const filter = query.filter === undefined ? undefined : parseFilter(query.filter);
  const asked = query.orderby === undefined ? undefined : parseOrder(query.orderby);
  checkIndexed(context, filter, asked);
  const order = profile.orderBy === "honour" ? asked : undefined;
  const isLarge = data.items.size > profile.viewThreshold;
  const tooMuch = () => viewThreshold(profile.viewThresholdForm);
  if (isLarge && asked) throw tooMuch();
  const items: Item[] = [];
  let first = 0;
  for (const item of filter ? driven(filter, data, isLarge) : data.after(0)) {
    const read = (field: string) => readField(field, item, data);
    // What counts is how many the first condition matches, whatever the rest leaves of them.
    if (isLarge && filter && matches(firstCondition(filter), read) && ++first > profile.viewThreshold) throw tooMuch();
    if (!filter || matches(filter, read)) items.push(item);
  }
  if (order) {
    const sign = order.descending ? -1 : 1;
    const value = (item: Item) => readField(order.field, item, data);
    items.sort((a, b) => sign * compare(value(a), value(b)) || a.id - b.id);
  } else items.sort((a, b) => a.id - b.id);
  return { items, isOrdered: order !== undefined };
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

/** Every column named must be indexed; a header lifts that on small lists only. */
function checkIndexed(context: ListContext, filter: Filter | undefined, order: Order | undefined): void {
  const { data, profile, call } = context;
  const named = [...(filter ? filterFields(filter) : []), ...(order ? [order.field] : [])];
  const wish = "honornonindexedquerieswarningmayfailrandomly";
  const allowed = (call.headers.prefer ?? "").toLowerCase().includes(wish);
  const isLarge = data.items.size > profile.viewThreshold;
  for (const [at, name] of named.entries()) {
    const column = columnOf(name, data);
    if (name !== "id" && !column) throw invalidRequest(`Field '${name}' is not recognized`);
    if (name === "id" || column?.indexed) continue;
    if (!allowed) throw notIndexed(name);
    if (isLarge && at === 0) throw viewThreshold(profile.viewThresholdForm);
  }
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

/** The condition that SharePoint reads rows by; of an `or` both sides are read. */
function firstCondition(filter: Filter): Filter {
  if (filter.kind === "compare") return filter;
  if (filter.kind === "and") return firstCondition(filter.left);
  return { kind: "or", left: firstCondition(filter.left), right: firstCondition(filter.right) };
}

/** Items that can pass at all: by index where the first condition has one, else every item. */
function* driven(filter: Filter, data: ListData, isLarge: boolean): Generator<Item> {
  // In a large list only the first condition may drive, for the rows it matches are counted.
  const ids = idsBy(firstCondition(filter), data) ?? (isLarge ? undefined : idsBy(filter, data));
  if (!ids) return yield* data.after(0);
  for (const id of ids) {
    const item = data.items.get(id);
    if (item) yield item;
  }
}

function idsBy(filter: Filter, data: ListData): Iterable<number> | undefined {
  if (filter.kind === "compare") return idsOf(filter, data);
  const left = idsBy(filter.left, data);
  if (filter.kind === "and") return left ?? idsBy(filter.right, data);
  const right = left && idsBy(filter.right, data);
  return left && right ? new Set([...left, ...right]) : undefined;
}

/** By index, and rather too many than too few: each candidate is looked at again. */
function idsOf(
  { field, op, value }: Extract<Filter, { kind: "compare" }>,
  data: ListData,
): Iterable<number> | undefined {
  if (value === null || op === "ne") return undefined;
  if (field === "id" || field === "ID") return idsById(op, Number(value), data);
  const column = columnOf(field, data);
  if (!column?.indexed || column.system || (isLookupLike(column) && column.name === field)) return undefined;
  const keys = keysOf(column, value);
  if (!keys) return undefined;
  const [low, high] = keys;
  if (op === "eq" && low === high) return data.lookUp(column.name, low);
  if (op === "eq") return data.range(column.name, { from: low, to: high });
  if (op === "startswith") return data.range(column.name, { from: low, to: `${String(low)}\u{10ffff}` });
  return data.range(column.name, op === "gt" || op === "ge" ? { from: low } : { to: high });
}

function* idsById(op: string, id: number, data: ListData): Generator<number> {
  const bounds: Record<string, [number, number | undefined]> = { gt: [id, undefined], ge: [id - 1, undefined] };
  const [after, last] = bounds[op] ?? [op === "eq" ? id - 1 : 0, id];
  for (const item of data.after(Number.isInteger(after) ? after : 0, last)) yield item.id;
}

/** The keys between which a literal stands in the index of a column; apart only where a time was not given in whole seconds. */
function keysOf({ facet }: Column, value: string | number | boolean): [IndexKey, IndexKey] | undefined {
  const twice = (key: IndexKey): [IndexKey, IndexKey] => [key, key];
  switch (facet.kind) {
    case "text":
    case "choice":
      return twice(String(value).toLowerCase());
    case "number":
    case "currency":
    case "lookup":
    case "personOrGroup":
      return Number.isNaN(Number(value)) ? undefined : twice(Number(value));
    case "boolean":
      return twice(value === "true" || value === true || value === 1);
    case "dateTime": {
      const instant = Date.parse(String(value));
      if (Number.isNaN(instant)) return undefined;
      const key = (ms: number) => wholeSeconds(new Date(ms)).toLowerCase();
      return [key(instant), key(Math.ceil(instant / 1000) * 1000)];
    }
    default:
      return undefined;
  }
}
