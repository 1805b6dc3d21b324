import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answer } from "@/lib/answer";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { encodeCursor } from "@/lib/db/page";
import * as applicationMutations from "@/lib/features/applications/mutations";
import * as applicationQueries from "@/lib/features/applications/queries";
import { applicationFilter, applicationInput } from "@/lib/features/applications/schema";
import { listAuditEvents } from "@/lib/features/audit/queries";
import { auditFilter } from "@/lib/features/audit/schema";
import * as cursorMutations from "@/lib/features/cursors/mutations";
import { getCursor } from "@/lib/features/cursors/queries";
import * as databaseMutations from "@/lib/features/databases/mutations";
import * as databaseQueries from "@/lib/features/databases/queries";
import * as expressionMutations from "@/lib/features/expressions/mutations";
import * as expressionQueries from "@/lib/features/expressions/queries";
import { addFieldInput, saveFieldInput } from "@/lib/features/expressions/schema";
import * as ledgerMutations from "@/lib/features/ledger/mutations";
import { explainRow, getPassport, listLedger } from "@/lib/features/ledger/queries";
import * as policyMutations from "@/lib/features/policies/mutations";
import { getPolicies } from "@/lib/features/policies/queries";
import { setGuardsInput, setPoliciesInput } from "@/lib/features/policies/schema";
import { retryRejections } from "@/lib/features/rejections/mutations";
import * as runMutations from "@/lib/features/runs/mutations";
import { getLiveRun, listRuns } from "@/lib/features/runs/queries";
import { runFilter } from "@/lib/features/runs/schema";
import * as scheduleMutations from "@/lib/features/schedules/mutations";
import { getSchedule } from "@/lib/features/schedules/queries";
import { search } from "@/lib/features/search/queries";
import { searchInput } from "@/lib/features/search/schema";
import * as sharepointMutations from "@/lib/features/sharepoint/mutations";
import * as sharepointQueries from "@/lib/features/sharepoint/queries";
import * as syncMutations from "@/lib/features/syncs/mutations";
import { getDefinition } from "@/lib/features/syncs/queries";
import { getTable, listTables } from "@/lib/features/tables/queries";
import { tableFilter } from "@/lib/features/tables/schema";
import { createTestDatabase, type TestDatabase } from "./support/metastore";

const admin: Context = {
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: ["Admin"] },
  requestId: "request-1",
};

let metastore: TestDatabase;

beforeAll(async () => {
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
});

afterAll(async () => {
  await closeDatabase();
  await metastore?.drop();
});

