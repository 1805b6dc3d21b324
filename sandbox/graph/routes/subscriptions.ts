// Graph contract 9.1 and 9.2 (subscriptions to a list; their delivery: ../notifier.ts). Fidelity caveat: see ../server.ts.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { levelOn, levelOnList, requireLevel } from "../access";
import type { Answer, Context } from "../call";
import type { JsonObject, Site, Subscription } from "../entities";
import { GraphError } from "../errors";
import { findList } from "./lists";
import { metadata, type Route, UNITS } from "./route";
import { findSite } from "./sites";

const MAX_LIFE_MINUTES = 42_300;

const refused = (message: string) => new GraphError(400, "InvalidRequest", message);
const unknown = () => new GraphError(404, "ResourceNotFound", "The object was not found.");

const instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)), "This is no time.");
const createSchema = z.object({
  changeType: z.string(),
  notificationUrl: z.string(),
  lifecycleNotificationUrl: z.string().nullish(),
  resource: z.string(),
  expirationDateTime: instant,
  clientState: z.string().nullish(),
  latestSupportedTlsVersion: z.string().optional(),
});

function subscriptionJson(subscription: Subscription): JsonObject {
  return {
    id: subscription.id,
    resource: subscription.resource,
    applicationId: subscription.appId,
    changeType: "updated",
    clientState: null,
    notificationUrl: subscription.notificationUrl,
    lifecycleNotificationUrl: subscription.lifecycleNotificationUrl ?? null,
    expirationDateTime: subscription.expires,
    creatorId: subscription.appId.replace("5ab0c0de", "5ab0c0d0"),
    latestSupportedTlsVersion: subscription.latestSupportedTlsVersion,
  };
}

/** Checks, then shakes hands with both addresses, then stores: a failed handshake leaves nothing. */
async function createSubscription(context: Context): Promise<Answer> {
  const parsed = createSchema.safeParse(context.call.body);
  if (!parsed.success) throw refused(`Invalid value of '${String(parsed.error.issues[0]?.path[0] ?? "")}'.`);
  const asked = parsed.data;
  if (asked.changeType !== "updated") throw refused("Only 'updated' is supported as the change type of a list.");
  if ((asked.clientState ?? "").length > 128) throw refused("The client state is longer than 128 characters.");
  const expires = readExpiry(context, asked.expirationDateTime);
  const urls = [asked.notificationUrl, asked.lifecycleNotificationUrl].filter((url): url is string => Boolean(url));
  for (const url of urls) checkUrl(context, url);
  const { site, listId } = resourceOf(context, asked.resource);
  const { caller } = context.call;
  refuseSecond(context, listId);
  for (const url of urls)
    if (!(await context.reaches(url)))
      throw refused(
        "Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.",
      );
  const subscription: Subscription = {
    id: randomUUID(),
    tenantId: caller.tenant.id,
    appId: caller.app.clientId,
    siteId: site.id,
    listId,
    resource: asked.resource,
    notificationUrl: asked.notificationUrl,
    ...(asked.lifecycleNotificationUrl ? { lifecycleNotificationUrl: asked.lifecycleNotificationUrl } : {}),
    ...(asked.clientState ? { clientState: asked.clientState } : {}),
    expires,
    latestSupportedTlsVersion: asked.latestSupportedTlsVersion ?? "v1_2",
  };
  context.store.commit({ t: "subscription", subscription });
  // The state is told once; later readings show none.
  const body = { ...subscriptionJson(subscription), clientState: subscription.clientState ?? null };
  return { status: 201, body: { ...contextOf(context, "/$entity"), ...body } };
}

const contextOf = (context: Context, rest = "") => ({
  "@odata.context": metadata(context.call.origin, `subscriptions${rest}`),
});

/** In the future, and by at most 42,300 minutes. */
function readExpiry(context: Context, text: string): string {
  const minutes = (Date.parse(text) - context.store.clock.now().getTime()) / 60_000;
  if (minutes <= 0) throw refused("The expiration time of a subscription must be in the future.");
  if (minutes > MAX_LIFE_MINUTES)
    throw refused(`Subscription expiration can only be ${MAX_LIFE_MINUTES} minutes in the future.`);
  return new Date(text).toISOString();
}

