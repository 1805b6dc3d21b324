import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import type { Page } from "@/lib/db/page";
import { listApplications } from "@/lib/features/applications/queries";
import { applicationFilter, applicationSort } from "@/lib/features/applications/schema";
import { listDatabases, listInventory } from "@/lib/features/databases/queries";
import { databaseFilter, databaseSort, inventoryFilter } from "@/lib/features/databases/schema";
import { listLedger } from "@/lib/features/ledger/queries";
import { ledgerFilter, ledgerSort } from "@/lib/features/ledger/schema";
import { listRejections } from "@/lib/features/rejections/queries";
import { rejectionFilter, rejectionSort } from "@/lib/features/rejections/schema";
import { listConnections, listLists, listSites } from "@/lib/features/sharepoint/queries";
import {
  connectionFilter,
  connectionSort,
  listFilter,
  listSort,
  siteFilter,
  siteSort,
} from "@/lib/features/sharepoint/schema";
import { createTestDatabase, type TestDatabase } from "./support/metastore";
import { storeDefinition } from "./support/stored-definition";

const steward: Context = {
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: ["Steward"] },
  requestId: "request-1",
};

let metastore: TestDatabase;
let definitionId: string;
const nineOf = Array.from({ length: 9 }, (_, at) => at);
/** Equal for several, absent for some, with letters that sort by rules of their own. */
const word = (at: number) => [null, "Straße", "strasse", "Ähre", "b c"][at % 5] ?? null;
const moment = (at: number) => (at % 3 === 0 ? null : new Date(Date.UTC(2026, 0, 1 + (at % 2))));

beforeAll(async () => {
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  const stored = await storeDefinition(db());
  definitionId = stored.definitionId;
  const list = await db().sharepointList.findUniqueOrThrow({ where: { id: stored.targetListId } });
  const site = await db().sharepointSite.findUniqueOrThrow({ where: { id: list.siteId } });
  const applications = await db().application.createManyAndReturn({
    data: nineOf.map((at) => ({ name: word(at) ?? "", ownerTeam: word(at + 2) })),
  });
  await db().database.createMany({
    data: applications.map(({ id }, at) => ({
      applicationId: id,
      name: word(at) ?? "",
      dbType: at % 2 === 0 ? ("MYSQL" as const) : ("POSTGRES" as const),
      environment: at % 4 === 0 ? ("PROD" as const) : ("DEV" as const),
      databaseName: word(at + 1) ?? "",
    })),
  });
  await db().sharepointConnection.createMany({
    data: nineOf.map((at) => ({
      name: word(at) ?? "",
      tenantId: `t-${at}`,
      clientId: "c",
      credentialExpiresAt: moment(at),
      verification: verificationOf(at),
    })),
  });
  await db().sharepointSite.createMany({
    data: nineOf.map((at) => ({
      connectionId: site.connectionId,
      tenantId: site.tenantId,
      hostname: at % 2 === 0 ? "a.example" : "b.example",
      sitePath: `/sites/${word(at) ?? ""}`,
      siteId: `s-${at}`,
      webUrl: `https://example/${at}`,
      displayName: word(at),
      lastDiscoveredAt: moment(at),
    })),
  });
  const lists = await db().sharepointList.createManyAndReturn({
    data: nineOf.map((at) => ({
      siteId: site.id,
      listId: `l-${at}`,
      displayName: word(at) ?? "",
      template: at % 2 === 0 ? "genericList" : "documentLibrary",
    })),
  });
  await db().targetListMetric.createMany({
    data: lists.slice(3).map(({ id }, at) => ({ targetListId: id, itemCount: BigInt(at % 2) })),
  });
  const rows = nineOf.map((at) => ({
    syncDefId: definitionId,
    sourceIdentity: `id=${at}`,
    sourceIdentityHash: `hash-${at}`,
  }));
  await db().syncLedgerEntry.createMany({
    data: rows.map((row, at) => ({
      ...row,
      sourceKeyStrategy: "PRIMARY_KEY",
      spListId: list.listId,
      spItemId: 100 + at,
      provenance: "PUSH",
      lastSyncTs: moment(at),
      state: at % 3 === 0 ? "DETACHED" : at % 3 === 1 ? "LINKED" : "ARCHIVED",
    })),
  });
  await db().syncRejection.createMany({
    data: rows.map((row, at) => ({
      ...row,
      origin: "LOCAL",
      code: at % 2 === 0 ? "text-too-long" : "item-refused",
      message: "No.",
      mappingVersion: 1,
      firstSeenAt: new Date(Date.UTC(2026, 0, 1 + (at % 2))),
      lastSeenAt: new Date(Date.UTC(2026, 0, 1 + (at % 4))),
    })),
  });
});

afterAll(async () => {
  await closeDatabase();
  await metastore?.drop();
});

function verificationOf(at: number) {
  const level = ["error", "warning", "ok"][at % 3];
  return at === 8 ? undefined : { checkedAt: "2026-01-01T00:00:00Z", findings: [{ id: "login", level, title: "T" }] };
}

type List = (part: object) => Promise<Page<{ readonly id: string }>>;

