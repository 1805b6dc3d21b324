// Graph contract 4.1 to 4.4 (lists). Fidelity caveat: see ../server.ts.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Answer, Context, ListContext, SiteContext } from "../call";
import { wholeSeconds } from "../clock";
import { columnJson, createColumn } from "../columns";
import type { Json, JsonObject, List, Site } from "../entities";
import { badPayload, GraphError, invalidRequest, nameTaken, notFound } from "../errors";
import type { ListData } from "../list-data";
import { nextLink, selectFrom } from "../odata";
import { itemContentTypeId } from "../seed";
import { systemColumns } from "../system-columns";
import { listUrl, siteUrl } from "./addresses";
import { authorOf, identityJson } from "./author";
import { contentTypesJson } from "./content-types";
import { itemPage } from "./item-query";
import { metadata, type Route, UNITS } from "./route";

/** Of one web (Graph contract 12). */
const MAX_LISTS = 2_000;

const templates = new Set([
  "genericList",
  "documentLibrary",
  "announcements",
  "contacts",
  "events",
  "links",
  "survey",
  "tasks",
  "issueTracking",
]);

export function listJson(context: Context, site: Site, list: List): JsonObject {
  return {
    "@odata.etag": `"${list.id},${list.version}"`,
    id: list.id,
    name: list.name,
    displayName: list.displayName,
    description: list.description,
    eTag: `"${list.id},${list.version}"`,
    createdDateTime: list.created,
    lastModifiedDateTime: list.modified,
    webUrl: listUrl(context, site, list),
    createdBy: identityJson(list.createdBy, context.store, site),
    parentReference: { siteId: site.id },
    list: { template: list.template, hidden: list.hidden, contentTypesEnabled: list.contentTypesEnabled },
    ...(list.system ? { system: {} } : {}),
  };
}

/** Finds by id or, with the same effect, by title (Graph contract 4.2). */
export function findList({ store }: Pick<Context, "store">, site: Site, reference: string): ListData {
  const lists = store.listsOf(site.id);
  const wanted = reference.toLowerCase();
  const found =
    lists.find((data) => data.list.id === wanted) ??
    lists.find((data) => data.list.displayName.toLowerCase() === wanted);
  if (!found) throw notFound();
  return found;
}

function listLists(context: SiteContext): Answer {
  const { query, profile, site } = context;
  const withSystem = query.select?.includes("system") ?? false;
  const shown = context.store.listsOf(site.id).filter((data) => withSystem || !data.list.system);
  if (query.skipToken !== undefined && !/^\d+$/.test(query.skipToken)) throw invalidRequest();
  const from = Number(query.skipToken ?? 0);
  const to = from + Math.min(query.top ?? profile.listsPage, profile.listsPage);
  const address = `${context.call.origin}/v1.0/sites/${site.id}/lists`;
  return {
    status: 200,
    body: {
      "@odata.context": metadata(context.call.origin, `sites('${site.id}')/lists`),
      ...(to < shown.length ? { "@odata.nextLink": nextLink(address, query, String(to)) } : {}),
      value: shown.slice(from, to).map(({ list }) => selectedJson(context, list)),
    },
  };
}

/** `sharepointIds` only when it is named. */
function selectedJson(context: SiteContext, list: List): JsonObject {
  const body = selectFrom(listJson(context, context.site, list), context.query.select) as JsonObject;
  if (!context.query.select?.includes("sharepointIds")) return body;
  const [, siteId = "", webId = ""] = context.site.id.split(",");
  return { ...body, sharepointIds: { listId: list.id, siteId, webId, siteUrl: siteUrl(context, context.site) } };
}

function getList(context: ListContext): Answer {
  const body: JsonObject = {
    "@odata.context": metadata(context.call.origin, `sites('${context.site.id}')/lists/$entity`),
    ...selectedJson(context, context.list),
  };
  for (const part of context.query.expand) {
    if (part.name === "columns") body.columns = visibleColumns(context.list, part.select);
    else if (part.name === "contentTypes") body.contentTypes = contentTypesJson(context.list, false);
    else if (part.name === "items") {
      const page = itemPage({ ...context, query: { raw: [], expand: part.expand, select: part.select } });
      body.items = page.value as Json;
      if (page.next) body["items@odata.nextLink"] = page.next;
    } else throw invalidRequest(`Could not find a property named '${part.name}' on type 'microsoft.graph.list'.`);
  }
  return { status: 200, body };
}

/** Hidden columns only when `hidden` is named (Graph contract 5.1). */
export function visibleColumns(list: List, select: string[] | undefined): JsonObject[] {
  const withHidden = select?.includes("hidden") ?? false;
  return list.columns
    .filter((column) => withHidden || !column.hidden)
    .map((column) => selectFrom(columnJson(column), select) as JsonObject);
}

