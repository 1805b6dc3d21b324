import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { Context, Role } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { createColumn, listColumns, patchColumn } from "@/lib/graph/columns";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { discoverSite } from "@/lib/sync/discover-sharepoint";
import { storeListColumns } from "@/lib/sync/store-discovery";
import {
  addSite,
  createConnection,
  requestDiscovery,
  setConnectionStatus,
  setSiteStatus,
  setSiteTimeZone,
  updateConnection,
  verifyConnection,
  verifyConnectionDraft,
} from "./mutations";
import { getConnection, getList, getSite, listConnections, listLists, listSites, searchSites } from "./queries";
import { connectionFilter, createConnectionInput, listFilter, siteFilter, updateConnectionInput } from "./schema";

let metastore: TestDatabase;
let graph: SandboxGraph;
let connectionId: string;
let siteId: string;

const as = (role: Role): Context => ({
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: [role] },
  requestId: "request-1",
});
const admin = as("Admin");
const steward = as("Steward");
const never = new AbortController().signal;
const address = "https://contoso.sharepoint.com/sites/operations/Lists/Anything/AllItems.aspx?x=1";

beforeAll(async () => {
  process.env.SYNCBRIDGE_SECRET_KEY = randomBytes(32).toString("base64");
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  configureQueue(metastore.url);
  graph = await startSandboxGraph();
  connectionId = (await createConnection(admin, createConnectionInput.parse(settings()))).connectionId;
  siteId = (await addSite(steward, { connectionId, address })).siteId;
  await discoverSite({ siteId, signal: never });
});

afterEach(async () => {
  await graph.sandbox.levers.clearFaults();
});

afterAll(async () => {
  await closeQueue();
  await closeDatabase();
  await graph?.stop();
  await metastore?.drop();
});

function settings(change: object = {}) {
  const { tenantId, clientId, clientSecret, authorityHost, scopes } = graph.options;
  return { name: "Contoso", tenantId, clientId, clientSecret, authorityHost, scopes: [...scopes], ...change };
}

async function listNamed(displayName: string) {
  const page = await listLists(as("Viewer"), listFilter.parse({ siteId, presence: "all", limit: 200 }));
  return page.rows.find((row) => row.displayName === displayName);
}

const refused = (work: Promise<unknown>) => expect(work).rejects.toMatchObject({ code: "not-allowed" });

it("a discovery that fails says why at its site, until one comes in", async () => {
  await requestDiscovery(steward, { siteId });
  expect(await getSite(steward, { siteId })).toMatchObject({ isDiscovering: true });
  await graph.sandbox.levers.addFault({
    method: "GET",
    path: "/lists",
    where: "any",
    action: { kind: "answer", status: 403, body: { error: { code: "accessDenied", message: "Access denied" } } },
  });
  await expect(discoverSite({ siteId, signal: never })).rejects.toMatchObject({ code: "graph-permission" });
  expect(await getSite(steward, { siteId })).toMatchObject({
    isDiscovering: false,
    discoveryError: expect.stringContaining("ccess"),
  });
  await graph.sandbox.levers.clearFaults();
  await discoverSite({ siteId, signal: never });
  expect(await getSite(steward, { siteId })).toMatchObject({ isDiscovering: false, discoveryError: null });
});

