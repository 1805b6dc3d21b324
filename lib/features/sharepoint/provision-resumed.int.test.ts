import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { FaultRule } from "@/e2e/support/sandbox";
import type { Context, Role } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { createColumn, listColumns } from "@/lib/graph/columns";
import { createList, listLists } from "@/lib/graph/lists";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { newTable } from "@/lib/sync/testing/new-table";
import { addSite, createConnection, provisionList } from "./mutations";
import { getList, offerAdoption, reviseList } from "./queries";
import { createConnectionInput, provisionListInput, reviseListInput } from "./schema";

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
  await graph.sandbox.levers.setProfile({ duplicateColumn: "refuse", displayNameOnCreate: "honour" });
});

afterAll(async () => {
  await closeQueue();
  await closeDatabase();
  await graph?.stop();
  await metastore?.drop();
});

const wish = (tableId: string, displayName: string, change: object = {}) =>
  provisionListInput.parse({ siteId, tableId, displayName, ...change });
const provision = (tableId: string, displayName: string, change: object = {}) =>
  provisionList(steward, wish(tableId, displayName, change));

async function listsOf(tableId: string) {
  const lists = await listLists(graph.client, { siteId: graph.site.id });
  return lists.filter((list) => list.description.includes(tableId));
}

/** Columns that are not SharePoint's own, by internal name, with their titles. */
async function ownColumns(listId: string) {
  const columns = await listColumns(graph.client, { siteId: graph.site.id, listId, includeHidden: true });
  return columns
    .filter((column) => column.isDeletable !== false && column.name !== "Title")
    .map((column) => `${column.name}: ${column.displayName}`)
    .sort();
}

const allColumns = [
  "Area: Area",
  "Code: Code",
  "FullName: Full name",
  "Mood: Mood",
  "SeenAt: Seen at",
  "SyncBridgeKey: SyncBridgeKey",
];

describe("provisioning that breaks off is gone on with", () => {
  const before: FaultRule["action"] = { kind: "drop" };
  const after: FaultRule["action"] = { kind: "dropAfter" };
  const dead = { status: 403, body: { error: { code: "accessDenied", message: "Access denied" } } };
  const refusedAfter: FaultRule["action"] = { kind: "answerAfter", ...dead };
  const steps: readonly [string, FaultRule][] = [
    ["the list is not made", { method: "POST", path: "/lists$", action: before }],
    ["the list is made, its answer lost", { method: "POST", path: "/lists$", action: after }],
    ...["Code", "FullName", "Area", "Mood", "SeenAt", "SyncBridgeKey"].flatMap((name): [string, FaultRule][] => [
      [`${name} is not made`, { method: "POST", path: "/columns", body: `"name":"${name}"`, action: before }],
      [
        `${name} is made, its answer lost`,
        { method: "POST", path: "/columns", body: `"name":"${name}"`, action: after },
      ],
      [
        `${name} is made, its answer wrong`,
        { method: "POST", path: "/columns", body: `"name":"${name}"`, action: refusedAfter },
      ],
    ]),
    ["the columns cannot be read at the end", { method: "GET", path: "/columns", after: 2, action: before }],
    ["the items cannot be counted", { method: "GET", path: "/items", action: before }],
  ];

  it.each(steps)("where %s", async (_, rule) => {
    // A tenant that numbers a taken name instead of refusing it makes a second attempt at the same column show.
    await graph.sandbox.levers.setProfile({ duplicateColumn: "suffix" });
    const tableId = await newTable();
    const name = `List ${tableId}`;
    // For good, as for a worker that is killed: the attempt fails whatever it repeats by itself.
    await graph.sandbox.levers.addFault({ where: "any", ...rule });
    await expect(provision(tableId, name)).rejects.toThrow();
    await graph.sandbox.levers.clearFaults();
    const made = await provision(tableId, name);
    expect((await listsOf(tableId)).map((list) => list.id)).toEqual([made.listId]);
    expect(await ownColumns(made.listId)).toEqual(allColumns);
    expect(made).toMatchObject({ keyLevel: "K1", refused: [], weaker: [] });
  });

  it("where a column did not get its title", async () => {
    await graph.sandbox.levers.setProfile({ displayNameOnCreate: "ignore" });
    const tableId = await newTable();
    await graph.sandbox.levers.addFault({ method: "PATCH", path: "/columns", action: { kind: "answer", ...dead } });
    await expect(provision(tableId, "Untitled")).rejects.toMatchObject({ code: "graph-permission" });
    await graph.sandbox.levers.clearFaults();
    expect(await ownColumns((await provision(tableId, "Untitled")).listId)).toEqual(allColumns);
  });

  it("under its first name: another name makes no second list of what was begun", async () => {
    const tableId = await newTable();
    const rule: FaultRule = { method: "POST", path: "/columns", after: 1, action: { kind: "answer", ...dead } };
    await graph.sandbox.levers.addFault(rule);
    await expect(provision(tableId, "Begun")).rejects.toThrow();
    await graph.sandbox.levers.clearFaults();
    await expect(provision(tableId, "Renamed")).rejects.toMatchObject({ code: "graph-name-taken" });
    const offer = await offerAdoption(steward, wish(tableId, "Renamed"));
    expect(offer).toMatchObject({ displayName: "Begun", clashes: [] });
    const made = await provision(tableId, "Renamed", { adoptListId: offer.listId });
    expect(made).toMatchObject({ displayName: "Begun", listId: offer.listId });
    expect(await ownColumns(made.listId)).toEqual(allColumns);
    // What is finished stands in nobody's way.
    expect((await provision(tableId, "A second one")).listId).not.toBe(made.listId);
  });
});

