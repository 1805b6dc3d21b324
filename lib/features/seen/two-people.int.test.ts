import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { type StoredIds, storeDefinition } from "@/e2e/support/stored-definition";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { defaultGuards } from "@/lib/engine/types";
import { AppError } from "@/lib/errors/app-error";
import { updateApplication } from "@/lib/features/applications/mutations";
import { setBudget } from "@/lib/features/budgets/mutations";
import { setCursor } from "@/lib/features/cursors/mutations";
import {
  setFailOverOrder,
  setSchedule as setIntrospection,
  updateDatabase,
  updateInstance,
} from "@/lib/features/databases/mutations";
import { changeKey, setNamespace } from "@/lib/features/keys/mutations";
import { limitsOf } from "@/lib/features/policies/guards";
import { setGuardDefaults, setGuards, setPolicies } from "@/lib/features/policies/mutations";
import { setRetention } from "@/lib/features/retention/mutations";
import { clearSchedule, setFullScan, setSchedule } from "@/lib/features/schedules/mutations";
import { storeRhythm } from "@/lib/features/setup/mutations";
import { setSiteTimeZone, updateConnection } from "@/lib/features/sharepoint/mutations";
import { setSources } from "@/lib/features/sources/mutations";
import { defaultNamespace, loadDefinition } from "@/lib/sync/load-definition";
import type { Seen } from "./schema";

const person = (name: string): Context => ({
  actor: { kind: "person", userId: name, name, roles: ["Admin"] },
  requestId: "request-1",
});
const [ada, stella] = [person("Ada"), person("Stella")];

let metastore: TestDatabase;
let ids: StoredIds & {
  databaseId: string;
  applicationId: string;
  replicaId: string;
  connectionId: string;
  siteId: string;
};

beforeAll(async () => {
  process.env.SYNCBRIDGE_SECRET_KEY = randomBytes(32).toString("base64");
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
});
afterAll(async () => {
  await closeDatabase();
  await metastore?.drop();
});

let made = 0;
beforeEach(async () => {
  made += 1;
  const stored = await storeDefinition(db(), `Things ${made}`);
  const main = await db().databaseInstance.findUniqueOrThrow({
    where: { id: stored.instanceId },
    include: { database: true },
  });
  const { id: _, database, config, verification: _v, ...fields } = main;
  const replica = await db().databaseInstance.create({
    data: { ...fields, config: config ?? {}, instanceLabel: "replica", role: "SECONDARY", priority: 1 },
  });
  const list = await db().sharepointList.findUniqueOrThrow({
    where: { id: stored.targetListId },
    include: { site: true },
  });
  await db().tableColumn.createMany({
    data: [0, 1].map((choice) => ({
      ...{ tableId: stored.tableId, ordinalPosition: 4 + choice, columnName: `dated_${choice}` },
      ...{ dataType: "timestamp with time zone", nativeType: "timestamptz", valueKind: "instant", isNullable: false },
    })),
  });
  await db().installationSettings.update({ where: { id: 1 }, data: { guards: {}, keepOperationsDays: 90 } });
  ids = {
    ...stored,
    databaseId: main.databaseId,
    applicationId: database.applicationId,
    replicaId: replica.id,
    connectionId: list.site.connectionId,
    siteId: list.siteId,
  };
});

interface Case {
  readonly name: string;
  /** What both of them saw; they choose differently. */
  readonly seen: () => Seen | Promise<Seen>;
  readonly save: (who: Context, choice: 0 | 1, seen: Seen) => Promise<unknown>;
  /** What is told to have changed. */
  readonly told: RegExp;
}

const instance = () => db().databaseInstance.findUniqueOrThrow({ where: { id: ids.instanceId } });
const connection = () => db().sharepointConnection.findUniqueOrThrow({ where: { id: ids.connectionId } });
const limits = limitsOf(defaultGuards);
const otherLimits = (choice: 0 | 1) => ({ ...limits, mostUpdates: { percent: 40 + choice } });
const crons = ["0 1 * * *", "0 2 * * *"] as const;
const rules = {
  mode: "ONE_WAY_PUSH",
  conflictPolicy: "SOURCE_WINS",
  onSourceDelete: "KEEP",
  onLeftFilter: "KEEP",
  onListDelete: "RECREATE",
  markColumnId: null,
} as const;
const place = (instanceId: string) => ({ instanceId, role: "PRIMARY", priority: 0, isEnabled: true }) as const;

