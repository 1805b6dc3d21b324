/**
 * A program of its own, because Node reads NODE_EXTRA_CA_CERTS once at its start: Microsoft's SDK and credential, as
 * they come, against a sandbox. Prints what it saw as one JSON line. Started by official-client.int.test.ts.
 */
import { ClientSecretCredential } from "@azure/identity";
import { BatchRequestContent, BatchResponseContent, Client, PageIterator } from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";
import { z } from "zod";

const settings = z
  .object({
    graphUrl: z.string(),
    authorityUrl: z.string(),
    tenantId: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
  })
  .parse(JSON.parse(process.argv[2] ?? ""));

const credential = new ClientSecretCredential(settings.tenantId, settings.clientId, settings.clientSecret, {
  authorityHost: settings.authorityUrl,
  disableInstanceDiscovery: true,
});
const client = Client.initWithMiddleware({
  authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes: [`${settings.graphUrl}/.default`] }),
  baseUrl: settings.graphUrl,
  customHosts: new Set(["localhost"]),
});

const withId = z.object({ id: z.string() });
const site = withId.parse(await client.api("/sites/contoso.sharepoint.com:/sites/reference-data").get());
const list = withId.parse(
  await client.api(`/sites/${site.id}/lists`).post({
    displayName: "Countries",
    list: { template: "genericList" },
    columns: [{ name: "Key", text: {}, indexed: true, enforceUniqueValues: true }],
  }),
);
const items = `/sites/${site.id}/lists/${list.id}/items`;

/** 60 rows by the SDK's own batch content. It takes Request objects and drops their host: what remains must be relative. */
const statuses: number[] = [];
for (let batch = 0; batch < 3; batch++) {
  const steps = Array.from({ length: 20 }, (_, at) => ({
    id: String(at),
    request: new Request(`https://graph.invalid${items}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ fields: { Title: `Row ${batch}-${at}`, Key: `${batch}-${at}` } }),
    }),
  }));
  const body: unknown = await client.api("/$batch").post(await new BatchRequestContent(steps).getContent());
  const answer = new BatchResponseContent(body as ConstructorParameters<typeof BatchResponseContent>[0]);
  for (const [, response] of answer.getResponses()) statuses.push(response.status);
}

/** All pages by the SDK's iterator. */
const seen: string[] = [];
const firstPage: unknown = await client.api(items).expand("fields($select=Key)").top(25).get();
const iterator = new PageIterator(client, firstPage as ConstructorParameters<typeof PageIterator>[1], (item) => {
  seen.push(z.object({ fields: z.object({ Key: z.string() }) }).parse(item).fields.Key);
  return true;
});
await iterator.iterate();

/** An error as the SDK shows it, and a throttled call that its retry handler sees through (the test has set the rule). */
const duplicate: unknown = await client
  .api(items)
  .post({ fields: { Key: "0-0" } })
  .catch((error: unknown) =>
    z.object({ statusCode: z.number(), code: z.string(), message: z.string(), requestId: z.string() }).parse(error),
  );
const found: unknown = await client.api(items).filter("fields/Key eq '2-19'").expand("fields").get();

console.log(JSON.stringify({ statuses, seen, duplicate, found }));
