/**
 * Levers: a JSON API on a port of its own (loopback only) by which tests and demos move the sandbox. Never part of
 * `/v1.0`. All bodies are JSON; a wrong one is answered 400 with the reason.
 *
 *   GET    /                      what is set: meter, profile, clock, faults
 *   POST   /faults                add a rule (see `faultSchema` in faults.ts) → { id }
 *   GET    /faults                rules with how often each matched and hit
 *   DELETE /faults[/:id]          remove one or all
 *   GET    /requests?count=100    latest calls, newest first, and totals by route with units
 *   DELETE /requests              empty the log and its totals
 *   PATCH  /meter                 { enabled?, tier?, timeScale? }; GET /meter shows readings; DELETE /meter zeroes them
 *   PATCH  /profile               switches of profile.ts; GET /profile
 *   PATCH  /clock                 { offsetMs }
 *   GET    /lists                 every list with its site, ids and item count
 *   GET    /lists/:list           the whole list with its items, as stored
 *   PATCH  /lists/:list           { displayName?, contentApproval?, readOwnOnly? }
 *   POST   /lists/:list/columns   a person adds a column: { displayName, and one facet }, also of types that Graph cannot create
 *   POST   /lists/:list/forget-tokens  every delta token had so far answers 410
 *   PATCH  /lists/:list/items/:id { fields, as? }   a person edits an item (as: row of the User Information List)
 *   POST   /lists/:list/items     { fields, as? }   a person adds one → { id }
 *   DELETE /lists/:list/items/:id                   a person deletes one
 *   POST   /lists/:list/items/:id/restore           out of the recycle bin, under its old id
 *   POST   /sites                 { path, displayName, timeZone?, tenantId? } makes a site collection → { id }
 *   PUT    /sites/:site/grants    [{ appId, roles }] for Sites.Selected; :site by path, such as sites%2Foperations
 *   GET    /subscriptions         every subscription as stored; DELETE /subscriptions/:id lets one die silently
 *   POST   /subscriptions/:id/demand-reauthorization   sends the one lifecycle event that lists know, and pauses delivery
 *   GET    /notifications         attempts to deliver, newest first; DELETE forgets them. Loss, delay, repetition and a false client
 *                                 state are fault rules with where: "notification"
 *   PUT    /apps/:clientId/certificates [PEM, …] accepted for client assertions of that application
 *   GET    /snapshot              the whole state: sites, lists, items, subscriptions, certificates, profile, clock. Rules, the request log and
 *                                 what the meter counted are no part of it. POST /snapshot puts one back
 *   POST   /snapshots/:name       keeps one as a file in the data directory; GET /snapshots lists them; POST /snapshots/:name/restore
 *   POST   /reset                 back to the seed: data, profile, clock, faults, log, meter
 *
 * `:list` is a list's id, or its title if no other site has one of that title.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Change } from "./change";
import type { Graph } from "./dispatch";
import type { Subscription } from "./entities";
import { GraphError } from "./errors";
import { faultSchema } from "./faults";
import { contentLevers, UnknownThing } from "./levers-content";
import { tierNames } from "./meter";
import { notifierOf } from "./notifier";
import { profileSchema } from "./profile";

const meterSchema = z
  .strictObject({ enabled: z.boolean(), tier: z.enum(tierNames), timeScale: z.number().positive().max(1) })
  .partial();
const clockSchema = z.strictObject({ offsetMs: z.number() });
/** What a snapshot holds is the sandbox's own; only that it is one at all is looked at. */
const snapshotSchema = z
  .array(z.looseObject({ t: z.string() }))
  .refine((changes) => changes.some(({ t }) => t === "site"), "This is no snapshot of a sandbox.");
