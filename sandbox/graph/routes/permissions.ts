// Graph contract 2.3 and 10 (grants of Sites.Selected and, on lists, of Lists.SelectedOperations.Selected). Fidelity caveat: see ../server.ts.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Answer, Context, ListContext, SiteContext } from "../call";
import type { JsonObject, SiteGrant } from "../entities";
import { invalidRequest, notFound } from "../errors";
import { metadata, type Route, UNITS } from "./route";

const grantRoles = new Set(["read", "write", "owner"]);
/** Refused when a grant is made, taken when it is changed (as reported). */
const laterRoles = new Set([...grantRoles, "fullcontrol"]);

const identitySchema = z.strictObject({
  application: z.object({ id: z.guid(), displayName: z.string().optional() }),
});
const createSchema = z.object({
  roles: z.array(z.string()).min(1),
  grantedToIdentities: z.array(identitySchema).length(1).optional(),
  grantedToIdentitiesV2: z.array(identitySchema).length(1).optional(),
});

function grantJson({ id, roles, appId, displayName }: SiteGrant): JsonObject {
  const granted: JsonObject[] = [{ application: { id: appId, displayName } }];
  return { id, roles, grantedToIdentities: granted, grantedToIdentitiesV2: granted };
}

/** Where grants stand: on a site or on a list. */
interface Place<C extends Context> {
  grants: (context: C) => SiteGrant[];
  save: (context: C, grants: SiteGrant[]) => void;
}

const onSite: Place<SiteContext> = {
  grants: ({ site }) => site.grants,
  save: ({ store, site }, grants) => store.commit({ t: "site", site: { ...site, grants } }),
};
const onList: Place<ListContext> = {
  grants: ({ list }) => list.grants ?? [],
  save: ({ store, list }, grants) => store.commit({ t: "list", list: { ...list, grants } }),
};

const checkRoles = (roles: string[], allowed: ReadonlySet<string>) => {
  if (!roles.every((role) => allowed.has(role))) throw invalidRequest("Invalid value for role");
};

function handlers<C extends Context>(place: Place<C>) {
  const find = (context: C): SiteGrant => {
    const found = place.grants(context).find(({ id }) => id === context.params.permission);
    if (!found) throw notFound();
    return found;
  };
  return {
    list: (context: C): Answer => ({
      status: 200,
      body: {
        "@odata.context": metadata(context.call.origin, "permissions"),
        value: place.grants(context).map(grantJson),
      },
    }),
    get: (context: C): Answer => ({ status: 200, body: grantJson(find(context)) }),
    /** Applications only, never people. */
    create: (context: C): Answer => {
      const parsed = createSchema.safeParse(context.call.body);
      const identity = parsed.data?.grantedToIdentities?.[0] ?? parsed.data?.grantedToIdentitiesV2?.[0];
      if (!parsed.success || !identity) throw invalidRequest();
      checkRoles(parsed.data.roles, grantRoles);
      const { id: appId, displayName } = identity.application;
      const grant: SiteGrant = {
        id: randomUUID(),
        appId: appId.toLowerCase(),
        displayName: displayName ?? "",
        roles: parsed.data.roles,
      };
      place.save(context, [...place.grants(context), grant]);
      return { status: 201, body: grantJson(grant) };
    },
    change: (context: C): Answer => {
      const before = find(context);
      const parsed = z.object({ roles: z.array(z.string()).min(1) }).safeParse(context.call.body);
      if (!parsed.success) throw invalidRequest();
      checkRoles(parsed.data.roles, laterRoles);
      const after = { ...before, roles: parsed.data.roles };
      place.save(
        context,
        place.grants(context).map((grant) => (grant.id === after.id ? after : grant)),
      );
      return { status: 200, body: grantJson(after) };
    },
    remove: (context: C): Answer => {
      const { id } = find(context);
      place.save(
        context,
        place.grants(context).filter((grant) => grant.id !== id),
      );
      return { status: 204 };
    },
  };
}

const cost = { needs: "full", units: UNITS.permission } as const;
const site = { scope: "site", ...cost, ...pathsOf("/sites/:site/permissions") } as const;
const list = { scope: "list", ...cost, ...pathsOf("/sites/:site/lists/:list/permissions") } as const;
const [sites, lists] = [handlers(onSite), handlers(onList)];

function pathsOf(path: string) {
  return { path, one: `${path}/:permission` };
}

export const permissionRoutes: Route[] = [
  { ...site, method: "GET", handle: sites.list },
  { ...site, method: "POST", handle: sites.create },
  { ...site, method: "GET", path: site.one, handle: sites.get },
  { ...site, method: "PATCH", path: site.one, handle: sites.change },
  { ...site, method: "DELETE", path: site.one, handle: sites.remove },
  { ...list, method: "GET", handle: lists.list },
  { ...list, method: "POST", handle: lists.create },
  { ...list, method: "GET", path: list.one, handle: lists.get },
  { ...list, method: "PATCH", path: list.one, handle: lists.change },
  { ...list, method: "DELETE", path: list.one, handle: lists.remove },
];
