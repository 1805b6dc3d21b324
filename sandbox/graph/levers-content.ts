// The levers that change what the sandbox holds; see ./levers.ts for all of them.
import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { wholeSeconds } from "./clock";
import { columnsByHand } from "./column-by-hand";
import { findApp, findTenant, TENANT_ID } from "./directory";
import type { ListData } from "./list-data";
import { addByHand, deleteByHand, editByHand, restoreByHand } from "./person-edit";
import { siteChanges } from "./seed";
import type { Store } from "./store";

const editSchema = z.strictObject({ fields: z.record(z.string(), z.unknown()), as: z.number().int().default(7) });
const listSchema = z
  .strictObject({ displayName: z.string().min(1), contentApproval: z.boolean(), readOwnOnly: z.boolean() })
  .partial();
const siteSchema = z.strictObject({
  path: z.string().regex(/^[a-z]+\/[\w-]+$/i),
  displayName: z.string().min(1),
  timeZone: z.string().default("Etc/UTC"),
  tenantId: z.guid().default(TENANT_ID),
});
const certificatesSchema = z.array(z.string().startsWith("-----BEGIN CERTIFICATE-----"));
const grantsSchema = z.array(z.strictObject({ appId: z.string(), roles: z.array(z.string()) }));

/** Answered 404. */
export class UnknownThing extends Error {
  constructor(what: string) {
    super(`There is no such ${what}.`);
  }
}

const itemId = (c: Context) => z.coerce.number().int().parse(c.req.param("id"));

export function contentLevers(store: Store): Hono {
  const app = new Hono();

  app.get("/lists", (c) =>
    c.json(
      [...store.lists.values()].map(({ list, items }) => ({
        id: list.id,
        siteId: list.siteId,
        displayName: list.displayName,
        name: list.name,
        items: items.size,
      })),
    ),
  );
  app.get("/lists/:list", (c) => {
    const data = findList(c);
    return c.json({ list: data.list, items: [...data.items.values()], recycled: [...data.recycled.values()] });
  });
  app.patch("/lists/:list", async (c) => {
    const data = findList(c);
    const list = { ...data.list, ...listSchema.parse(await c.req.json()) };
    store.commit({ t: "list", list });
    return c.json(list);
  });
  app.post("/lists/:list/columns", async (c) => {
    const { list, items } = findList(c);
    const made = columnsByHand(await c.req.json(), list, items.size, store.profile);
    store.commit({ t: "list", list: { ...list, version: list.version + 1, columns: [...list.columns, ...made] } });
    return c.json(made[0], 201);
  });
  app.post("/lists/:list/forget-tokens", (c) => {
    const { list } = findList(c);
    store.commit({ t: "list", list: { ...list, tokensFrom: store.clock.now().getTime() + 1 } });
    return c.body(null, 204);
  });
  app.post("/lists/:list/items", async (c) => {
    const { fields, as } = editSchema.parse(await c.req.json());
    return c.json(addByHand(store, findList(c), fields, as), 201);
  });
  app.patch("/lists/:list/items/:id", async (c) => {
    const { fields, as } = editSchema.parse(await c.req.json());
    return c.json(editByHand(store, findList(c), itemId(c), fields, as));
  });
  app.delete("/lists/:list/items/:id", (c) => {
    deleteByHand(store, findList(c), itemId(c));
    return c.body(null, 204);
  });
  app.post("/lists/:list/items/:id/restore", (c) => c.json(restoreByHand(store, findList(c), itemId(c))));

  app.post("/sites", async (c) => {
    const { tenantId, ...wish } = siteSchema.parse(await c.req.json());
    const tenant = findTenant(tenantId);
    if (!tenant) throw new UnknownThing("tenant");
    const spec = { ...wish, tenant, description: "" };
    for (const change of siteChanges(spec, wholeSeconds(store.clock.now()))) store.commit(change);
    return c.json({ id: store.sitesOf(tenant.id).at(-1)?.id }, 201);
  });
  app.put("/sites/:site/grants", async (c) => {
    const wanted = decodeURIComponent(c.req.param("site"));
    const site = [...store.sites.values()].find((each) => each.path === wanted || each.id === wanted);
    if (!site) throw new UnknownThing("site");
    const grants = grantsSchema
      .parse(await c.req.json())
      .map((grant) => ({ ...grant, id: randomUUID(), displayName: grant.appId }));
    store.commit({ t: "site", site: { ...site, grants } });
    return c.json(grants);
  });

  app.put("/apps/:clientId/certificates", async (c) => {
    const clientId = c.req.param("clientId");
    if (!store.tenants.some((tenant) => findApp(tenant, clientId))) throw new UnknownThing("application");
    const certificates = certificatesSchema.parse(await c.req.json());
    store.commit({ t: "certificates", clientId, certificates });
    return c.json(certificates.length);
  });

  function findList(c: Context): ListData {
    const wanted = c.req.param("list") ?? "";
    const found = store.lists.get(wanted) ?? [...store.lists.values()].find(({ list }) => list.displayName === wanted);
    if (!found) throw new UnknownThing("list");
    return found;
  }

  return app;
}
