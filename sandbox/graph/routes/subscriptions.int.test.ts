import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { patience } from "@/e2e/support/patience";
import { READ_ONLY_CLIENT_ID, TRIAL_SECRET } from "../directory";
import { newList, refusal, startTrial } from "../testing/contract-trial";
import { containing } from "../testing/matchers";
import { rawClient } from "../testing/raw-client";
import { type NotificationReceiver, properEcho, startReceiver } from "../testing/receiver";

const trial = startTrial();
let receiver: NotificationReceiver;
beforeAll(async () => {
  receiver = await startReceiver(trial.sandbox);
});
afterAll(() => receiver?.close());
beforeEach(async () => {
  receiver.received = [];
  await trial.sandbox.levers.setProfile({
    notificationDelayMs: 20,
    notificationRetrySeconds: 0.02,
    handshakeSeconds: 2,
  });
});
afterEach(async () => {
  receiver.echo = properEcho;
  receiver.status = 202;
  for (const { id } of (await levers("GET", "/subscriptions")) as { id: string }[])
    await levers("DELETE", `/subscriptions/${id}`);
  await trial.sandbox.levers.setProfile({
    sameResourceSubscription: "allow",
    notificationData: "type",
    subscriptionNeeds: "write",
    plainHttpNotifications: false,
  });
});

const levers = (method: string, path: string, body?: unknown) => trial.sandbox.levers.call(method, path, body);
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const wish = (list: { id: string }, more: object = {}) => ({
  changeType: "updated",
  notificationUrl: `${receiver.url}/hooks/graph`,
  resource: `sites/${trial.site}/lists/${list.id}`,
  expirationDateTime: inMinutes(60),
  clientState: "between us",
  ...more,
});
const subscribe = (list: { id: string }, more: object = {}) => trial.graph.post("/subscriptions", wish(list, more));
const addItem = (list: { path: string }, Key: string) => trial.graph.post(`${list.path}/items`, { fields: { Key } });
const seen = () => receiver.received.flatMap(({ value }) => value);
const told = (count: number) => vi.waitFor(() => expect(seen().length).toBeGreaterThanOrEqual(count), patience);

describe("subscriptions (contract 9.1, 9.2)", () => {
  it("are made after a handshake with both addresses, listed, renewed and deleted", async () => {
    const list = await newList(trial);
    const asked: string[] = [];
    receiver.echo = (token) => {
      asked.push(token);
      return properEcho(token);
    };
    const made = await subscribe(list, { lifecycleNotificationUrl: `${receiver.url}/hooks/life` });
    expect(made.status).toBe(201);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toContain(" ");
    expect(made.body).toMatchObject({
      changeType: "updated",
      applicationId: trial.sandbox.info.sync.clientId,
      latestSupportedTlsVersion: "v1_2",
      clientState: "between us",
    });
    const one = `/subscriptions/${made.body.id}`;
    expect((await trial.graph.get("/subscriptions")).body.value).toMatchObject([
      { id: made.body.id, clientState: null },
    ]);
    const expirationDateTime = inMinutes(42_290);
    expect((await trial.graph.patch(one, { expirationDateTime })).body).toMatchObject({ expirationDateTime });
    expect((await trial.graph.patch(one, { expirationDateTime: inMinutes(42_400) })).status).toBe(400);
    expect((await trial.graph.patch(one, { notificationUrl: "https://else.example" })).status).toBe(400);
    expect((await trial.graph.delete(one)).status).toBe(204);
    expect((await trial.graph.get(one)).status).toBe(404);
    expect((await trial.graph.delete(one)).status).toBe(404);
  });

  it.each([
    ["another change type", { changeType: "created" }, "updated"],
    ["more than 42,300 minutes", { expirationDateTime: inMinutes(42_400) }, "42300"],
    ["a time that has passed", { expirationDateTime: inMinutes(-1) }, "future"],
    ["plain http", { notificationUrl: "http://localhost:1/hooks" }, "https"],
    ["a long client state", { clientState: "x".repeat(129) }, "128"],
    ["another resource", { resource: "users/me" }, "users/me"],
  ])("refuse %s, and nothing is made", async (_, more, message) => {
    const list = await newList(trial);
    expect(refusal(await subscribe(list, more))).toEqual([400, "InvalidRequest", containing(message)]);
    expect((await trial.graph.get("/subscriptions")).body.value).toEqual([]);
  });

  it.each([
    ["another text", (token: string) => ({ ...properEcho(token), text: `${token}!` })],
    ["the token still encoded", (token: string) => ({ ...properEcho(token), text: encodeURIComponent(token) })],
    ["another type", (token: string) => ({ ...properEcho(token), contentType: "text/html" })],
    ["another status", (token: string) => ({ ...properEcho(token), status: 202 })],
  ])("fail by a handshake that answers %s", async (_, echo) => {
    const list = await newList(trial);
    receiver.echo = echo;
    expect(refusal(await subscribe(list))).toEqual([
      400,
      "InvalidRequest",
      containing("Subscription validation request failed."),
    ]);
    expect(await levers("GET", "/subscriptions")).toEqual([]);
  });

  it("need the permission to write, or only to read where a tenant says so (table (d) 28), and the list to be there", async () => {
    const list = await newList(trial);
    const reader = await rawClient(trial.sandbox, { clientId: READ_ONLY_CLIENT_ID, clientSecret: TRIAL_SECRET });
    expect((await reader.post("/subscriptions", wish(list))).status).toBe(403);
    await trial.sandbox.levers.setProfile({ subscriptionNeeds: "read" });
    const made = await reader.post("/subscriptions", wish(list));
    expect(made.status).toBe(201);
    // Another application does not see it.
    expect((await trial.graph.get(`/subscriptions/${made.body.id}`)).status).toBe(404);
    expect((await subscribe({ id: "00000000-0000-4000-8000-000000000000" })).status).toBe(404);
    reader.close();
  });

  it("to the same list twice are two, or refused with 409 (table (d) 20)", async () => {
    const list = await newList(trial);
    expect((await subscribe(list)).status).toBe(201);
    expect((await subscribe(list)).status).toBe(201);
    await trial.sandbox.levers.setProfile({ sameResourceSubscription: "refuse" });
    expect((await subscribe(list)).status).toBe(409);
    expect((await subscribe(await newList(trial))).status).toBe(201);
  });

  it("run out, and go with their list (contract 4.4)", async () => {
    const list = await newList(trial);
    const made = await subscribe(list, { expirationDateTime: inMinutes(5) });
    await trial.sandbox.levers.setClockOffset(6 * 60_000);
    expect((await trial.graph.get(`/subscriptions/${made.body.id}`)).status).toBe(404);
    expect(
      (await trial.graph.patch(`/subscriptions/${made.body.id}`, { expirationDateTime: inMinutes(20) })).status,
    ).toBe(404);
    await addItem(list, "unheard");
    await trial.sandbox.levers.setClockOffset(0);
    await subscribe(list);
    await trial.graph.delete(list.path);
    expect(await levers("GET", "/subscriptions")).toEqual([]);
    expect(seen()).toEqual([]);
  });
});

