import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { addSite, createConnection, requestDiscovery, updateConnection } from "@/lib/features/sharepoint/mutations";
import { getSite } from "@/lib/features/sharepoint/queries";
import { createConnectionInput, discoveryInput, updateConnectionInput } from "@/lib/features/sharepoint/schema";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { continueDiscovery } from "./discover-sharepoint";

let metastore: TestDatabase;
let graph: SandboxGraph;
let siteId: string;
let connectionId: string;

const admin: Context = {
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: ["Admin"] },
  requestId: "request-1",
};
const signal = new AbortController().signal;

function settings() {
  const { tenantId, clientId, clientSecret, authorityHost, scopes } = graph.options;
  return { name: "Contoso", tenantId, clientId, clientSecret, authorityHost, scopes: [...scopes] };
}

beforeAll(async () => {
  process.env.SYNCBRIDGE_SECRET_KEY = randomBytes(32).toString("base64");
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  configureQueue(metastore.url);
  graph = await startSandboxGraph();
  ({ connectionId } = await createConnection(admin, createConnectionInput.parse(settings())));
  const address = "https://contoso.sharepoint.com/sites/operations";
  ({ siteId } = await addSite(admin, { connectionId, address }));
});

afterAll(async () => {
  await closeQueue();
  await closeDatabase();
  await graph?.stop();
  await metastore?.drop();
});

const countedLists = () => db().targetListMetric.groupBy({ by: ["targetListId"], _count: true });

/** Graph's pause is over, for the metastore and, as in another process, for a client that was never told of it. */
async function endPause(): Promise<void> {
  await db().graphBudget.updateMany({ data: { pausedUntil: null } });
  await updateConnection(admin, updateConnectionInput.parse({ ...settings(), connectionId }));
}

it("a discovery that is told to wait says until when, goes on by itself, and reads no list twice", async () => {
  const { levers } = graph.sandbox;
  await requestDiscovery(admin, discoveryInput.parse({ siteId }));
  await levers.addFault({
    method: "GET",
    path: "/columns",
    after: 1,
    action: { kind: "answer", status: 429, headers: { "Retry-After": "600" } },
  });
  // As a worker does that takes the job.
  await db().$executeRaw`UPDATE pgboss.job SET state = 'active', started_on = now() WHERE name = 'discover-site'`;
  await continueDiscovery({ siteId, signal });
  const waiting = await getSite(admin, { siteId });
  expect(waiting).toMatchObject({ isDiscovering: true, discoveryError: null, lastDiscoveredAt: null });
  const waitsMs = (waiting.discoveryWaitingUntil?.getTime() ?? 0) - Date.now();
  expect(waitsMs).toBeGreaterThan(500_000);
  expect(waitsMs).toBeLessThanOrEqual(600_000);
  const read = await countedLists();
  expect(read).toHaveLength(1);
  const [job] = await db().$queryRaw<{ seconds: number }[]>`
    SELECT extract(epoch FROM max(start_after) - now())::float8 AS seconds FROM pgboss.job
    WHERE name = 'discover-site' AND singleton_key = ${siteId} AND state = 'created'`;
  expect(job?.seconds).toBeGreaterThan(500);

  await levers.clearFaults();
  await endPause();
  await continueDiscovery({ siteId, signal });
  expect(await getSite(admin, { siteId })).toMatchObject({
    isDiscovering: false,
    discoveryWaitingUntil: null,
    discoveryError: null,
  });
  const counted = await countedLists();
  expect(counted.length).toBeGreaterThan(read.length);
  expect(counted.map(({ _count }) => _count)).toEqual(counted.map(() => 1));

  // Asked for anew, everything is read anew.
  await requestDiscovery(admin, discoveryInput.parse({ siteId }));
  await continueDiscovery({ siteId, signal });
  expect((await countedLists()).map(({ _count }) => _count)).toEqual(counted.map(() => 2));
});
