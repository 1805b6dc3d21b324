import { DefaultInit, type GraphFI, GraphQueryable, graphfi } from "@pnp/graph";
import "@pnp/graph/batching";
import "@pnp/graph/columns";
import "@pnp/graph/content-types";
import "@pnp/graph/list-item";
import "@pnp/graph/lists";
import "@pnp/graph/permissions";
import "@pnp/graph/sites";
import "@pnp/graph/subscriptions";
import { BearerToken, BrowserFetchWithRetry, DefaultParse, InjectHeaders } from "@pnp/queryable";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Sandbox } from "@/e2e/support/sandbox";
import { FULL_CONTROL_CLIENT_ID, SELECTED_CLIENT_ID, TRIAL_SECRET } from "./directory";
import { rawClient } from "./testing/raw-client";
import { startReceiver } from "./testing/receiver";
import { startTrustedSandbox } from "./testing/trusted-sandbox";

let sandbox: Sandbox;
let graph: GraphFI;
let siteId: string;

/** The client as its makers compose it for Node, with a token had beforehand. */
async function open(app?: { clientId: string; clientSecret: string }): Promise<GraphFI> {
  const { token, close } = await rawClient(sandbox, app);
  close();
  return graphfi().using(
    DefaultInit(`${sandbox.info.graphUrl}/v1.0`),
    InjectHeaders({ "Content-Type": "application/json" }),
    BrowserFetchWithRetry({ interval: 20 }),
    DefaultParse(),
    BearerToken(token),
  );
}

beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  graph = await open();
  const site = await graph.sites.getByUrl("contoso.sharepoint.com", "/sites/reference-data");
  siteId = String((await site()).id);
});
afterAll(() => sandbox?.stop());
beforeEach(() => sandbox.levers.clearFaults());

let titles = 0;
async function newList() {
  const displayName = `Parts ${++titles}`;
  const made = await graph.sites.getById(siteId).lists.add({
    displayName,
    list: { template: "genericList" },
    columns: [{ name: "Key", text: {}, indexed: true, enforceUniqueValues: true }],
  });
  return { displayName, id: String(made.id), list: graph.sites.getById(siteId).lists.getById(String(made.id)) };
}
type Shown = { id: string; fields: Record<string, unknown> };