describe("a list that is there already", () => {
  async function foreignList(displayName: string) {
    const list = await createList(graph.client, { siteId: graph.site.id, displayName });
    const args = { siteId: graph.site.id, listId: list.id };
    for (const column of [
      { name: "Code", text: { maxLength: 2 } },
      { name: "Wer_x0020_genau", displayName: "Full name", text: { allowMultipleLines: true, textType: "plain" } },
      { name: "Area", text: {} },
    ] as const) {
      await createColumn(graph.client, { ...args, column });
    }
    return list;
  }

  it("is offered with what fits and what is missing, and taken over without a change of its columns", async () => {
    const tableId = await newTable();
    const list = await foreignList("Customers' own");
    await expect(provision(tableId, "customers' own")).rejects.toMatchObject({ code: "graph-name-taken" });
    const offer = await offerAdoption(steward, wish(tableId, "customers' own"));
    expect(offer).toMatchObject({
      listId: list.id,
      fits: [
        { sourceColumn: "code", columnName: "Code", limits: ["It holds 2 characters of 3.", "It is not unique."] },
        { sourceColumn: "full_name", limits: [] },
      ],
      missing: [{ columnName: "Mood" }, { columnName: "SeenAt" }],
      clashes: [{ sourceColumn: "area", reason: expect.stringContaining("another type") }],
    });
    const before = await ownColumns(list.id);
    const made = await provision(tableId, "customers' own", { adoptListId: list.id });
    expect(made).toMatchObject({ listId: list.id, keyLevel: "K1", refused: [{ sourceColumn: "area" }] });
    expect(made.weaker).toEqual([{ sourceColumn: "code", reason: "It holds 2 characters of 3. It is not unique." }]);
    expect(await ownColumns(list.id)).toEqual(
      [...before, "Mood: Mood", "SeenAt: Seen at", "SyncBridgeKey: SyncBridgeKey"].sort(),
    );
    const stored = await getList(steward, { listId: made.listRowId });
    expect(stored).toMatchObject({ isProvisioned: false, displayName: "Customers' own" });
    const [event] = await db().auditEvent.findMany({ where: { targetId: made.listRowId } });
    expect(event).toMatchObject({ action: "list.adopted", targetName: "Customers' own" });
  });

  it("is not taken over by a guessed id, nor by a viewer", async () => {
    const tableId = await newTable();
    const adoptListId = "00000000-0000-4000-8000-000000000000";
    await expect(provision(tableId, "Nowhere", { adoptListId })).rejects.toMatchObject({ code: "graph-not-found" });
    expect(await listsOf(tableId)).toEqual([]);
    await expect(offerAdoption(as("Viewer"), wish(tableId, "Nowhere"))).rejects.toMatchObject({ code: "not-allowed" });
  });
});