const lists: Readonly<Record<string, readonly [List, readonly string[]]>> = {
  applications: [(part) => listApplications(steward, applicationFilter.parse(part)), applicationSort.options],
  databases: [(part) => listDatabases(steward, databaseFilter.parse(part)), databaseSort.options],
  connections: [(part) => listConnections(steward, connectionFilter.parse(part)), connectionSort.options],
  sites: [(part) => listSites(steward, siteFilter.parse(part)), siteSort.options],
  lists: [(part) => listLists(steward, listFilter.parse(part)), listSort.options],
  ledger: [(part) => listLedger(steward, ledgerFilter.parse({ definitionId, ...part })), ledgerSort.options],
  rejections: [
    (part) => listRejections(steward, rejectionFilter.parse({ definitionId, ...part })),
    rejectionSort.options,
  ],
};

async function idsOf(list: List, part: object): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await list({ ...part, limit: 2, ...(cursor ? { cursor } : {}) });
    ids.push(...page.rows.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

describe.each(Object.entries(lists))("the list of %s", (_, [list, sorts]) => {
  it.each(sorts)("comes whole and in one order by %s, whatever its pages, and turned around", async (sort) => {
    const whole = (await list({ sort, limit: 200 })).rows.map(({ id }) => id);
    expect(whole.length).toBeGreaterThanOrEqual(9);
    expect(new Set(whole).size).toBe(whole.length);
    expect(await idsOf(list, { sort })).toEqual(whole);
    expect(await idsOf(list, { sort, direction: "desc" })).toEqual(whole.toReversed());
  });

  it("refuses a cursor of another order", async () => {
    const { nextCursor } = await list({ limit: 1 });
    const wrong = list({ cursor: `${nextCursor}AA`, limit: 1 });
    await expect(wrong).rejects.toMatchObject({ code: "input-invalid" });
  });
});

describe("a search", () => {
  const rejected = async (part: object) =>
    (await listRejections(steward, rejectionFilter.parse({ definitionId, ...part }))).rows.map(
      ({ identity }) => identity,
    );

  it.each([
    ["an identity's beginning", "id=3", ["id=3"]],
    ["a key", "3", ["id=3"]],
    ["an item that owns", "104", ["id=4"]],
    ["an item that a detached row owned", "103", ["id=3"]],
    ["a code", "refused", ["id=1", "id=3", "id=5", "id=7"]],
    ["nothing", "none such", []],
    ["a pattern that is none here", "%", []],
  ])("among rejections finds by %s", async (_, search, found) => {
    expect(await rejected({ search })).toEqual(found);
  });

  it("among rejections goes together with a cause and an order", async () => {
    expect(await rejected({ search: "id=", code: "item-refused", sort: "seen", direction: "desc" })).toHaveLength(4);
    const search = "id=";
    expect(
      await idsOf((part) => listRejections(steward, rejectionFilter.parse({ definitionId, ...part })), { search }),
    ).toHaveLength(9);
  });

  it("in the ledger keeps to the order of keys", async () => {
    const entries = await listLedger(steward, ledgerFilter.parse({ definitionId, search: "id=", sort: "state" }));
    expect(entries.rows.map(({ identity }) => identity)).toEqual(nineOf.map((at) => `id=${at}`));
  });

  it("of a viewer finds no row whose values the viewer may not see", async () => {
    const viewer: Context = { ...steward, actor: { kind: "person", userId: "u-2", name: "Vic", roles: ["Viewer"] } };
    const refusal = { code: "not-allowed" };
    const rejections = listRejections(viewer, rejectionFilter.parse({ definitionId, search: "3" }));
    await expect(rejections).rejects.toMatchObject(refusal);
    const entries = listLedger(viewer, ledgerFilter.parse({ definitionId, sort: "state" }));
    await expect(entries).rejects.toMatchObject(refusal);
  });
});

describe("the inventory's tree", () => {
  const pages = (part: object) => idsOf((place) => listInventory(steward, inventoryFilter.parse({ ...place })), part);

  it("holds each application once, with its databases and their servers", async () => {
    const ids = await pages({});
    expect(ids).toHaveLength(10);
    expect(new Set(ids).size).toBe(10);
    const { rows } = await listInventory(steward, inventoryFilter.parse({ search: "things application" }));
    expect(rows).toMatchObject([
      {
        ownerTeam: null,
        databases: [{ name: "Things", tableCount: 1, instances: [{ instanceLabel: "main", definitionCount: 1 }] }],
      },
    ]);
    expect(JSON.stringify(rows)).not.toContain("sealed");
  });

  it.each([
    ["a server's host", "LOCALHOST", 1],
    ["a database's own name", "things", 1],
    ["a name, a team or a database of it", "strasse", 6],
    ["nothing", "none such", 0],
  ])("is searched by %s", async (_, search, count) => {
    expect(await pages({ search })).toHaveLength(count);
  });

  it("keeps to a state", async () => {
    expect(await pages({ status: "ARCHIVED" })).toEqual([]);
  });
});

describe("connections", () => {
  it.each([
    ["error", 3],
    ["warning", 3],
    ["none", 2],
    ["unverified", 2],
  ] as const)("are found by what their last verification found: %s", async (found, count) => {
    const { rows } = await listConnections(steward, connectionFilter.parse({ found }));
    expect(rows).toHaveLength(count);
  });
});