describe("the client of PnP", () => {
  it("finds sites and makes, reads, changes and deletes lists", async () => {
    expect(await graph.sites.getById(siteId).select("displayName")()).toMatchObject({ displayName: "Reference data" });
    expect(await graph.sites.root()).toMatchObject({ siteCollection: { hostname: "contoso.sharepoint.com" } });
    const { list, displayName } = await newList();
    expect(await list()).toMatchObject({ displayName, list: { template: "genericList" } });
    await list.update({ description: "changed" });
    const named = await graph.sites
      .getById(siteId)
      .lists.filter("displayName eq 'ignored'")
      .select("displayName", "description")();
    expect(named).toContainEqual(expect.objectContaining({ displayName, description: "changed" }));
    expect(await list.contentTypes()).toMatchObject([{ name: "Item" }, { name: "Folder" }]);
    await list.delete();
    await expect(list()).rejects.toMatchObject({ status: 404 });
  });

  it("makes, reads, changes and deletes columns", async () => {
    const { list } = await newList();
    const made = await list.columns.add({ name: "Order No", text: { maxLength: 20 } });
    const column = list.columns.getById(String(made.id));
    expect(await column()).toMatchObject({ name: "Order_x0020_No", displayName: "Order No" });
    await column.update({ displayName: "Number" });
    expect(await list.columns.select("name", "displayName")()).toContainEqual(
      expect.objectContaining({ name: "Order_x0020_No", displayName: "Number" }),
    );
    await column.delete();
    expect((await list.columns()).map(({ name }) => name)).not.toContain("Order_x0020_No");
    await expect(list.columns.add({ name: "Price", currency: { locale: "en-us" } })).rejects.toMatchObject({
      status: 400,
    });
  });

  it("makes, reads, filters, changes and deletes items, and shows versions", async () => {
    const { list } = await newList();
    const made = await list.items.add({ fields: { Key: "a", Title: "First" } as object });
    const item = list.items.getById(String(made.id));
    await item.update({ fields: { Title: "Second" } as object });
    expect(await item.expand("fields($select=Key,Title)")()).toMatchObject({ fields: { Key: "a", Title: "Second" } });
    expect(await item.versions()).toMatchObject([{ id: "2.0" }, { id: "1.0" }]);
    const found = await list.items.filter("fields/Key eq 'A'").expand("fields")();
    expect(found).toMatchObject([{ id: made.id, fields: { Title: "Second" } }]);
    await expect(list.items.add({ fields: { Key: "A" } as object })).rejects.toThrow("unique constraints");
    await item.delete();
    await expect(item()).rejects.toMatchObject({ status: 404 });
  });

  it("batches, each entry with its own answer, and pages to the end", async () => {
    const { id, list } = await newList();
    const [batched, execute] = graph.batched();
    const entries = Array.from({ length: 45 }, (_, at) =>
      batched.sites
        .getById(siteId)
        .lists.getById(id)
        .items.add({ fields: { Key: at === 44 ? "0" : String(at) } as object })
        .then(
          (item) => String(item.id),
          (error: unknown) => (error instanceof Error ? error.message : ""),
        ),
    );
    await execute();
    const answers = await Promise.all(entries);
    expect(new Set(answers.slice(0, 44)).size).toBe(44);
    expect(answers[44]).toContain("unique constraints");
    const keys: unknown[] = [];
    for await (const page of list.items.expand("fields($select=Key)").top(10)) {
      expect(page.length).toBeLessThanOrEqual(10);
      keys.push(...(page as unknown as Shown[]).map(({ fields }) => fields.Key));
    }
    expect(keys.map(Number)).toEqual(Array.from({ length: 44 }, (_, at) => at));
  });

  it("sees through refused calls by its own retries", async () => {
    const { list } = await newList();
    await sandbox.levers.addFault({ method: "GET", path: "/items", action: { kind: "answer", status: 503 }, times: 1 });
    await sandbox.levers.addFault({ method: "GET", path: "/items", action: { kind: "answer", status: 429 }, times: 1 });
    expect(await list.items()).toEqual([]);
  });

  it("follows a delta by its links", async () => {
    const { list } = await newList();
    await list.items.add({ fields: { Key: "a" } as object });
    type Page = { value: Shown[]; "@odata.deltaLink": string };
    const read = async (link: string): Promise<Page> => {
      const query = GraphQueryable([GraphQueryable(list, "items"), link]);
      query.on.parse.replace(async (url, response) => [url, response, await response.json()]);
      return (await query()) as Page;
    };
    const first = await read(`${GraphQueryable(list, "items/delta").toUrl()}?$expand=fields`);
    expect(first.value).toMatchObject([{ fields: { Key: "a" } }]);
    await list.items.getById("1").delete();
    expect((await read(first["@odata.deltaLink"])).value).toMatchObject([{ id: "1", deleted: { state: "deleted" } }]);
  });

  it("subscribes to a list and renews, and grants a site", async () => {
    const { id } = await newList();
    const receiver = await startReceiver(sandbox);
    const until = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    const resource = `sites/${siteId}/lists/${id}`;
    const { subscription } = await graph.subscriptions.add("updated", receiver.url, resource, until(10), {
      clientState: "s",
    });
    await subscription.update({ expirationDateTime: until(20) });
    expect(await graph.subscriptions()).toMatchObject([{ resource }]);
    await subscription.delete();
    await receiver.close();
    const owner = await open({ clientId: FULL_CONTROL_CLIENT_ID, clientSecret: TRIAL_SECRET });
    const site = owner.sites.getById(siteId);
    const { id: grant } = await site.permissions.add({
      roles: ["write"],
      grantedToIdentities: [{ application: { id: SELECTED_CLIENT_ID, displayName: "Trial" } }],
    });
    await site.permissions.getById(String(grant)).update({ roles: ["fullcontrol"] });
    expect(await site.permissions()).toMatchObject([{ roles: ["fullcontrol"] }]);
    await site.permissions.getById(String(grant)).delete();
    expect(await site.permissions()).toEqual([]);
  });
});