const createSchema = z.object({
  displayName: z.string().trim().min(1).max(255),
  description: z.string().optional(),
  columns: z.array(z.unknown()).optional(),
  list: z
    .object({ template: z.string(), hidden: z.boolean().optional(), contentTypesEnabled: z.boolean().optional() })
    .partial()
    .optional(),
});

function createList(context: SiteContext): Answer {
  const raw = z.record(z.string(), z.unknown()).safeParse(context.call.body);
  if (!raw.success) throw invalidRequest();
  if (Object.hasOwn(raw.data, "name"))
    throw invalidRequest(
      "Cannot define a 'name' for a list as it is assigned by the server. Instead, provide 'displayName'",
    );
  if (Object.values(raw.data).some((value) => value === null)) throw badPayload();
  const parsed = createSchema.safeParse(raw.data);
  if (!parsed.success) throw invalidRequest();
  const { displayName, description, columns, list: facet } = parsed.data;
  const template = facet?.template ?? "genericList";
  if (!templates.has(template)) throw new GraphError(501, "notSupported", "The request is not supported by the system");
  refuseTakenTitle(context, displayName);
  if (context.store.listsOf(context.site.id).length >= MAX_LISTS)
    throw invalidRequest(`The site already has ${MAX_LISTS.toLocaleString("en-US")} lists.`);
  const now = wholeSeconds(context.store.clock.now());
  const id = randomUUID();
  const list: List = {
    id,
    siteId: context.site.id,
    name: freeAddress(context, displayName),
    displayName,
    description: description ?? "",
    template,
    hidden: facet?.hidden ?? false,
    system: false,
    contentTypesEnabled: facet?.contentTypesEnabled ?? false,
    contentTypeId: itemContentTypeId(id),
    created: now,
    modified: now,
    createdBy: authorOf(context.call.caller),
    version: 1,
    columns: systemColumns(),
    contentApproval: false,
    readOwnOnly: false,
  };
  // One refused column refuses the whole list (Graph contract 4.3): nothing is stored before all are made.
  for (const definition of columns ?? []) {
    const column = createColumn(definition, list, 0, context.profile);
    list.columns.push(column);
  }
  context.store.commit({ t: "list", list });
  return {
    status: 201,
    body: {
      "@odata.context": metadata(context.call.origin, `sites('${context.site.id}')/lists/$entity`),
      ...listJson(context, context.site, list),
    },
  };
}

function refuseTakenTitle(context: SiteContext, displayName: string, except?: string): void {
  const wanted = displayName.toLowerCase();
  const clash = context.store
    .listsOf(context.site.id)
    .some(({ list }) => list.id !== except && list.displayName.toLowerCase() === wanted);
  if (!clash) return;
  const message = "The specified name already exists.";
  throw context.profile.duplicateListStatus === "409" ? nameTaken(message) : invalidRequest(message);
}

/** The address comes from the first title and stays; one left behind by a renamed list gets a number. */
function freeAddress(context: SiteContext, displayName: string): string {
  const base = displayName.replace(/[~"#%&*:<>?/\\{|}.]/g, "").trim() || "List";
  const taken = new Set(context.store.listsOf(context.site.id).map(({ list }) => list.name.toLowerCase()));
  let name = base;
  for (let number = 1; taken.has(name.toLowerCase()); number++) name = `${base}${number}`;
  return name;
}

const patchSchema = z.object({ displayName: z.string().trim().min(1).max(255), description: z.string() }).partial();

function patchList(context: ListContext): Answer {
  const parsed = patchSchema.safeParse(context.call.body);
  if (!parsed.success) throw invalidRequest();
  if (parsed.data.displayName) refuseTakenTitle(context, parsed.data.displayName, context.list.id);
  const list: List = {
    ...context.list,
    ...parsed.data,
    version: context.list.version + 1,
    modified: wholeSeconds(context.store.clock.now()),
  };
  context.store.commit({ t: "list", list });
  return { status: 200, body: listJson(context, context.site, list) };
}

function deleteList(context: ListContext): Answer {
  context.store.commit({ t: "list-gone", id: context.list.id });
  return { status: 204 };
}

const list = "/sites/:site/lists/:list";
export const listRoutes: Route[] = [
  {
    scope: "site",
    method: "GET",
    path: "/sites/:site/lists",
    needs: "read",
    units: UNITS.collection,
    handle: listLists,
  },
  {
    scope: "site",
    method: "POST",
    path: "/sites/:site/lists",
    needs: "manage",
    units: UNITS.write,
    handle: createList,
  },
  {
    scope: "list",
    method: "GET",
    path: list,
    needs: "read",
    units: (context) => (context.query.expand.length > 0 ? UNITS.collection : UNITS.single),
    handle: getList,
  },
  { scope: "list", method: "PATCH", path: list, needs: "manage", units: UNITS.write, handle: patchList },
  { scope: "list", method: "DELETE", path: list, needs: "manage", units: UNITS.write, handle: deleteList },
];