const snapshotName = z.string().regex(/^[\w-]{1,64}$/);
export function createLeverApp(graph: Graph): Hono {
  const app = new Hono();
  const { store, meter, faults, log } = graph;
  const notifier = notifierOf(graph);

  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof GraphError) return c.json({ error: error.message, code: error.code }, 400);
    if (error instanceof UnknownThing) return c.json({ error: error.message }, 404);
    console.error(error);
    return c.json({ error: error.message }, 500);
  });
  /** No web page may pull a lever: browsers name the page's origin with every call that could change something. */
  app.use(async (c, next) => {
    if (c.req.header("origin") !== undefined) return c.json({ error: "Levers are not for web pages." }, 403);
    return next();
  });
  /** A change is on disk before it is confirmed, as for Graph calls. */
  app.use(async (_c, next) => {
    await next();
    store.flush();
  });

  const readings = () => ({
    enabled: meter.enabled,
    tier: meter.tier,
    timeScale: meter.timeScale,
    readings: meter.readings(store.clock.now().getTime()),
    tenants: meter.tenantReadings(store.clock.now().getTime()),
  });

  app.get("/", (c) =>
    c.json({
      meter: readings(),
      profile: store.profile,
      clock: { offsetMs: store.clock.offsetMs },
      faults: faults.list(),
    }),
  );

  app.get("/faults", (c) => c.json(faults.list()));
  app.post("/faults", async (c) => {
    const fault = faultSchema.parse(await c.req.json());
    faults.add(fault);
    return c.json({ id: fault.id }, 201);
  });
  app.delete("/faults", (c) => {
    faults.clear();
    return c.body(null, 204);
  });
  app.delete("/faults/:id", (c) => {
    if (!faults.remove(c.req.param("id"))) throw new UnknownThing("fault");
    return c.body(null, 204);
  });

  app.get("/requests", (c) => {
    const count = z.coerce.number().int().min(0).max(2_000).default(100).parse(c.req.query("count"));
    return c.json({ totals: log.summary(), latest: log.latest(count) });
  });
  app.delete("/requests", (c) => {
    log.clear();
    return c.body(null, 204);
  });

  app.get("/meter", (c) => c.json(readings()));
  app.patch("/meter", async (c) => {
    Object.assign(meter, meterSchema.parse(await c.req.json()));
    return c.json(readings());
  });
  app.delete("/meter", (c) => {
    meter.clear();
    return c.body(null, 204);
  });

  app.get("/profile", (c) => c.json(store.profile));
  app.patch("/profile", async (c) => {
    const changes = z.record(z.string(), z.unknown()).parse(await c.req.json());
    const profile = profileSchema.parse({ ...store.profile, ...changes });
    store.commit({ t: "profile", profile });
    return c.json(profile);
  });
  app.patch("/clock", async (c) => {
    const { offsetMs } = clockSchema.parse(await c.req.json());
    store.commit({ t: "clock", offsetMs });
    return c.json({ offsetMs, now: store.clock.now().toISOString() });
  });

  app.route("/", contentLevers(store));

  app.get("/subscriptions", (c) => c.json([...store.subscriptions.values()]));
  app.delete("/subscriptions/:id", (c) => {
    store.commit({ t: "subscription-gone", id: findSubscription(c).id });
    return c.body(null, 204);
  });
  app.post("/subscriptions/:id/demand-reauthorization", async (c) => {
    await notifier.demandReauthorization(findSubscription(c));
    return c.body(null, 204);
  });
  app.get("/notifications", (c) => c.json(notifier.deliveries.toReversed()));
  app.delete("/notifications", (c) => {
    notifier.deliveries.length = 0;
    return c.body(null, 204);
  });

  app.get("/snapshot", (c) => c.json([...store.records()]));
  app.get("/snapshots", (c) => c.json(store.snapshots()));
  app.post("/snapshots/:name", (c) => {
    store.keepSnapshot(snapshotName.parse(c.req.param("name")));
    return c.body(null, 204);
  });
  app.post("/snapshots/:name/restore", (c) => {
    if (!store.restoreSnapshot(snapshotName.parse(c.req.param("name")))) throw new UnknownThing("snapshot");
    return c.body(null, 204);
  });
  app.post("/snapshot", async (c) => {
    const changes = snapshotSchema.parse(await c.req.json());
    store.restore(changes as unknown as Change[]);
    return c.body(null, 204);
  });
  app.post("/reset", (c) => {
    store.reset();
    faults.clear();
    log.clear();
    meter.clear();
    return c.body(null, 204);
  });

  function findSubscription(c: Context): Subscription {
    const found = store.subscriptions.get(c.req.param("id") ?? "");
    if (!found) throw new UnknownThing("subscription");
    return found;
  }

  return app;
}
