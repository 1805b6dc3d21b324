// Graph contract 7 (delta of a list's items). Fidelity caveat: see ../server.ts.
import { z } from "zod";
import type { Answer, ListContext } from "../call";
import type { Item, Json, JsonObject, Tombstone } from "../entities";
import { badPayload, GraphError, invalidRequest } from "../errors";
import { fieldsJson } from "../field-read";
import { type Expansion, parseExpand, selectFrom } from "../odata";
import { seededRandom, shuffle } from "../random";
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
  /** Set in a delta link, and gone from the second page on. */
  isStart: z.boolean().optional(),
  /** When the delta link was given that this reading goes on from. */
  since: z.number().optional(),
  /** Pages before this one, counted while empty ones are strewn in. */
  page: z.number().optional(),
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
  const every = context.profile.emptyPageEvery;
  const page = token.page ?? 0;
  if (every > 0) token.page = page + 1;
  if (every > 0 && page % every === every - 1) return answer(context, [], token, false);
  return token.mode === "all" ? enumerate(context, token, size, expand) : changes(context, token, size, expand);
}

function startingToken(context: ListContext): Token {
  const { query, list, data } = context;
  const issued = context.store.clock.now().getTime();
  const raw = query.raw.find(([key]) => key.replace(/^\$/, "") === "expand")?.[1];
  const options = { expand: raw, select: query.select, top: query.top };
  const fresh: Token = { list: list.id, mode: "all", after: 0, until: settled(context), issued, ...options };
  if (query.token === undefined || query.token === "") return fresh;
  if (query.token === "latest") return { ...fresh, mode: "since", after: fresh.until };
  if (query.token === BROKEN) throw badPayload();
  const { isStart, ...token } = decodeToken(query.token);
  if (token.list !== list.id) throw malformed();
  const isOld = issued - token.issued > context.profile.deltaTokenDays * 24 * 60 * 60 * 1000;
  const isRevoked = token.issued < (list.tokensFrom ?? 0);
  if (isOld || isRevoked || token.until > data.nextSeq) throw gone(context, { ...fresh, ...pick(token) });
  const after = isStart ? data.stepBack(token.after, context.profile.deltaReplay) : token.after;
  return { ...token, after, issued, since: isStart ? token.issued : token.since };
}

/** Where the log ends for now: changes may lag (Graph contract 7.2). */
function settled({ data, profile, store }: ListContext): number {
  if (profile.deltaLagSeconds === 0) return data.nextSeq;
  return data.settledAt(store.clock.now().getTime() - profile.deltaLagSeconds * 1000);
}

const pick = ({ expand, select, top }: Token) => ({ expand, select, top });

/** Graph contract 7.3: 410, with the way into a fresh enumeration. */
function gone(context: ListContext, fresh: Token): GraphError {
  return new GraphError(
    410,
    context.profile.deltaGoneCode,
    "Resync required. Replace any local items with the server's version.",
    {
      headers: locationOf(context, fresh),
    },
  );
}

/** Following it was seen to fail (Graph contract 7.3). */
const BROKEN = "broken";

function locationOf(context: ListContext, fresh: Token): Record<string, string> {
  const where = context.profile.deltaGoneLocation;
  if (where === "absent") return {};
  return { Location: where === "usable" ? linkTo(context, fresh) : addressOf(context, BROKEN) };
}

const addressOf = ({ call, site, list }: ListContext, token: string) =>
  `${call.origin}/v1.0/sites/${site.id}/lists/${list.id}/items/delta?token=${token}`;
const linkTo = (context: ListContext, token: Token) => addressOf(context, encode(token));

function enumerate(context: ListContext, token: Token, size: number, expand: Expansion[]): Answer {
  const found: Item[] = [];
  for (const item of context.data.after(token.after)) {
    found.push(item);
    if (found.length > size) break;
  }
  const shown = found.slice(0, size);
  const value = told(context, token, expand, shown);
  return answer(context, value, { ...token, after: shown.at(-1)?.id ?? token.after }, found.length <= size);
}

function changes(context: ListContext, token: Token, size: number, expand: Expansion[]): Answer {
  const end = Math.max(settled(context), token.after);
  const shown: (Item | Tombstone)[] = [];
  let after = token.after;
  let isLast = true;
  for (const { id, seq } of context.data.changedSince(token.after)) {
    if (seq >= end) break;
    if (shown.length === size) {
      isLast = false;
      break;
    }
    const changed = context.data.items.get(id) ?? context.data.recycled.get(id);
    if (changed && !isForgotten(context, token, changed)) shown.push(changed);
    after = seq + 1;
  }
  const until = isLast ? end : token.until;
  return answer(context, told(context, token, expand, shown), { ...token, after, until }, isLast);
}

/** What came and went since the link was given (Graph contract 7.2). */
const isForgotten = ({ profile }: ListContext, { since }: Token, changed: Item | Tombstone): boolean =>
  profile.deltaForgetsShortLived &&
  since !== undefined &&
  "item" in changed &&
  Date.parse(changed.item.created) > since;

/** The page's changes in the log's order, or as unkindly as the profile says: shuffled, and some told twice, the old state first. */
function told(context: ListContext, token: Token, expand: Expansion[], shown: (Item | Tombstone)[]): JsonObject[] {
  const { deltaShuffle, deltaRepeat } = context.profile;
  const random = seededRandom(token.after + shown.length);
  const order = [...shown];
  if (deltaShuffle) shuffle(order, random);
  const value = order.map((each) =>
    "item" in each ? deletedJson(context, each, token) : changedJson(context, each, token, expand),
  );
  if (deltaRepeat === 0) return value;
  for (const each of shown) {
    if (random() >= deltaRepeat) continue;
    const item = "item" in each ? each.item : each;
    const before = context.data.versionsOf(item.id).at(-1);
    const earlier = "item" in each || !before ? item : { ...item, ...before };
    const now = value.findIndex(({ id }) => id === String(item.id));
    value.splice(Math.floor(random() * (now + 1)), 0, changedJson(context, earlier, token, expand));
  }
  return value;
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
    ? {
        "@odata.deltaLink": linkTo(context, {
          ...token,
          mode: "since",
          after: token.until,
          isStart: true,
          page: undefined,
        }),
      }
    : { "@odata.nextLink": linkTo(context, token) };
  const head = { "@odata.context": metadata(context.call.origin, "Collection(listItem)") };
  const body: JsonObject = { ...head, ...link, value: value as Json };
  const deletion = value.findIndex((each) => each.deleted !== undefined);
  if (context.profile.deltaBrokenDeletes === "off" || deletion === -1) return { status: 200, body };
  const broken = { ...body, value: [...value.slice(0, deletion), { error: writerFailed }] };
  if (context.profile.deltaBrokenDeletes === "element") return { status: 200, body: broken };
  // The links stand behind the array in what is written, and so are never reached.
  const text = JSON.stringify({ ...head, value: broken.value }).slice(0, -"]}".length);
  return { status: 200, body: broken, text };
}

const writerFailed: JsonObject = {
  code: "generalException",
  message:
    "Cannot write a deleted resource, link, deleted link, or nested delta resource set in the current state of the writer.",
};

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
