import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { Context, Role } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { getProvisioningEstimate } from "@/lib/features/budgets/queries";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { discoverSite } from "@/lib/sync/discover-sharepoint";
import { newTable } from "@/lib/sync/testing/new-table";
import { addSite, createConnection, provisionList } from "./mutations";
import { getList, listLists, previewList } from "./queries";
import { createConnectionInput, listFilter, provisionListInput } from "./schema";

let metastore: TestDatabase;
let graph: SandboxGraph;
let siteId: string;

const as = (role: Role): Context => ({
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: [role] },
  requestId: "request-1",
});
const steward = as("Steward");

beforeAll(async () => {
  process.env.SYNCBRIDGE_SECRET_KEY = randomBytes(32).toString("base64");
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  configureQueue(metastore.url);
  graph = await startSandboxGraph();
  const { tenantId, clientId, clientSecret, authorityHost, scopes } = graph.options;
  const settings = { name: "Contoso", tenantId, clientId, clientSecret, authorityHost, scopes: [...scopes] };
  const { connectionId } = await createConnection(as("Admin"), createConnectionInput.parse(settings));
  const address = "https://contoso.sharepoint.com/sites/operations";
  siteId = (await addSite(steward, { connectionId, address })).siteId;
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

const never = new AbortController().signal;

async function listNamed(displayName: string) {
  const page = await listLists(as("Viewer"), listFilter.parse({ siteId, presence: "all", limit: 200 }));
  return page.rows.find((row) => row.displayName === displayName);
}

describe("provisioning", () => {
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
    const list = await getList(steward, { listId: made.listRowId });
    expect(list).toMatchObject({ displayName: "Moods", isProvisioned: true, itemCount: 0, listGuid: made.listId });
    expect(list.lastProvisionedAt).not.toBeNull();
    const found = (name: string) => list.columns.find((column) => column.columnName === name);
    expect(found("Code")).toMatchObject({ isIndexed: true, isUnique: true, maxLength: 3 });
    expect(found("Mood")).toMatchObject({ choices: ["calm", "wild"] });
    expect(found("SyncBridgeKey")).toMatchObject({ isIndexed: true, isUnique: true });
    const actions = await db().auditEvent.findMany({ where: { targetId: made.listRowId } });
    expect(actions).toMatchObject([{ action: "list.provisioned", actorName: "Ada" }]);
  });

  it("costs what is told before it is begun", async () => {
    const spent = async () =>
      (await db().graphSpending.aggregate({ where: { spender: "provisioning" }, _sum: { units: true } }))._sum.units ??
      0;
    const before = await spent();
    await graph.sandbox.levers.clearRequests();
    const tableId = await newTable();
    const { listUnits, columnUnits } = await getProvisioningEstimate(as("Viewer"), { tableId, siteId });
    const { columns } = await provision(tableId, "Told");
    const told = listUnits + columns.length * columnUnits;
    expect(await spent()).toBe(before + told);
    const { latest } = await graph.sandbox.levers.requests();
    expect(latest.reduce((sum, { units }) => sum + units, 0)).toBe(told);
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
    const page = await listLists(steward, listFilter.parse({ siteId, search: "interrupted" }));
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
    const list = await getList(steward, { listId: made.listRowId });
    const code = list.columns.find((column) => column.columnName === "Code");
    expect(code).toMatchObject({ isIndexed: true, isUnique: false });
  });

  it("is refused to viewers before anything is made", async () => {
    const tableId = await newTable();
    const input = provisionListInput.parse({ siteId, tableId, displayName: "Not mine" });
    await expect(provisionList(as("Viewer"), input)).rejects.toMatchObject({ code: "not-allowed" });
    expect(await listNamed("Not mine")).toBeUndefined();
  });
});