describe("a connection", () => {
  it("keeps its secret sealed, out of answers, findings and audit", async () => {
    await verifyConnection(steward, { connectionId });
    const { clientSecret } = await db().sharepointConnection.findUniqueOrThrow({ where: { id: connectionId } });
    expect(clientSecret).toMatch(/^v1\./);
    const shown = JSON.stringify([
      await getConnection(admin, { connectionId }),
      await listConnections(admin, connectionFilter.parse({})),
      await db().auditEvent.findMany(),
    ]);
    expect(shown).not.toContain(graph.options.clientSecret);
    expect(shown).not.toContain(clientSecret);
  });

  it("is verified by a steward, with its known sites, and the findings are kept", async () => {
    const { findings } = await verifyConnection(steward, { connectionId });
    expect(findings.filter((finding) => finding.level === "error")).toEqual([]);
    expect(findings.some((finding) => finding.title.includes("Operations"))).toBe(true);
    const stored = await getConnection(as("Viewer"), { connectionId });
    expect(stored.verification?.findings).toEqual(findings);
    expect(stored.lastVerifiedAt).toEqual(stored.verification?.checkedAt);
    expect(stored.siteCount).toBe(1);
    const sites = await listSites(as("Viewer"), siteFilter.parse({ connectionId }));
    expect(sites.rows.map((site) => site.id)).toEqual([siteId]);
  });

  it("pays from the budget for its verification, as Graph counts it, and for its discovery under that name", async () => {
    const spent = async (spender: string) =>
      (await db().graphSpending.findMany({ where: { spender } })).reduce((sum, { units }) => sum + units, 0);
    expect(await spent("discovery")).toBeGreaterThan(0);
    const before = await spent("verification");
    await graph.sandbox.levers.clearRequests();
    await verifyConnection(steward, { connectionId });
    // The clock and the root site, and the one site that is known.
    expect(await spent("verification")).toBe(before + 2);
    const { latest } = await graph.sandbox.levers.requests();
    expect(latest.reduce((sum, { units }) => sum + units, 0)).toBe(2);
  });

  it("with a wrong secret gives a finding with a remedy instead of an error", async () => {
    const input = createConnectionInput.parse(settings({ clientSecret: "wrong" }));
    const { findings } = await verifyConnectionDraft(admin, input);
    expect(findings).toMatchObject([{ id: "login", level: "error" }]);
    expect(findings[0]?.remedy).toContain("secret");
    expect(JSON.stringify(findings)).not.toContain("wrong");
  });

  it("exists once for a tenant and client", async () => {
    const twin = createConnection(admin, createConnectionInput.parse(settings({ name: "Again" })));
    await expect(twin).rejects.toMatchObject({ code: "already-exists", details: { field: "clientId" } });
  });

  it.each([
    ["tenant", { tenantId: "another" }],
    ["client", { clientId: "another" }],
    ["authority", { authorityHost: "https://login.elsewhere.example" }],
    ["scope", { scopes: ["https://graph.elsewhere.example/.default"] }],
  ])("asks for the secret again when the %s changes", async (_, change) => {
    const input = updateConnectionInput.parse({ connectionId, ...settings(change), clientSecret: undefined });
    await expect(updateConnection(admin, input)).rejects.toMatchObject({ code: "secret-required" });
    const stored = await getConnection(admin, { connectionId });
    expect(stored).toMatchObject({ tenantId: graph.options.tenantId, authorityHost: graph.options.authorityHost });
  });

  it("is renamed without the secret", async () => {
    const input = updateConnectionInput.parse({ connectionId, ...settings({ name: "Contoso AG" }), clientSecret: "" });
    await updateConnection(admin, input);
    expect((await getConnection(admin, { connectionId })).name).toBe("Contoso AG");
    expect((await verifyConnection(admin, { connectionId })).findings[0]).toMatchObject({ id: "login", level: "ok" });
  });

  it("is managed by admins only", async () => {
    const input = createConnectionInput.parse(settings({ clientId: "x" }));
    await refused(createConnection(steward, input));
    await refused(verifyConnectionDraft(steward, input));
    await refused(setConnectionStatus(steward, { connectionId, status: "DISABLED" }));
    await refused(verifyConnection(as("Viewer"), { connectionId }));
    await refused(addSite(as("Viewer"), { connectionId, address }));
  });
});

describe("a site", () => {
  it("is found by any address in it, taken up once, and its discovery asked for", async () => {
    const again = await addSite(steward, { connectionId, address: "contoso.sharepoint.com/sites/operations" });
    expect(again).toEqual({ siteId, isNew: false });
    expect(await getSite(admin, { siteId })).toMatchObject({
      displayName: "Operations",
      sitePath: "/sites/operations",
    });
    const jobs = await db().$queryRaw<{ id: string }[]>`
      SELECT data->>'siteId' AS id FROM pgboss.job WHERE name = 'discover-site'`;
    expect(jobs.map((job) => job.id)).toContain(siteId);
  });

  it("that does not exist is refused and not stored", async () => {
    const before = await db().sharepointSite.count();
    const wanted = addSite(steward, { connectionId, address: "https://contoso.sharepoint.com/sites/nowhere" });
    await expect(wanted).rejects.toMatchObject({ code: "graph-not-found" });
    await expect(addSite(steward, { connectionId, address: "%" })).rejects.toMatchObject({ code: "input-invalid" });
    expect(await db().sharepointSite.count()).toBe(before);
  });

  it("gets its time zone from a person", async () => {
    await setSiteTimeZone(admin, { siteId, timeZone: "America/Los_Angeles" });
    expect((await getSite(admin, { siteId })).timeZone).toBe("America/Los_Angeles");
  });

  it("that is switched off is not discovered", async () => {
    await setSiteStatus(admin, { siteId, status: "DISABLED" });
    await expect(requestDiscovery(steward, { siteId })).rejects.toMatchObject({ code: "parent-paused" });
    await expect(discoverSite({ siteId, signal: never })).rejects.toMatchObject({ code: "parent-paused" });
    await setSiteStatus(admin, { siteId, status: "ACTIVE" });
    await requestDiscovery(steward, { siteId });
  });
});