const cases: readonly Case[] = [
  {
    name: "an application",
    seen: () => ({ name: `Things ${made} application`, ownerTeam: null, description: null }),
    save: (who, choice, seen) => {
      const fields = { name: `Things ${made} application`, ownerTeam: `team ${choice}`, description: null };
      return updateApplication(who, { applicationId: ids.applicationId, ...fields, seen });
    },
    told: /owner team/,
  },
  {
    name: "a database",
    seen: () => ({ name: `Things ${made}`, environment: "DEV" }),
    save: (who, choice, seen) => {
      const { databaseId, applicationId } = ids;
      const fields = { applicationId, dbType: "POSTGRES", environment: "DEV", databaseName: `things ${made}` } as const;
      return updateDatabase(who, { databaseId, ...fields, name: `Other ${choice}`, seen });
    },
    told: /name/,
  },
  {
    name: "when a database is introspected",
    seen: () => ({ cron: null }),
    save: (who, choice, seen) =>
      setIntrospection(who, { databaseId: ids.databaseId, cron: crons[choice], timeZone: "UTC", seen }),
    told: /when it is introspected/,
  },
  {
    name: "the order of fail-over",
    seen: () => ({ instanceIds: [ids.instanceId, ids.replicaId] }),
    save: (who, _choice, seen) =>
      setFailOverOrder(who, { databaseId: ids.databaseId, instanceIds: [ids.replicaId, ids.instanceId], seen }),
    told: /order/,
  },
  {
    name: "an instance",
    seen: async () => {
      const { instanceLabel, host, config, validTo } = await instance();
      return { instanceLabel, host, config, validTo };
    },
    save: async (who, choice, seen) => {
      const { instanceLabel, host, port, dbName, dbUser, role, priority, validFrom } = await instance();
      const fields = { instanceLabel, host, port, dbName, dbUser, config: {}, role, priority, validFrom };
      const validTo = new Date(Date.UTC(2100 + choice, 0));
      return updateInstance(who, { instanceId: ids.instanceId, ...fields, dbPassword: undefined, validTo, seen });
    },
    told: /valid until/,
  },
  {
    name: "a connection",
    seen: async () => {
      const { name, scopes, authorityHost, credentialExpiresAt } = await connection();
      return { name, scopes, authorityHost, credential: "secret", secretExpiresAt: credentialExpiresAt };
    },
    save: async (who, choice, seen) => {
      const { id: connectionId, name, tenantId, clientId, authorityHost, scopes } = await connection();
      const fields = { name, tenantId, clientId, authorityHost, scopes: scopes as string[] };
      const secret = { credential: "secret", clientSecret: undefined, clientCertificate: undefined } as const;
      const secretExpiresAt = new Date(Date.UTC(2100 + choice, 0));
      return updateConnection(who, { connectionId, ...fields, ...secret, secretExpiresAt, seen });
    },
    told: /end of the secret/,
  },
  {
    name: "the time zone of a site",
    seen: () => ({ timeZone: null }),
    save: (who, choice, seen) =>
      setSiteTimeZone(who, { siteId: ids.siteId, timeZone: ["Europe/Zurich", "Asia/Tokyo"][choice] ?? null, seen }),
    told: /time zone/,
  },
  {
    name: "a budget",
    seen: () => ({ isLimitFixed: false }),
    save: async (who, choice, seen) => {
      const { tenantId, clientId } = await connection();
      await db().graphBudget.createMany({ data: { tenantId, clientId }, skipDuplicates: true });
      return setBudget(who, { tenantId, clientId, tier: choice === 0 ? "1-5k" : "5-15k", seen });
    },
    told: /licences in the tenant/,
  },
  {
    name: "rules",
    seen: () => rules,
    save: (who, choice, seen) => {
      const chosen = choice === 0 ? ({ onSourceDelete: "DELETE" } as const) : ({ onListDelete: "ASK" } as const);
      return setPolicies(who, { definitionId: ids.definitionId, ...rules, ...chosen, seen });
    },
    told: /when (a row leaves the table|somebody deletes an item in the list)/,
  },
  {
    name: "guards",
    seen: () => ({ guards: limits }),
    save: (who, choice, seen) => setGuards(who, { definitionId: ids.definitionId, guards: otherLimits(choice), seen }),
    told: /guards/,
  },
  {
    name: "the guards of all",
    seen: () => ({ guards: limits }),
    save: (who, choice, seen) => setGuardDefaults(who, { guards: otherLimits(choice), seen }),
    told: /guards/,
  },
  {
    name: "when a sync runs",
    seen: () => ({ cron: null }),
    save: (who, choice, seen) => {
      const { definitionId } = ids;
      return setSchedule(who, { definitionId, cron: crons[choice], timeZone: "UTC", seen });
    },
    told: /when it runs/,
  },
  {
    name: "when a sync reads everything",
    seen: () => ({ fullScanCron: null }),
    save: (who, choice, seen) => setFullScan(who, { definitionId: ids.definitionId, cron: crons[choice], seen }),
    told: /when it reads everything/,
  },
  {
    name: "the cursor",
    seen: () => ({ columnId: null }),
    save: async (who, choice, seen) =>
      setCursor(who, { definitionId: ids.definitionId, columnId: await dated(choice), seen }),
    told: /cursor column/,
  },
  {
    name: "how a new sync works",
    seen: () => ({ mode: "ONE_WAY_PUSH", onSourceDelete: "KEEP", cursorColumnId: null, cron: null }),
    save: (who, choice, seen) => {
      const { definitionId } = ids;
      const onSourceDelete = choice === 0 ? "DELETE" : "KEEP";
      const schedule = { cron: crons[choice], timeZone: "UTC" };
      return storeRhythm(who, {
        definitionId,
        mode: "ONE_WAY_PUSH",
        onSourceDelete,
        cursorColumnId: null,
        schedule,
        seen,
      });
    },
    told: /when (it runs|a row leaves the table)/,
  },
  {
    name: "the instances that are read",
    seen: () => ({ sources: [place(ids.instanceId)] }),
    save: (who, choice, seen) => {
      const sources = [place(ids.replicaId), ...(choice === 0 ? [{ ...place(ids.instanceId), priority: 1 }] : [])];
      return setSources(who, { definitionId: ids.definitionId, sources, seen });
    },
    told: /sources/,
  },
  {
    name: "the key",
    seen: async () => {
      const where = { syncDefId: ids.definitionId };
      const [column] = await db().syncKeyColumn.findMany({ where });
      return { strategy: "PRIMARY_KEY", columnIds: [column?.columnId] };
    },
    save: async (who, choice, seen) => {
      const columnIds = [await dated(choice)];
      const { definitionId } = ids;
      return changeKey(who, { definitionId, strategy: "HASHED", columnIds, onSourceDelete: "DELETE", seen });
    },
    told: /strategy/,
  },
  {
    name: "the namespace",
    seen: async () => ({ namespace: defaultNamespace(await loadDefinition(ids.definitionId)) }),
    save: (who, choice, seen) =>
      setNamespace(who, { definitionId: ids.definitionId, namespace: `moved ${choice}`, seen }),
    told: /namespace/,
  },
  {
    name: "how long history is kept",
    seen: () => db().installationSettings.findUniqueOrThrow({ where: { id: 1 }, select: kept }),
    save: (who, choice, seen) => {
      const forGood = { keepEventsDays: null, keepSnapshotsDays: null, keepMetricsDays: null };
      return setRetention(who, { ...forGood, keepOperationsDays: 500 + choice, seen });
    },
    told: /operations/,
  },
];
const kept = {
  keepOperationsDays: true,
  keepEventsDays: true,
  keepSnapshotsDays: true,
  keepMetricsDays: true,
} as const;