describe("the level of the key", () => {
  const refusal = { status: 400, body: { error: { code: "invalidRequest", message: "Not in this list." } } };

  it("is K3 where the list takes no key column but a unique one of the table, K4 with none, with the reason", async () => {
    const action = { kind: "answer", ...refusal } as const;
    await graph.sandbox.levers.addFault({ method: "POST", path: "/columns", body: "SyncBridgeKey", action });
    const tableId = await newTable();
    const byKey = await provision(tableId, "By its own key");
    expect(byKey).toMatchObject({ keyLevel: "K3", keyReason: expect.stringContaining("Not in this list.") });
    const without = await provision(tableId, "Without", { columns: ["area"] });
    expect(without).toMatchObject({ keyLevel: "K4", keyReason: expect.stringContaining("Not in this list.") });
  });

  it("is K2 where the list does not keep the key unique", async () => {
    const action = { kind: "answer", ...refusal } as const;
    const body = "SyncBridgeKey.*enforceUniqueValues|enforceUniqueValues.*SyncBridgeKey";
    await graph.sandbox.levers.addFault({ method: "POST", path: "/columns", body, action });
    const made = await provision(await newTable(), "Not unique");
    expect(made).toMatchObject({ keyLevel: "K2", keyReason: expect.stringContaining("Not in this list.") });
  });
});

describe("edits", () => {
  it("are made as wished", async () => {
    const tableId = await newTable();
    const edits = [
      { sourceColumn: "code", columnName: "Kennung", displayName: "Kennung (neu)", maxLength: 12, isUnique: false },
      { sourceColumn: "full_name", type: "text", maxLength: 80, isRequired: true, isIndexed: true },
      { sourceColumn: "mood", type: "multichoice", choices: ["calm", "wild", "other"] },
      { sourceColumn: "seen_at", type: "date" },
    ];
    const made = await provision(tableId, "Edited", { edits });
    expect(made.refused).toEqual([]);
    const { columns } = await getList(steward, { listId: made.listRowId });
    const found = (name: string) => columns.find((column) => column.columnName === name);
    expect(found("Kennung")).toMatchObject({
      displayName: "Kennung (neu)",
      maxLength: 12,
      isIndexed: true,
      isUnique: false,
    });
    expect(found("FullName")).toMatchObject({ columnType: "text", maxLength: 80, isRequired: true, isIndexed: true });
    expect(found("Mood")).toMatchObject({ columnType: "multichoice", choices: ["calm", "wild", "other"] });
    expect(found("SeenAt")).toMatchObject({ columnType: "date" });
  });

  it.each([
    [{ columnName: "Title" }, "columnName"],
    [{ displayName: "Created" }, "displayName"],
    [{ type: "number" }, "type"],
    [{ type: "note", isUnique: true }, "isUnique"],
    [{ type: "multichoice", choices: ["a"], isIndexed: true }, "isIndexed"],
    [{ type: "choice", choices: [] }, "choices"],
    [{ isUnique: true, isIndexed: false }, "isIndexed"],
  ])("that cannot be made are refused at their field, and nothing is made: %j", async (edit, field) => {
    const tableId = await newTable();
    const sourceColumn = field === "type" ? "mood" : "code";
    const edits = [{ sourceColumn, ...edit }];
    const revised = reviseListInput.parse({ tableId, edits, revised: sourceColumn });
    await expect(reviseList(steward, revised)).rejects.toMatchObject({ code: "input-invalid", details: { field } });
    await expect(provision(tableId, "Never", { edits })).rejects.toMatchObject({ code: "input-invalid" });
    expect(await listsOf(tableId)).toEqual([]);
  });

  it.each(["columnName", "displayName"])("that give two columns one %s are refused", async (field) => {
    const tableId = await newTable();
    const edits = [
      { sourceColumn: "code", [field]: "Same" },
      { sourceColumn: "area", [field]: "same" },
    ];
    const revised = reviseListInput.parse({ tableId, edits, revised: "area" });
    await expect(reviseList(steward, revised)).rejects.toMatchObject({ code: "input-invalid", details: { field } });
  });

  it.each([
    [{ columnName: "Größe" }],
    [{ columnName: "2nd" }],
    [{ columnName: "_x" }],
    [{ columnName: "A".repeat(33) }],
    [{ displayName: " " }],
    [{ maxLength: 0 }],
    [{ maxLength: 256 }],
    [{ maxLength: 1.5 }],
    [{ choices: ["a", "A"] }],
    [{ choices: ["a;#b"] }],
    [{ choices: [""] }],
    [{ type: "currency" }],
  ])("of a form that SharePoint does not take do not get in: %j", (edit) => {
    const input = {
      tableId: "7f4df2a2-5b27-4d0c-9b6e-1f0f2f6b0a11",
      edits: [{ sourceColumn: "code", ...edit }],
      revised: "code",
    };
    expect(reviseListInput.safeParse(input).success).toBe(false);
  });
});