describe("the search for sites", () => {
  it("finds sites by a part of their name and says which are known", async () => {
    const found = await searchSites(steward, { connectionId, text: "operations" });
    expect(found).toMatchObject([{ displayName: "Operations", knownAs: siteId }]);
    expect(await searchSites(steward, { connectionId, text: "nothing of this name" })).toEqual([]);
  });

  it("adds a site by the id that was found", async () => {
    const [found] = await searchSites(steward, { connectionId, text: "operations" });
    expect(await addSite(steward, { connectionId, address: found?.siteId ?? "" })).toEqual({ siteId, isNew: false });
  });

  it("is not for viewers", () => refused(searchSites(as("Viewer"), { connectionId, text: "a" })));
});

describe("discovery", () => {
  it("takes lists, columns and real item counts up", async () => {
    const made = await graph.newList();
    const args = { siteId: graph.site.id, listId: made.id };
    await createColumn(graph.client, { ...args, column: { name: "Code", text: { maxLength: 8 }, indexed: true } });
    const choice = { choices: ["a", "b"], displayAs: "dropDownMenu" } as const;
    await createColumn(graph.client, { ...args, column: { name: "Kind", choice } });
    for (const code of ["x", "y", "z"]) await graph.sandbox.levers.addItem(made.displayName, { Code: code });
    await discoverSite({ siteId, signal: never });

    const row = await listNamed(made.displayName);
    expect(row).toMatchObject({ listGuid: made.id, itemCount: 3, template: "genericList", vanishedAt: null });
    const { columns, metrics } = await getList(as("Viewer"), { listId: row?.id ?? "" });
    expect(columns.find((column) => column.columnName === "Code")).toMatchObject({
      columnType: "text",
      maxLength: 8,
      isIndexed: true,
      isReadonly: false,
      readOnlyReason: null,
    });
    expect(columns.find((column) => column.columnName === "Kind")).toMatchObject({ choices: ["a", "b"] });
    const created = columns.find((column) => column.columnName === "Created");
    expect(created).toMatchObject({ isReadonly: true });
    expect(created?.readOnlyReason).toContain("SharePoint");
    expect(metrics).toHaveLength(1);
  });

  it("keeps ids, and writes no column that is right already", async () => {
    const made = await graph.newList();
    await discoverSite({ siteId, signal: never });
    const rows = () =>
      db().$queryRaw<{ id: string; version: string }[]>`
        SELECT c.id, c.xmin::text AS version FROM sharepoint_columns c JOIN sharepoint_lists l ON l.id = c.list_id
        WHERE l.list_id = ${made.id} ORDER BY c.id`;
    const before = await rows();
    await discoverSite({ siteId, signal: never });
    expect(before.length).toBeGreaterThan(5);
    expect(await rows()).toEqual(before);
  });

  it("reads lists page by page, and takes hidden ones up when asked, until told otherwise", async () => {
    for (let made = 0; made < 3; made++) await graph.newList();
    await graph.sandbox.levers.setProfile({ listsPage: 2 });
    const present = async () => (await listLists(steward, listFilter.parse({ siteId, limit: 200 }))).rows;
    await discoverSite({ siteId, signal: never });
    const before = await present();
    expect(before.length).toBeGreaterThan(3);
    expect(before.filter((list) => list.isHidden)).toEqual([]);

    await requestDiscovery(steward, { siteId, includesHidden: true });
    await discoverSite({ siteId, signal: never });
    const withHidden = await present();
    expect(withHidden.filter((list) => !list.isHidden).map((list) => list.id)).toEqual(before.map((list) => list.id));
    expect(withHidden.some((list) => list.isHidden)).toBe(true);
    expect((await getSite(steward, { siteId })).includesHidden).toBe(true);

    expect((await getSite(steward, { siteId })).listCount).toBe(withHidden.length);

    // Not asked for is not shown, and not gone.
    await requestDiscovery(steward, { siteId, includesHidden: false });
    await discoverSite({ siteId, signal: never });
    expect((await present()).map((list) => list.id)).toEqual(before.map((list) => list.id));
    expect((await getSite(steward, { siteId })).listCount).toBe(before.length);
    const hidden = { siteId, isHidden: true };
    expect(await db().sharepointList.count({ where: { ...hidden, vanishedAt: null } })).toBe(
      withHidden.length - before.length,
    );
    await expect(
      getList(steward, { listId: withHidden.find((list) => list.isHidden)?.id ?? "" }),
    ).resolves.toBeTruthy();
    await graph.sandbox.levers.setProfile({ listsPage: 200 });
  });

  it("knows a column by its GUID, whatever it is called", async () => {
    const made = await graph.newList();
    const args = { siteId: graph.site.id, listId: made.id };
    const column = await createColumn(graph.client, { ...args, column: { name: "Before", number: {} } });
    await createColumn(graph.client, { ...args, column: { name: "Other", number: {} } });
    await discoverSite({ siteId, signal: never });
    const columnsNow = async () =>
      (await getList(admin, { listId: (await listNamed(made.displayName))?.id ?? "" })).columns;
    const known = (await columnsNow()).find((each) => each.columnName === "Before");
    await patchColumn(graph.client, { ...args, columnId: column.id, change: { displayName: "New title" } });
    await discoverSite({ siteId, signal: never });
    expect((await columnsNow()).find((each) => each.id === known?.id)).toMatchObject({ displayName: "New title" });

    // As it would look after a site was moved: the internal name of each is another, one has the other's.
    const row = await listNamed(made.displayName);
    const asked = await listColumns(graph.client, { ...args, includeHidden: true });
    const swap: Record<string, string> = { Before: "Other", Other: "Third" };
    const moved = asked.map((each) => ({ ...each, name: swap[each.name] ?? each.name }));
    await inTransaction((tx) => storeListColumns(tx, row?.id ?? "", moved));
    const after = await columnsNow();
    expect(after.find((each) => each.id === known?.id)).toMatchObject({ columnName: "Other", vanishedAt: null });
    expect(after.filter((each) => each.vanishedAt !== null)).toEqual([]);
    expect(after).toHaveLength(asked.length);
  });

  it("marks a list and a column that are gone", async () => {
    const made = await graph.newList();
    const args = { siteId: graph.site.id, listId: made.id };
    const column = await createColumn(graph.client, { ...args, column: { name: "Gone", number: {} } });
    await discoverSite({ siteId, signal: never });
    await graph.client.send({ method: "DELETE", path: `/sites/${args.siteId}/lists/${made.id}/columns/${column.id}` });
    await discoverSite({ siteId, signal: never });
    const row = await listNamed(made.displayName);
    const { columns } = await getList(admin, { listId: row?.id ?? "" });
    expect(columns.find((each) => each.columnName === "Gone")?.vanishedAt).not.toBeNull();

    await graph.client.send({ method: "DELETE", path: `/sites/${args.siteId}/lists/${made.id}` });
    await discoverSite({ siteId, signal: never });
    expect((await listNamed(made.displayName))?.vanishedAt).not.toBeNull();
  });

  it("passes over a list that refuses and still takes the others up", async () => {
    const closed = await graph.newList();
    const open = await graph.newList();
    const refusal = { status: 403, body: { error: { code: "accessDenied", message: "Access denied" } } };
    await graph.sandbox.levers.addFault({ path: `${closed.id}/columns`, action: { kind: "answer", ...refusal } });
    await discoverSite({ siteId, signal: never });
    expect(await listNamed(closed.displayName)).toMatchObject({ itemCount: null });
    expect(await listNamed(open.displayName)).toMatchObject({ itemCount: 0 });
  });

  it("of a site that suddenly shows no list loses none", async () => {
    const body = { value: [] };
    await graph.sandbox.levers.addFault({ path: "/lists$", action: { kind: "answer", status: 200, body } });
    await expect(discoverSite({ siteId, signal: never })).rejects.toMatchObject({ code: "graph-permission" });
    expect(await db().sharepointList.count({ where: { siteId, vanishedAt: null } })).toBeGreaterThan(0);
  });
});