/** A column by which changes, or rows, can be told. */
async function dated(choice: 0 | 1): Promise<string> {
  const where = { tableId: ids.tableId, columnName: `dated_${choice}` };
  const { id } = await db().tableColumn.findFirstOrThrow({ where, select: { id: true } });
  return id;
}

async function refusalOf(work: Promise<unknown>): Promise<{ code: string; message: string } | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, message: error.message };
  }
}

const auditRows = () => db().auditEvent.findMany({ select: { actorName: true, action: true }, orderBy: { id: "asc" } });

describe.each(cases)("two who change $name", ({ seen, save, told }) => {
  it("one after the other: the second is told what changed, and replaces nothing unseen", async () => {
    const both = await seen();
    await save(ada, 0, both);
    const before = await auditRows();
    expect(await refusalOf(save(stella, 1, both))).toEqual({
      code: "changed-meanwhile",
      message: expect.stringMatching(told),
    });
    expect(await auditRows()).toEqual(before);
    await save(stella, 1, undefined);
  });

  it("at once: only one of them does", async () => {
    const both = await seen();
    const refusals = await Promise.all([refusalOf(save(ada, 0, both)), refusalOf(save(stella, 1, both))]);
    expect(refusals.filter((refusal) => refusal !== null).map(({ code }) => code)).toEqual(["changed-meanwhile"]);
  });
});

it("takes a schedule away only from who saw it", async () => {
  const { definitionId } = ids;
  await setSchedule(ada, { definitionId, cron: crons[0], timeZone: "UTC" });
  const clear = (cron: string) => refusalOf(clearSchedule(stella, { definitionId, seen: { cron } }));
  expect(await clear(crons[1])).toMatchObject({ code: "changed-meanwhile" });
  expect(await clear(crons[0])).toBeNull();
});

it("tells at each field what it holds by now, where that says anything", async () => {
  const { applicationId } = ids;
  const fields = { name: `Things ${made} application`, ownerTeam: "Sales", description: null };
  await updateApplication(ada, { applicationId, ...fields });
  const seen = { name: fields.name, ownerTeam: "Billing", description: "Bills." };
  const refused = updateApplication(stella, { applicationId, ...fields, seen });
  await expect(refused).rejects.toMatchObject({
    details: {
      fields: {
        ownerTeam: "Somebody else set this to “Sales” meanwhile.",
        description: "Somebody else emptied this meanwhile.",
      },
    },
  });
});