describe("an id that nothing has", () => {
  const unknown = () => randomUUID();
  const database = { name: "x", dbType: "POSTGRES", environment: "DEV", databaseName: "x" } as const;
  const instance = {
    instanceLabel: "x",
    host: "localhost",
    port: 1,
    dbName: "x",
    dbUser: "x",
    dbPassword: "x",
    config: {},
    role: "PRIMARY",
    priority: 1,
    validFrom: null,
    validTo: null,
  } as const;
  const connection = {
    name: "x",
    tenantId: "x",
    clientId: "x",
    authorityHost: "https://x",
    scopes: ["https://x/.default"],
    credential: "secret",
    clientSecret: undefined,
    clientCertificate: undefined,
    secretExpiresAt: null,
  } as const;
  const rules = {
    mode: "ONE_WAY_PUSH",
    conflictPolicy: "SOURCE_WINS",
    onSourceDelete: "KEEP",
    onLeftFilter: "KEEP",
    onListDelete: "RECREATE",
    markColumnId: null,
  };
  const names = { name: "x", ownerTeam: null, description: null };
  const rule = { transform: "1", inverse: null, nullPolicy: "CLEAR", defaultValue: null };
  const expression = { text: "true", use: { kind: "filter" } } as const;

  it.each<[string, () => Promise<unknown>]>([
    ["getApplication", () => applicationQueries.getApplication(admin, { applicationId: unknown() })],
    ["updateApplication", () => applicationMutations.updateApplication(admin, { applicationId: unknown(), ...names })],
    ["archiveApplication", () => applicationMutations.archiveApplication(admin, { applicationId: unknown() })],
    ["getDatabase", () => databaseQueries.getDatabase(admin, { databaseId: unknown() })],
    ["getInstance", () => databaseQueries.getInstance(admin, { instanceId: unknown() })],
    ["getIntrospection", () => databaseQueries.getIntrospection(admin, { introspectionRunId: unknown() })],
    ["createDatabase", () => databaseMutations.createDatabase(admin, { applicationId: unknown(), ...database })],
    [
      "updateDatabase",
      () => databaseMutations.updateDatabase(admin, { databaseId: unknown(), applicationId: unknown(), ...database }),
    ],
    [
      "setDatabaseStatus",
      () => databaseMutations.setDatabaseStatus(admin, { databaseId: unknown(), status: "ACTIVE" }),
    ],
    ["createInstance", () => databaseMutations.createInstance(admin, { databaseId: unknown(), ...instance })],
    ["updateInstance", () => databaseMutations.updateInstance(admin, { instanceId: unknown(), ...instance })],
    [
      "setInstanceStatus",
      () => databaseMutations.setInstanceStatus(admin, { instanceId: unknown(), status: "ACTIVE" }),
    ],
    ["testInstance", () => databaseMutations.testInstance(admin, { instanceId: unknown() })],
    ["testInstanceDraft", () => databaseMutations.testInstanceDraft(admin, { databaseId: unknown(), ...instance })],
    ["requestIntrospection", () => databaseMutations.requestIntrospection(admin, { databaseId: unknown() })],
    ["getTable", () => getTable(admin, { tableId: unknown() })],
    ["getConnection", () => sharepointQueries.getConnection(admin, { connectionId: unknown() })],
    ["getSite", () => sharepointQueries.getSite(admin, { siteId: unknown() })],
    ["getList", () => sharepointQueries.getList(admin, { listId: unknown() })],
    ["previewList", () => sharepointQueries.previewList(admin, { tableId: unknown() })],
    [
      "updateConnection",
      () =>
        sharepointMutations.updateConnection(admin, {
          connectionId: unknown(),
          ...connection,
          scopes: [...connection.scopes],
        }),
    ],
    [
      "setConnectionStatus",
      () => sharepointMutations.setConnectionStatus(admin, { connectionId: unknown(), status: "ACTIVE" }),
    ],
    ["verifyConnection", () => sharepointMutations.verifyConnection(admin, { connectionId: unknown() })],
    ["addSite", () => sharepointMutations.addSite(admin, { connectionId: unknown(), address: "https://x/sites/x" })],
    ["requestDiscovery", () => sharepointMutations.requestDiscovery(admin, { siteId: unknown() })],
    ["setSiteStatus", () => sharepointMutations.setSiteStatus(admin, { siteId: unknown(), status: "ACTIVE" })],
    ["setSiteTimeZone", () => sharepointMutations.setSiteTimeZone(admin, { siteId: unknown(), timeZone: null })],
    [
      "provisionList",
      () => sharepointMutations.provisionList(admin, { siteId: unknown(), tableId: unknown(), displayName: "x" }),
    ],
    ["getDefinition", () => getDefinition(admin, { definitionId: unknown() })],
    [
      "createDefinition",
      () =>
        syncMutations.createDefinition(admin, {
          name: "x",
          tableId: unknown(),
          listId: unknown(),
          conflictPolicy: "SOURCE_WINS",
        }),
    ],
    [
      "addMapping",
      () =>
        syncMutations.addMapping(admin, {
          definitionId: unknown(),
          sourceColumnId: unknown(),
          targetColumnId: unknown(),
        }),
    ],
    ["removeMapping", () => syncMutations.removeMapping(admin, { definitionId: unknown(), mappingId: unknown() })],
    ["enableDefinition", () => syncMutations.enableDefinition(admin, { definitionId: unknown() })],
    ["pauseDefinition", () => syncMutations.pauseDefinition(admin, { definitionId: unknown() })],
    [
      "saveField",
      () =>
        expressionMutations.saveField(
          admin,
          saveFieldInput.parse({ definitionId: unknown(), mappingId: unknown(), ...rule }),
        ),
    ],
    [
      "addField",
      () =>
        expressionMutations.addField(
          admin,
          addFieldInput.parse({ definitionId: unknown(), targetColumnId: unknown(), ...rule }),
        ),
    ],
    ["saveRowFilter", () => expressionMutations.saveRowFilter(admin, { definitionId: unknown(), rowFilter: null })],
    ["checkExpression", () => expressionQueries.checkExpression(admin, { definitionId: unknown(), ...expression })],
    [
      "previewExpression",
      () => expressionMutations.previewExpression(admin, { definitionId: unknown(), ...expression }),
    ],
    ["getPolicies", () => getPolicies(admin, { definitionId: unknown() })],
    [
      "setPolicies",
      () => policyMutations.setPolicies(admin, setPoliciesInput.parse({ definitionId: unknown(), ...rules })),
    ],
    [
      "setGuards",
      () => policyMutations.setGuards(admin, setGuardsInput.parse({ definitionId: unknown(), guards: {} })),
    ],
    ["addMarkColumn", () => policyMutations.addMarkColumn(admin, { definitionId: unknown(), displayName: "x" })],
    ["getCursor", () => getCursor(admin, { definitionId: unknown() })],
    ["setCursor", () => cursorMutations.setCursor(admin, { definitionId: unknown(), columnId: null })],
    ["acceptSource", () => cursorMutations.acceptSource(admin, { definitionId: unknown() })],
    ["getSchedule", () => getSchedule(admin, { definitionId: unknown() })],
    [
      "setSchedule",
      () => scheduleMutations.setSchedule(admin, { definitionId: unknown(), cron: "0 3 * * *", timeZone: "UTC" }),
    ],
    ["clearSchedule", () => scheduleMutations.clearSchedule(admin, { definitionId: unknown() })],
    ["setFullScan", () => scheduleMutations.setFullScan(admin, { definitionId: unknown(), cron: null })],
    ["listLedger", () => listLedger(admin, { definitionId: unknown(), limit: 1 })],
    ["getPassport", () => getPassport(admin, { definitionId: unknown(), key: "1" })],
    ["explainRow", () => explainRow(admin, { definitionId: unknown(), key: "1" })],
    ["recreateItem", () => ledgerMutations.recreateItem(admin, { definitionId: unknown(), entryId: unknown() })],
    ["decideEntries", () => ledgerMutations.decideEntries(admin, { definitionId: unknown(), decision: "leave" })],
    ["leaveDeleted", () => ledgerMutations.leaveDeleted(admin, { definitionId: unknown(), entryId: unknown() })],
    ["retryRejections", () => retryRejections(admin, { definitionId: unknown() })],
    ["getLiveRun", () => getLiveRun(admin, { runId: unknown() })],
    ["startRun", () => runMutations.startRun(admin, { definitionId: unknown() })],
    ["cancelRun", () => runMutations.cancelRun(admin, { runId: unknown() })],
  ])("is not found by %s", (_, ask) => expect(ask()).rejects.toMatchObject({ code: "not-found" }));
});

