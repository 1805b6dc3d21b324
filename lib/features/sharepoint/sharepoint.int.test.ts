import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { Context, Role } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { createColumn } from "@/lib/graph/columns";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { discoverSite } from "@/lib/sync/discover-sharepoint";
import {
  addSite,
  createConnection,
  provisionList,
  requestDiscovery,
  setConnectionStatus,
  setSiteStatus,
  setSiteTimeZone,
  updateConnection,
  verifyConnection,
  verifyConnectionDraft,
} from "./mutations";
import { getConnection, getList, getSite, listConnections, listLists, previewList } from "./queries";
import { createConnectionInput, listFilter, provisionListInput, updateConnectionInput } from "./schema";

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
      await listConnections(admin),
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
    expect(stored.sites.map((site) => site.id)).toEqual([siteId]);
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

describe("provisioning", () => {
  async function newTable() {
    const name = `table_${randomBytes(4).toString("hex")}`;
    const application = await db().application.create({ data: { name } });
    const database = await db().database.create({
      data: { applicationId: application.id, name, dbType: "POSTGRES", environment: "DEV", databaseName: name },
    });
    const instance = await db().databaseInstance.create({
      data: {
        databaseId: database.id,
        instanceLabel: "m",
        host: "h",
        port: 1,
        dbName: "d",
        dbUser: "u",
        dbPassword: "s",
      },
    });
    const table = await db().databaseTable.create({
      data: {
        databaseId: database.id,
        schemaName: "public",
        tableName: name,
        tableType: "BASE",
        lastIntrospectedAt: new Date(),
      },
    });
    let ordinal = 0;
    const column = (columnName: string, valueKind: string, change: object = {}) => ({
      tableId: table.id,
      ordinalPosition: ++ordinal,
      columnName,
      dataType: valueKind,
      nativeType: valueKind,
      valueKind,
      isNullable: true,
      ...change,
    });
    await db().tableColumn.createMany({
      data: [
        column("code", "text", { maxLength: 3, isPrimaryKey: true, isNullable: false, isUnique: true }),
        column("full_name", "text"),
        column("area", "decimal", { numericPrecision: 12, numericScale: 2 }),
        column("mood", "enum"),
        column("photo", "binary"),
        column("seen_at", "instant"),
      ],
    });
    const columns = [{ name: "mood", enumValues: ["calm", "wild"] }];
    await db().schemaSnapshot.create({
      data: { tableId: table.id, databaseInstanceId: instance.id, columns, constraints: [], indexes: [] },
    });
    return table.id;
  }

  const provision = (tableId: string, displayName: string, columns?: string[]) =>
    provisionList(steward, provisionListInput.parse({ siteId, tableId, displayName, columns }));

  it("shows every column with its reason before anything is made", async () => {
    const tableId = await newTable();
    const preview = await previewList(as("Viewer"), { tableId });
    expect(preview).toMatchObject([
      { sourceColumn: "code", columnName: "Code", typeLabel: "Single line of text, 3 characters", isUnique: true },
      { sourceColumn: "full_name", columnName: "FullName", typeLabel: "Multiple lines of text" },
      { sourceColumn: "area", typeLabel: "Number, two decimals" },
      { sourceColumn: "mood", typeLabel: "Choice" },
      { sourceColumn: "photo", columnName: null, fit: "impossible" },
      { sourceColumn: "seen_at", typeLabel: "Date and time" },
    ]);
  });

  it("makes the list, its columns and the key column, and takes it up", async () => {
    const tableId = await newTable();
    const made = await provision(tableId, "Moods");
    expect(made).toMatchObject({ keyLevel: "K1", keyReason: null, refused: [] });
    expect(made.columns.map((column) => column.columnName)).toEqual(["Code", "FullName", "Area", "Mood", "SeenAt"]);
    const list = await getList(admin, { listId: made.listRowId });
    expect(list).toMatchObject({ displayName: "Moods", isProvisioned: true, itemCount: 0, listGuid: made.listId });
    expect(list.lastProvisionedAt).not.toBeNull();
    const found = (name: string) => list.columns.find((column) => column.columnName === name);
    expect(found("Code")).toMatchObject({ isIndexed: true, isUnique: true, maxLength: 3 });
    expect(found("Mood")).toMatchObject({ choices: ["calm", "wild"] });
    expect(found("SyncBridgeKey")).toMatchObject({ isIndexed: true, isUnique: true });
    const actions = await db().auditEvent.findMany({ where: { targetId: made.listRowId } });
    expect(actions).toMatchObject([{ action: "list.provisioned", actorName: "Ada" }]);
  });

  it("goes on with the same list after it was cut off in the middle", async () => {
    const tableId = await newTable();
    const broken = { status: 403, body: { error: { code: "accessDenied", message: "Access denied" } } };
    await graph.sandbox.levers.addFault({
      method: "POST",
      path: "/columns",
      after: 2,
      action: { kind: "answer", ...broken },
    });
    await expect(provision(tableId, "Interrupted")).rejects.toMatchObject({ code: "graph-permission" });
    await graph.sandbox.levers.clearFaults();
    const made = await provision(tableId, "Interrupted");
    expect(made.columns).toHaveLength(5);
    await provision(tableId, "Interrupted");
    await discoverSite({ siteId, signal: never });
    const page = await listLists(admin, listFilter.parse({ siteId, search: "interrupted" }));
    expect(page.rows.map((row) => row.listGuid)).toEqual([made.listId]);
  });

  it("leaves a list of that name alone when it was not made for this table", async () => {
    await provision(await newTable(), "Taken");
    const foreign = provision(await newTable(), "taken");
    await expect(foreign).rejects.toMatchObject({ code: "graph-name-taken", details: { field: "displayName" } });
  });

  it("takes only the columns asked for, and refuses unknown ones", async () => {
    const tableId = await newTable();
    expect((await provision(tableId, "Few", ["code", "area"])).columns).toHaveLength(2);
    await expect(provision(tableId, "Few 2", ["nothing"])).rejects.toMatchObject({ code: "input-invalid" });
  });

  it("names the column that the list refused, makes the others, and drops uniqueness where only that is refused", async () => {
    const tableId = await newTable();
    const refusal = { status: 400, body: { error: { code: "invalidRequest", message: "No such column today." } } };
    const answer = { kind: "answer", ...refusal } as const;
    await graph.sandbox.levers.addFault({ method: "POST", path: "/columns", body: '"Area"', action: answer });
    await graph.sandbox.levers.addFault({
      method: "POST",
      path: "/columns",
      body: '"name":"Code".*enforceUniqueValues|enforceUniqueValues.*"name":"Code"',
      action: answer,
    });
    const made = await provision(tableId, "Partly");
    expect(made.refused).toMatchObject([{ sourceColumn: "area" }]);
    expect(made.refused[0]?.reason).toContain("No such column today.");
    const list = await getList(admin, { listId: made.listRowId });
    const code = list.columns.find((column) => column.columnName === "Code");
    expect(code).toMatchObject({ isIndexed: true, isUnique: false });
  });

  it("is refused to viewers before anything is made", async () => {
    const tableId = await newTable();
    const input = provisionListInput.parse({ siteId, tableId, displayName: "Not mine" });
    await refused(provisionList(as("Viewer"), input));
    expect(await listNamed("Not mine")).toBeUndefined();
  });
});
