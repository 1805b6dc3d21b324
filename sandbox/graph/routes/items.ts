// Graph contract 6.1 to 6.6 (items and their fields). Fidelity caveat: see ../server.ts.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { checkValidation } from "../calculated";
import type { Answer, ListContext } from "../call";
import { wholeSeconds } from "../clock";
import type { FieldValues, Item, Json, JsonObject } from "../entities";
import { GraphError, invalidRequest, notFound, resourceModified } from "../errors";
import { eTagOf, fieldsJson } from "../field-read";
import { defaultFor, type FieldChanges, readFieldChanges, readOwnership, type WriteRules } from "../field-write";
import { selectFrom } from "../odata";
import { folderContentTypeId } from "../seed";
import { checkUnique } from "../unique";
import { authorOf } from "./author";
import { fieldsExpansion, itemJson, itemPage, readRules, seesNothing } from "./item-query";
import { metadata, type Route, UNITS } from "./route";

/** SharePoint refuses a larger request body (Graph contract 6.1). */
const MAX_BODY_BYTES = 2_097_152;

const contextUrl = ({ call, site, list }: ListContext, rest: string) =>
  metadata(call.origin, `sites('${site.id}')/lists('${list.id}')/items${rest}`);

function listItems(context: ListContext): Answer {
  const page = itemPage(context);
  return {
    status: 200,
    body: {
      "@odata.context": contextUrl(context, ""),
      ...(page.next ? { "@odata.nextLink": page.next } : {}),
      value: page.value as Json,
    },
  };
}

export function findItem(context: ListContext): Item {
  const reference = context.params.item ?? "";
  const item = /^\d+$/.test(reference) && !seesNothing(context) ? context.data.items.get(Number(reference)) : undefined;
  if (!item) throw notFound();
  return item;
}

function wholeItem(context: ListContext, item: Item, created = false): JsonObject {
  return {
    "@odata.context": contextUrl(context, "/$entity"),
    ...itemJson(context, item),
    "fields@odata.context": contextUrl(context, `('${item.id}')/fields/$entity`),
    fields: fieldsJson(item, readRules(context, { created })),
  };
}

/** The header carries the eTag without its quotes, as seen on the service (Graph contract 6.5). */
const eTagHeader = (context: ListContext, item: Item) => ({ ETag: eTagOf(item, context.profile).replaceAll('"', "") });

function getItem(context: ListContext): Answer {
  const item = findItem(context);
  const expansion = fieldsExpansion(context.query.expand);
  const body: JsonObject = {
    "@odata.context": contextUrl(context, "/$entity"),
    ...(selectFrom(itemJson(context, item), context.query.select) as JsonObject),
  };
  if (expansion) body.fields = fieldsJson(item, readRules(context, { select: expansion.select }));
  return { status: 200, headers: eTagHeader(context, item), body };
}

function getFields(context: ListContext): Answer {
  const item = findItem(context);
  const fields = fieldsJson(item, readRules(context, { select: context.query.select }));
  return {
    status: 200,
    headers: eTagHeader(context, item),
    body: { "@odata.context": contextUrl(context, `('${item.id}')/fields/$entity`), ...fields },
  };
}

const itemSchema = z.object({
  fields: z.record(z.string(), z.unknown()).optional(),
  contentType: z.object({ id: z.string().optional(), name: z.string().optional() }).optional(),
});

function readItemBody(context: ListContext) {
  if (context.call.bodyBytes > MAX_BODY_BYTES)
    throw new GraphError(413, "invalidRequest", "The request message is too big.");
  const parsed = itemSchema.safeParse(context.call.body);
  if (!parsed.success) throw invalidRequest();
  return parsed.data;
}

function contentTypeOf(context: ListContext, wanted: { id?: string; name?: string } | undefined): string | undefined {
  if (!wanted) return undefined;
  const known = [context.list.contentTypeId, folderContentTypeId(context.list.id)];
  const named = wanted.name === "Item" ? known[0] : wanted.name === "Folder" ? known[1] : undefined;
  const found = known.find((id) => id === wanted.id) ?? named;
  if (!found) throw invalidRequest("The content type does not exist in this list.");
  return found;
}

const writeRules = (context: ListContext, mode: WriteRules["mode"]): WriteRules => ({
  data: context.data,
  timeZone: context.site.timeZone,
  profile: context.profile,
  mode,
});

function createItem(context: ListContext): Answer {
  const body = readItemBody(context);
  const rules = writeRules(context, "create");
  const changes = readFieldChanges(body.fields ?? {}, rules);
  const now = context.store.clock.now();
  const values = applyChanges({}, changes);
  for (const column of context.list.columns) {
    if (column.system || values[column.name] !== undefined) continue;
    if (changes.has(column.name) && context.profile.nullOnCreate === "empty") continue;
    const value = defaultFor(column, now, rules);
    if (value !== undefined) values[column.name] = value;
  }
  checkRules(context, values);
  checkUnique(context.data, values, undefined, context.profile);
  const author = authorOf(context.call.caller);
  const item: Item = {
    id: context.data.nextId,
    guid: randomUUID(),
    version: 1,
    contentTypeId: contentTypeOf(context, body.contentType) ?? context.list.contentTypeId,
    created: wholeSeconds(now),
    modified: wholeSeconds(now),
    createdBy: author,
    modifiedBy: author,
    ...readOwnership(body.fields, rules),
    values,
    seq: context.data.nextSeq,
  };
  context.store.commit({ t: "item", list: context.list.id, item });
  return { status: 201, headers: eTagHeader(context, item), body: wholeItem(context, item, true) };
}

