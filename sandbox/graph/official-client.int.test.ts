import { ClientCertificateCredential, ClientSecretCredential, type TokenCredential } from "@azure/identity";
import {
  BatchRequestContent,
  BatchResponseContent,
  Client,
  GraphError,
  PageIterator,
} from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";
import { generate } from "selfsigned";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Sandbox } from "@/e2e/support/sandbox";
import { containing, like } from "./testing/matchers";
import { startTrustedSandbox } from "./testing/trusted-sandbox";

let sandbox: Sandbox;
let client: Client;
let site: string;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  const { info } = sandbox;
  client = open(new ClientSecretCredential(info.tenantId, info.sync.clientId, info.sync.clientSecret, authority()));
  site = withId.parse(await client.api("/sites/contoso.sharepoint.com:/sites/reference-data").get()).id;
});
afterEach(() => sandbox.levers.clearFaults());
afterAll(() => sandbox?.stop());

const authority = () => ({ authorityHost: sandbox.info.authorityUrl, disableInstanceDiscovery: true });
const open = (credential: TokenCredential) =>
  Client.initWithMiddleware({
    authProvider: new TokenCredentialAuthenticationProvider(credential, {
      scopes: [`${sandbox.info.graphUrl}/.default`],
    }),
    baseUrl: sandbox.info.graphUrl,
    customHosts: new Set(["localhost"]),
  });

const withId = z.object({ id: z.string() });
type Page = ConstructorParameters<typeof PageIterator>[1];
let titles = 0;
async function newItems(): Promise<string> {
  const columns = [{ name: "Key", text: {}, indexed: true, enforceUniqueValues: true }];
  const made: unknown = await client
    .api(`/sites/${site}/lists`)
    .post({ displayName: `Countries ${++titles}`, list: { template: "genericList" }, columns });
  return `/sites/${site}/lists/${withId.parse(made).id}/items`;
}

/** The SDK's batch content takes Request objects and drops their host: what remains must be relative. */
const post = (id: string, items: string, fields: object) => ({
  id,
  request: new Request(`https://graph.invalid${items}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ fields }),
  }),
});
const send = async (batch: BatchRequestContent) =>
  new BatchResponseContent(
    (await client.api("/$batch").post(await batch.getContent())) as ConstructorParameters<
      typeof BatchResponseContent
    >[0],
  );
async function fill(items: string, count: number) {
  for (let from = 0; from < count; from += 20) {
    const steps = Array.from({ length: Math.min(20, count - from) }, (_, at) =>
      post(String(at), items, { Key: `k${from + at}` }),
    );
    for (const [, { status }] of (await send(new BatchRequestContent(steps))).getResponses()) expect(status).toBe(201);
  }
}

describe("Microsoft's SDK", () => {
  it("works with its own credentials, secret and certificate", async () => {
    const made = await generate([{ name: "commonName", value: "sync" }], { algorithm: "sha256" });
    const { info } = sandbox;
    await sandbox.levers.call("PUT", `/apps/${info.sync.clientId}/certificates`, [made.cert]);
    const pair = { certificate: `${made.private}\n${made.cert}` };
    const other = open(new ClientCertificateCredential(info.tenantId, info.sync.clientId, pair, authority()));
    expect(await other.api(`/sites/${site}`).get()).toMatchObject({ id: site });
  });

  it("pages by its iterator to the end, with a rest in between", async () => {
    const items = await newItems();
    await fill(items, 60);
    const seen: string[] = [];
    const first: unknown = await client.api(items).expand("fields($select=Key)").top(25).get();
    const iterator = new PageIterator(client, first as Page, (item) => {
      seen.push(z.object({ fields: z.object({ Key: z.string() }) }).parse(item).fields.Key);
      return seen.length !== 30;
    });
    await iterator.iterate();
    expect(seen).toHaveLength(30);
    expect(iterator.isComplete()).toBe(false);
    await iterator.resume();
    expect(seen).toEqual(Array.from({ length: 60 }, (_, at) => `k${at}`));
    expect(iterator.isComplete()).toBe(true);
  });

  it("follows a delta by its iterator and goes on from its link", async () => {
    const items = await newItems();
    await fill(items, 5);
    const all: unknown = await client.api(`${items}/delta`).query({ $top: "2", $expand: "fields" }).get();
    const ids: string[] = [];
    const take = (item: unknown) => ids.push(withId.parse(item).id) > 0;
    const iterator = new PageIterator(client, all as Page, take);
    await iterator.iterate();
    expect(ids).toEqual(["1", "2", "3", "4", "5"]);
    await client.api(`${items}/2`).delete();
    const changes: unknown = await client.api(String(iterator.getDeltaLink())).get();
    expect(changes).toMatchObject({ value: [{ id: "2", deleted: { state: "deleted" } }] });
  });

  it("batches in a chain: what depends on a failure is not tried", async () => {
    const items = await newItems();
    const batch = new BatchRequestContent([
      post("1", items, { Key: "a" }),
      post("2", items, { Key: "A" }),
      post("3", items, { Key: "b" }),
    ]);
    batch.addDependency("2", "1");
    batch.addDependency("3", "2");
    const answer = await send(batch);
    expect(["1", "2", "3"].map((id) => answer.getResponseById(id).status)).toEqual([201, 400, 424]);
    const refused: unknown = await answer.getResponseById("2").json();
    expect(refused).toMatchObject({ error: { message: containing("unique constraints") } });
  });

  it("hands refused entries back with their own Retry-After, and retries none of them", async () => {
    const items = await newItems();
    const action = { kind: "answer", status: 429, headers: { "Retry-After": "7" } } as const;
    await sandbox.levers.addFault({ where: "entry", body: '"b"', action });
    const answer = await send(
      new BatchRequestContent([post("1", items, { Key: "a" }), post("2", items, { Key: "b" })]),
    );
    expect(answer.getResponseById("1").status).toBe(201);
    expect(answer.getResponseById("2").status).toBe(429);
    expect(answer.getResponseById("2").headers.get("Retry-After")).toBe("7");
  });

  it("sees through a throttled call by its own retries, and shows other refusals as they are", async () => {
    const items = await newItems();
    await client.api(items).post({ fields: { Key: "a" } });
    await sandbox.levers.clearRequests();
    await sandbox.levers.addFault({ method: "GET", path: "/items", action: { kind: "answer", status: 429 }, times: 1 });
    expect(await client.api(items).filter("fields/Key eq 'a'").expand("fields").get()).toMatchObject({
      value: [{ id: "1" }],
    });
    const { totals } = await sandbox.levers.requests();
    expect(totals["GET /sites/:site/lists/:list/items"]?.byStatus).toEqual({ 200: 1, 429: 1 });
    const error: unknown = await client
      .api(items)
      .post({ fields: { Key: "A" } })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchObject({
      statusCode: 400,
      code: "invalidRequest",
      message: "One or more fields with unique constraints already has the provided value.",
      requestId: like(/^[0-9a-f-]{36}$/),
    });
  });
});
