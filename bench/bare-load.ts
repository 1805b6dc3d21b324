// The yardstick for a first load: sends the same items in the same batches with the official SDK, and does nothing else.
// No ledger, no operations, no reading of a database: the bodies stand ready before the clock starts.
import { readFileSync } from "node:fs";
import { ClientSecretCredential } from "@azure/identity";
import { Client } from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";
import { z } from "zod";

const input = z
  .object({
    graphUrl: z.url(),
    authorityUrl: z.url(),
    tenantId: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    siteId: z.string(),
    listId: z.string(),
    /** JSON file: an array of `fields` objects. */
    itemsFile: z.string(),
    perBatch: z.number().int().positive(),
    inFlight: z.number().int().positive(),
  })
  .parse(JSON.parse(process.env.BARE_LOAD ?? "null"));

const items = z.array(z.record(z.string(), z.json())).parse(JSON.parse(readFileSync(input.itemsFile, "utf8")));
const answerShape = z.object({ responses: z.array(z.object({ id: z.string(), status: z.number() })) });

const credential = new ClientSecretCredential(input.tenantId, input.clientId, input.clientSecret, {
  authorityHost: input.authorityUrl,
  disableInstanceDiscovery: true,
});
const client = Client.initWithMiddleware({
  authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes: [`${input.graphUrl}/.default`] }),
  baseUrl: input.graphUrl,
  customHosts: new Set([new URL(input.graphUrl).hostname]),
});

const url = `/sites/${input.siteId}/lists/${input.listId}/items`;
const batches: { requests: unknown[] }[] = [];
for (let start = 0; start < items.length; start += input.perBatch) {
  const requests = items.slice(start, start + input.perBatch).map((fields, index) => ({
    id: String(index),
    method: "POST",
    url,
    headers: { "Content-Type": "application/json" },
    body: { fields },
  }));
  batches.push({ requests });
}

async function sendAll(): Promise<number> {
  let next = 0;
  let created = 0;
  const sender = async (): Promise<void> => {
    for (let batch = batches[next++]; batch !== undefined; batch = batches[next++]) {
      const answer: unknown = await client.api("/$batch").post(batch);
      created += answerShape.parse(answer).responses.filter(({ status }) => status === 201).length;
    }
  };
  await Promise.all(Array.from({ length: input.inFlight }, sender));
  return created;
}

// The token is fetched before, as it would be in a process that has been running for a while.
await credential.getToken(`${input.graphUrl}/.default`);
const cpuBefore = process.cpuUsage();
const begin = performance.now();
const created = await sendAll();
const seconds = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
console.log(JSON.stringify({ created, seconds, cpuMs: (user + system) / 1000 }));