function applyChanges(before: FieldValues, changes: FieldChanges): FieldValues {
  const values = { ...before };
  for (const [name, value] of changes) {
    if (value === null) delete values[name];
    else values[name] = value;
  }
  return values;
}

/** Both off by default: server-side calls have always let required columns be empty (Graph contract 6.1). */
function checkRules(context: ListContext, values: FieldValues): void {
  if (context.profile.enforceValidation) checkValidation(context.list, values);
  if (!context.profile.enforceRequired) return;
  const missing = context.list.columns.some((column) => column.required && values[column.name] === undefined);
  if (missing) throw invalidRequest("A required field is missing.");
}

/** If-Match is compared as text; the quotes may be missing (Graph contract 6.5). */
export function checkMatch(context: ListContext, item: Item): void {
  const sent = context.call.headers["if-match"];
  if (sent === undefined) refuseNearWrite(context, item);
  if (sent === undefined || sent.trim() === "*") return;
  if (context.call.inBatch && context.profile.batchIfMatch === "ignore") return;
  const plain = (text: string) => text.trim().replace(/^W\//, "").replaceAll('"', "").toLowerCase();
  if (plain(sent) !== plain(eTagOf(item, context.profile))) throw resourceModified(412, context.profile.mismatchCode);
}

/** Two writers met, and none of them asked for it (Graph contract 6.5). */
function refuseNearWrite({ data, profile }: ListContext, { id }: Item): void {
  const at = data.writtenAt.get(id);
  if (at !== undefined && Date.now() - at < profile.conflictMs) throw resourceModified(409);
}

/** Writes changed values as the next version, even when nothing differs (Graph contract 6.5). */
function changeItem(context: ListContext, fields: unknown, contentTypeId?: string): Item {
  const before = findItem(context);
  checkMatch(context, before);
  const rules = writeRules(context, "patch");
  const values = applyChanges(before.values, readFieldChanges(fields, rules));
  checkRules(context, values);
  checkUnique(context.data, values, before.id, context.profile);
  const item: Item = {
    ...before,
    version: before.version + 1,
    contentTypeId: contentTypeId ?? before.contentTypeId,
    modified: wholeSeconds(context.store.clock.now()),
    modifiedBy: authorOf(context.call.caller),
    ...readOwnership(fields, rules),
    values,
    seq: context.data.nextSeq,
  };
  context.store.commit({ t: "item", list: context.list.id, item });
  return item;
}

function patchFields(context: ListContext): Answer {
  if (context.profile.refuseFieldsPatch) throw invalidRequest();
  if (context.call.bodyBytes > MAX_BODY_BYTES)
    throw new GraphError(413, "invalidRequest", "The request message is too big.");
  const item = changeItem(context, context.call.body);
  const fields = fieldsJson(item, readRules(context));
  const shows = context.profile.eTagAfterPatch === "bodyAndHeader";
  if (!shows) delete fields["@odata.etag"];
  return {
    status: 200,
    ...(shows ? { headers: eTagHeader(context, item) } : {}),
    body: { "@odata.context": contextUrl(context, `('${item.id}')/fields/$entity`), ...fields },
  };
}

function patchItem(context: ListContext): Answer {
  const body = readItemBody(context);
  const item = changeItem(context, body.fields ?? {}, contentTypeOf(context, body.contentType));
  return { status: 200, headers: eTagHeader(context, item), body: wholeItem(context, item) };
}

function deleteItem(context: ListContext): Answer {
  const item = findItem(context);
  checkMatch(context, item);
  const at = wholeSeconds(context.store.clock.now());
  context.store.commit({ t: "item-gone", list: context.list.id, tombstone: { item, seq: context.data.nextSeq, at } });
  return { status: 204 };
}

const items = "/sites/:site/lists/:list/items";
const one = `${items}/:item`;
export const itemRoutes: Route[] = [
  { scope: "list", method: "GET", path: items, needs: "read", units: UNITS.collection, handle: listItems },
  { scope: "list", method: "POST", path: items, needs: "write", units: UNITS.write, handle: createItem },
  { scope: "list", method: "GET", path: one, needs: "read", units: UNITS.single, handle: getItem },
  { scope: "list", method: "PATCH", path: one, needs: "write", units: UNITS.write, handle: patchItem },
  { scope: "list", method: "DELETE", path: one, needs: "write", units: UNITS.write, handle: deleteItem },
  { scope: "list", method: "GET", path: `${one}/fields`, needs: "read", units: UNITS.single, handle: getFields },
  { scope: "list", method: "PATCH", path: `${one}/fields`, needs: "write", units: UNITS.write, handle: patchFields },
];
