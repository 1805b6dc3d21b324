// Graph contract 7 (delta of a list's items). Fidelity caveat: see ../server.ts.
import { z } from "zod";
import type { Answer, ListContext } from "../call";
import type { Item, Json, JsonObject, Tombstone } from "../entities";
import { GraphError, invalidRequest } from "../errors";
import { fieldsJson } from "../field-read";
import { type Expansion, parseExpand, selectFrom } from "../odata";
import { fieldsExpansion, itemJson, readRules, seesNothing } from "./item-query";
import { metadata, type Route, UNITS } from "./route";

/** What a link carries: where it goes on, and the options of the first call. */
const tokenSchema = z.object({
  list: z.string(),
  /** Enumerates everything after an item id, or what changed since a position. */
  mode: z.enum(["all", "since"]),
  after: z.number().int(),
  /** Position that the closing delta link will name. */
  until: z.number().int(),
  issued: z.number(),
  expand: z.string().optional(),
  select: z.array(z.string()).optional(),
  top: z.number().optional(),
});
type Token = z.infer<typeof tokenSchema>;

const encode = (token: Token) => Buffer.from(JSON.stringify(token)).toString("base64url");
const malformed = () => invalidRequest("Provided sync token is malformed");

function decodeToken(text: string): Token {
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    throw malformed();
  }
  const parsed = tokenSchema.safeParse(raw);
  if (!parsed.success) throw malformed();
  return parsed.data;
}

function getDelta(context: ListContext): Answer {
  const token = startingToken(context);
  if (context.query.token === "latest") return answer(context, [], token, true);
  if (seesNothing(context)) return answer(context, [], { ...token, mode: "since", after: token.until }, true);
  const size = Math.min(token.top ?? context.profile.deltaPage, context.profile.deltaPageCap);
  const expand = token.expand === undefined ? [] : parseExpand(token.expand);
  return token.mode === "all" ? enumerate(context, token, size, expand) : changes(context, token, size, expand);
}

function startingToken(context: ListContext): Token {
  const { query, list, data } = context;
  const issued = context.store.clock.now().getTime();
  const raw = query.raw.find(([key]) => key.replace(/^\$/, "") === "expand")?.[1];
  const options = { expand: raw, select: query.select, top: query.top };
  const fresh: Token = { list: list.id, mode: "all", after: 0, until: data.nextSeq, issued, ...options };
  if (query.token === undefined || query.token === "") return fresh;
  if (query.token === "latest") return { ...fresh, mode: "since", after: data.nextSeq };
  const token = decodeToken(query.token);
  if (token.list !== list.id) throw malformed();
  const isOld = issued - token.issued > context.profile.deltaTokenDays * 24 * 60 * 60 * 1000;
  if (isOld || token.until > data.nextSeq) throw gone(context, { ...fresh, ...pick(token) });
  return { ...token, issued };
}

const pick = ({ expand, select, top }: Token) => ({ expand, select, top });

/** Graph contract 7.3: 410, with the way into a fresh enumeration. */
function gone(context: ListContext, fresh: Token): GraphError {
  return new GraphError(
    410,
    context.profile.deltaGoneCode,
    "Resync required. Replace any local items with the server's version.",
    {
      headers: { Location: linkTo(context, fresh) },
    },
  );
}

const linkTo = ({ call, site, list }: ListContext, token: Token) =>
  `${call.origin}/v1.0/sites/${site.id}/lists/${list.id}/items/delta?token=${encode(token)}`;

function enumerate(context: ListContext, token: Token, size: number, expand: Expansion[]): Answer {
  const found: Item[] = [];
  for (const item of context.data.after(token.after)) {
    found.push(item);
    if (found.length > size) break;
  }
  const shown = found.slice(0, size);
  const value = shown.map((item) => changedJson(context, item, token, expand));
  return answer(context, value, { ...token, after: shown.at(-1)?.id ?? token.after }, found.length <= size);
}

function changes(context: ListContext, token: Token, size: number, expand: Expansion[]): Answer {
  const value: JsonObject[] = [];
  let after = token.after;
  let isLast = true;
  for (const { id, seq } of context.data.changedSince(token.after)) {
    if (value.length === size) {
      isLast = false;
      break;
    }
    const item = context.data.items.get(id);
    const tombstone = context.data.recycled.get(id);
    if (item) value.push(changedJson(context, item, token, expand));
    else if (tombstone) value.push(deletedJson(context, tombstone, token));
    after = seq + 1;
  }
  const until = isLast ? context.data.nextSeq : token.until;
  return answer(context, value, { ...token, after, until }, isLast);
}

function changedJson(context: ListContext, item: Item, token: Token, expand: Expansion[]): JsonObject {
  const body = selectFrom(itemJson(context, item), token.select) as JsonObject;
  const fields = fieldsExpansion(expand);
  if (fields) body.fields = fieldsJson(item, readRules(context, { select: fields.select, collection: true }));
  return body;
}

/** Only the id is sure: no eTag, no fields, no dates (Graph contract 7.2). */
function deletedJson(context: ListContext, { item }: Tombstone, token: Token): JsonObject {
  const body: JsonObject = {
    id: String(item.id),
    parentReference: { siteId: context.site.id },
    contentType: { id: item.contentTypeId, name: "Item" },
    deleted: { state: "deleted" },
  };
  if (!token.select) return body;
  const selected = selectFrom(body, token.select) as JsonObject;
  return context.profile.selectDropsDeleted ? selected : { ...selected, deleted: { state: "deleted" } };
}

/** Ends in a next link or, on the last page, in a delta link; never both. */
function answer(context: ListContext, value: JsonObject[], token: Token, isLast: boolean): Answer {
  const link: JsonObject = isLast
    ? { "@odata.deltaLink": linkTo(context, { ...token, mode: "since", after: token.until }) }
    : { "@odata.nextLink": linkTo(context, token) };
  return {
    status: 200,
    body: {
      "@odata.context": metadata(context.call.origin, "Collection(listItem)"),
      ...link,
      value: value as Json,
    },
  };
}

export const deltaRoutes: Route[] = [
  {
    scope: "list",
    method: "GET",
    path: "/sites/:site/lists/:list/items/delta",
    needs: "read",
    units: (context) => (context.query.token ? UNITS.single : UNITS.collection),
    handle: getDelta,
  },
];