describe("notifications (contract 9.3)", () => {
  it("say that a list changed, whoever changed it, without item or value", async () => {
    const list = await newList(trial);
    const made = await subscribe(list);
    await addItem(list, "1");
    await told(1);
    expect(seen()[0]).toEqual({
      subscriptionId: made.body.id,
      subscriptionExpirationDateTime: made.body.expirationDateTime,
      clientState: "between us",
      changeType: "updated",
      resource: `sites/${trial.site}/lists/${list.id}`,
      tenantId: trial.sandbox.info.tenantId,
      resourceData: { "@odata.type": "#Microsoft.Graph.ListItem" },
    });
    await trial.sandbox.levers.setProfile({ notificationData: "none" });
    await trial.sandbox.levers.deleteItem(list.id, 1);
    await told(2);
    expect(seen()[1]).not.toHaveProperty("resourceData");
    // Of another list nothing is told.
    await addItem(await newList(trial), "1");
    await addItem(list, "2");
    await told(3);
    expect(new Set(seen().map(({ resource }) => resource)).size).toBe(1);
  });

  it("come together in one call, and again when the receiver refuses them", async () => {
    const list = await newList(trial);
    await subscribe(list);
    await subscribe(list);
    receiver.status = 500;
    await addItem(list, "1");
    await told(4);
    receiver.status = 202;
    expect(receiver.received[0]?.value).toHaveLength(2);
    const attempts = (await levers("GET", "/notifications")) as { kind: string; outcome: string; attempt: number }[];
    expect(attempts.some(({ kind, outcome }) => kind === "change" && outcome === "refused")).toBe(true);
    expect(Math.max(...attempts.map(({ attempt }) => attempt))).toBeGreaterThan(1);
  });

  it("are lost, repeated, late or forged by rules", async () => {
    const list = await newList(trial);
    await subscribe(list);
    const rule = (action: object) =>
      levers("POST", "/faults", { where: "notification", path: "/hooks/graph", action, times: 1 });
    await rule({ kind: "drop" });
    await addItem(list, "lost");
    await vi.waitFor(
      async () =>
        expect(await levers("GET", "/notifications")).toContainEqual(
          expect.objectContaining({ outcome: "lost by a rule" }),
        ),
      patience,
    );
    expect(seen()).toEqual([]);
    await rule({ kind: "repeat", copies: 2 });
    await addItem(list, "thrice");
    await told(3);
    expect(seen()[2]).toEqual(seen()[0]);
    await rule({ kind: "forgeState" });
    await addItem(list, "forged");
    await told(4);
    expect(seen()[3]?.clientState).not.toBe("between us");
    await rule({ kind: "delay", ms: 300 });
    await addItem(list, "late");
    await told(5);
    expect(seen()[4]?.clientState).toBe("between us");
  });

  it("pause on reauthorizationRequired until the subscriber answers; what happened meanwhile is lost", async () => {
    const list = await newList(trial);
    const made = await subscribe(list, { lifecycleNotificationUrl: `${receiver.url}/hooks/life` });
    await levers("POST", `/subscriptions/${made.body.id}/demand-reauthorization`);
    expect(receiver.received).toMatchObject([
      { path: "/hooks/life", value: [{ lifecycleEvent: "reauthorizationRequired", clientState: "between us" }] },
    ]);
    await addItem(list, "unheard");
    expect((await trial.graph.post(`/subscriptions/${made.body.id}/reauthorize`)).status).toBe(204);
    await addItem(list, "heard");
    await told(2);
    expect(receiver.received.filter(({ path }) => path === "/hooks/graph")).toHaveLength(1);
    await levers("POST", `/subscriptions/${made.body.id}/demand-reauthorization`);
    await trial.graph.patch(`/subscriptions/${made.body.id}`, { expirationDateTime: inMinutes(90) });
    await addItem(list, "heard again");
    await told(4);
  });
});