describe("what only the database refuses", () => {
  const policy = { name: "test", role: "Viewer" } as const;
  const asker = { requestId: "r-1", context: async () => admin };
  const id = randomUUID();

  it.each([
    ["a time that is none", auditFilter, listAuditEvents, { cursor: encodeCursor(["yesterday night", id]) }],
    ["a day that no calendar has", runFilter, listRuns, { cursor: encodeCursor(["2026-02-30T00:00:00Z", id]) }],
    ["a number too large", tableFilter, listTables, { sort: "rows", cursor: encodeCursor([1e300, id]) }],
    [
      "U+0000 in a cursor",
      applicationFilter,
      applicationQueries.listApplications,
      { cursor: encodeCursor(["\0", id]) },
    ],
    ["U+0000 in a search", searchInput, search, { q: "a\0b" }],
    ["U+0000 in a name", applicationInput, applicationMutations.createApplication, { name: "a\0b" }],
  ] as const)("is wrong input: %s", async (_, input, run, sent) => {
    const definition = { name: "test", input, policy, run: run as never };
    expect(await answer(definition, asker, sent)).toMatchObject({ ok: false, reason: { code: "input-invalid" } });
  });

  it("does not hide what is wrong with a statement of ours", async () => {
    const run = () => db().$queryRaw`SELECT no_such_column`;
    const result = await answer({ name: "test", input: searchInput, policy, run }, asker, {});
    expect(result).toMatchObject({ ok: false, reason: { code: "unexpected" } });
  });
});