function checkUrl({ profile }: Context, text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHere = url?.hostname === "localhost" || url?.hostname === "127.0.0.1";
  const allowed = url?.protocol === "https:" || (profile.plainHttpNotifications && url?.protocol === "http:" && isHere);
  if (!allowed) throw refused("The notification address must be an absolute https address.");
}

const listResource = /^\/?sites\/([^/]+)\/lists\/([^/?]+)\/?$/i;

function resourceOf(context: Context, resource: string): { site: Site; listId: string } {
  const match = listResource.exec(resource);
  if (!match?.[1] || !match[2]) throw refused(`The resource '${resource}' cannot be subscribed to.`);
  const site = findSite(context, decodeURIComponent(match[1]));
  const { list } = findList(context, site, decodeURIComponent(match[2]));
  const { caller } = context.call;
  const level = levelOn(site, caller, context.profile) ?? levelOnList(list, caller, context.profile);
  requireLevel(level, context.profile.subscriptionNeeds);
  return { site, listId: list.id };
}

/** Table (d) 20: documented as refused, observed as made. */
function refuseSecond(context: Context, listId: string): void {
  if (context.profile.sameResourceSubscription === "allow") return;
  const held = own(context).find((each) => each.listId === listId);
  if (held)
    throw new GraphError(409, "Conflict", `Subscription Id ${held.id} already exists for the requested combination.`);
}

/** The caller's subscriptions that have not run out. */
function own({ store, call }: Context): Subscription[] {
  const now = store.clock.now().getTime();
  return [...store.subscriptions.values()].filter(
    (each) =>
      each.tenantId === call.caller.tenant.id &&
      each.appId === call.caller.app.clientId &&
      Date.parse(each.expires) > now,
  );
}

function find(context: Context): Subscription {
  const found = own(context).find(({ id }) => id === context.params.subscription);
  if (!found) throw unknown();
  return found;
}

function listSubscriptions(context: Context): Answer {
  return { status: 200, body: { ...contextOf(context), value: own(context).map(subscriptionJson) } };
}

function getSubscription(context: Context): Answer {
  return { status: 200, body: { ...contextOf(context, "/$entity"), ...subscriptionJson(find(context)) } };
}

const renewSchema = z.strictObject({ expirationDateTime: instant });

/** Renews, and is an answer to reauthorizationRequired as well (Graph contract 9.3). */
function renewSubscription(context: Context): Answer {
  const { isPaused: _paused, ...before } = find(context);
  const parsed = renewSchema.safeParse(context.call.body);
  if (!parsed.success) throw refused("Only the expiration time of a subscription can be changed.");
  const subscription = { ...before, expires: readExpiry(context, parsed.data.expirationDateTime) };
  context.store.commit({ t: "subscription", subscription });
  return { status: 200, body: { ...contextOf(context, "/$entity"), ...subscriptionJson(subscription) } };
}

function reauthorize(context: Context): Answer {
  const { isPaused: _paused, ...subscription } = find(context);
  context.store.commit({ t: "subscription", subscription });
  return { status: 204 };
}

function deleteSubscription(context: Context): Answer {
  context.store.commit({ t: "subscription-gone", id: find(context).id });
  return { status: 204 };
}

const all = "/subscriptions";
const one = `${all}/:subscription`;
const route = (
  method: Route["method"],
  path: string,
  units: number,
  handle: (context: Context) => Answer | Promise<Answer>,
) => ({ scope: "tenant", method, path, needs: "read", units, handle }) as const;

export const subscriptionRoutes: Route[] = [
  route("GET", all, UNITS.collection, listSubscriptions),
  route("POST", all, UNITS.write, createSubscription),
  route("GET", one, UNITS.single, getSubscription),
  route("PATCH", one, UNITS.write, renewSubscription),
  route("DELETE", one, UNITS.write, deleteSubscription),
  route("POST", `${one}/reauthorize`, UNITS.write, reauthorize),
];
