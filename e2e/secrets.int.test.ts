import { readdirSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { patience } from "@/e2e/support/patience";
import { reasonOf } from "@/lib/answer";
import type { Context } from "@/lib/context";
import { db } from "@/lib/db/client";
import { AppError, SyncError } from "@/lib/errors/app-error";
import { listAuditEvents } from "@/lib/features/audit/queries";
import { auditFilter } from "@/lib/features/audit/schema";
import {
  requestIntrospection,
  testInstance,
  testInstanceDraft,
  updateInstance,
} from "@/lib/features/databases/mutations";
import { getInstance } from "@/lib/features/databases/queries";
import { updateInstanceInput } from "@/lib/features/databases/schema";
import { startRun } from "@/lib/features/runs/mutations";
import { getLiveRun } from "@/lib/features/runs/queries";
import {
  addSite,
  requestDiscovery,
  updateConnection,
  verifyConnection,
  verifyConnectionDraft,
} from "@/lib/features/sharepoint/mutations";
import { getConnection } from "@/lib/features/sharepoint/queries";
import { updateConnectionInput } from "@/lib/features/sharepoint/schema";
import { type SyncStack, startSyncStack, type WorkerProcess } from "./support/sync-stack";

const admin: Context = {
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: ["Admin"] },
  requestId: "request-1",
};

const viewer: Context = { ...admin, actor: { kind: "person", userId: "u-2", name: "Vic", roles: ["Viewer"] } };

const marker = (name: string) => `mArKeR${name}0123456789abcdef`;
const planted = {
  password: marker("password"),
  draftPassword: marker("draftPassword"),
  clientSecret: marker("clientSecret"),
  draftSecret: marker("draftSecret"),
};

/** A value of a row, which viewers must not see. */
const rowValue = marker("rowValue");

let stack: SyncStack;
let worker: WorkerProcess;
/** Everything that was answered to a person. */
const answered: unknown[] = [];
/** What must stand nowhere in the clear. */
let secrets: string[] = [];
const sealed: string[] = [];

/** Keeps what a person is told, be it an answer or a refusal. */
async function tell(work: Promise<unknown>): Promise<void> {
  answered.push(await work.catch((error: unknown) => reasonOf(error, { name: "test", requestId: admin.requestId })));
}

async function runToItsEnd(): Promise<string | null> {
  const { runId } = await startRun(admin, { definitionId: stack.definitionId });
  await vi.waitUntil(() => outcomeOf(runId), patience);
  await tell(getLiveRun(admin, { runId }));
  return outcomeOf(runId);
}

const outcomeOf = async (runId: string) => (await db().syncRun.findUniqueOrThrow({ where: { id: runId } })).outcome;

async function noteSealed(): Promise<void> {
  for (const { dbPassword } of await db().databaseInstance.findMany()) sealed.push(dbPassword);
  for (const { clientSecret } of await db().sharepointConnection.findMany()) sealed.push(clientSecret ?? "none");
}

beforeAll(async () => {
  stack = await startSyncStack();
  worker = await stack.startWorker();
  const source = new URL(await sourceAddress());
  secrets = [
    ...Object.values(planted),
    decodeURIComponent(source.password),
    stack.graph.options.clientSecret ?? "none",
    process.env.SYNCBRIDGE_SECRET_KEY ?? "none",
  ];
  // The second row is rejected, for the character.
  await stack.source.query("INSERT INTO things (id, name) VALUES (1, $1), (2, $2)", [rowValue, `${rowValue}\u0001`]);
  expect(await runToItsEnd()).toBe("PARTIAL");
  await noteSealed();
  await failEverything();
  await noteSealed();
  await quoteRowValue();
});

afterAll(async () => {
  await stack?.stop();
});

async function sourceAddress(): Promise<string> {
  const { connectionParameters } = stack.source as unknown as { connectionParameters: { password: string } };
  const password = connectionParameters.password;
  return `postgresql://x:${encodeURIComponent(password)}@host/db`;
}

/** Plants wrong secrets, then does with them all that can fail. */
async function failEverything(): Promise<void> {
  const { id: instanceId } = await db().databaseInstance.findFirstOrThrow({ select: { id: true } });
  const { id: connectionId } = await db().sharepointConnection.findFirstOrThrow({ select: { id: true } });
  const { id: siteId } = await db().sharepointSite.findFirstOrThrow({ select: { id: true } });
  const instance = await getInstance(admin, { instanceId });
  const connection = await getConnection(admin, { connectionId });

  const wrongInstance = updateInstanceInput.parse({ ...instance, instanceId, dbPassword: planted.password });
  await updateInstance(admin, wrongInstance);
  await tell(updateInstance(admin, { ...wrongInstance, host: "elsewhere.invalid", dbPassword: undefined }));
  await tell(testInstance(admin, { instanceId }));
  const { databaseId } = instance;
  await tell(testInstanceDraft(admin, { ...wrongInstance, databaseId, dbPassword: planted.draftPassword }));
  const { introspectionRunId } = await requestIntrospection(admin, { databaseId });
  const statusOf = async () =>
    (await db().introspectionRun.findUniqueOrThrow({ where: { id: introspectionRunId } })).status;
  expect(await vi.waitUntil(statusOf, patience)).toBe("FAILED");
  expect(await runToItsEnd()).not.toBe("SUCCEEDED");

  const wrong = updateConnectionInput.parse({ ...connection, connectionId, clientSecret: planted.clientSecret });
  await updateConnection(admin, wrong);
  await tell(updateConnection(admin, { ...wrong, tenantId: "another", clientSecret: undefined }));
  await tell(verifyConnection(admin, { connectionId }));
  await tell(verifyConnectionDraft(admin, { ...wrong, clientSecret: planted.draftSecret }));
  await tell(addSite(admin, { connectionId, address: "https://contoso.sharepoint.com/sites/finance" }));
  await requestDiscovery(admin, { siteId });
  await vi.waitUntil(() => worker.output().includes("graph-login"), patience);
  expect(await runToItsEnd()).not.toBe("SUCCEEDED");
}

/** As a server does that cannot cast a value: its message is kept with the run, its story and the definition. */
async function quoteRowValue(): Promise<void> {
  const said = `invalid input syntax for type integer: "${rowValue}"`;
  await db().syncRun.updateMany({ data: { errorCode: "source-failed", errorMessage: said } });
  await db().syncDefinition.updateMany({ data: { haltedCode: "source-failed", haltedReason: said } });
  const { id } = await db().syncRun.findFirstOrThrow({ orderBy: { startTime: "asc" } });
  await db().syncEvent.create({ data: { syncRunId: id, eventType: "interrupted", severity: "WARN", message: said } });
}

/** Every row of every table of the metastore, the queue's included, as text. */
async function dump(): Promise<{ readonly table: string; readonly row: string }[]> {
  const tables = await db().$queryRaw<{ schema: string; name: string }[]>`
    SELECT schemaname AS schema, tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`;
  const rows = await Promise.all(
    tables.map(async ({ schema, name }) => {
      const table = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
      const found = await db().$queryRawUnsafe<{ row: string }[]>(`SELECT to_jsonb(t)::text AS row FROM ${table} t`);
      return found.map(({ row }) => ({ table: name, row }));
    }),
  );
  return rows.flat();
}

/** What every query that the role allows answers. Each is asked for all there is, with an input that any of them understands. */
async function everyAnswer(context: Context): Promise<{ readonly query: string; readonly text: string }[]> {
  const root = path.resolve(import.meta.dirname, "../lib/features");
  const first = async (table: string, order = "id") =>
    (await db().$queryRawUnsafe<{ id: string }[]>(`SELECT id::text FROM ${table} ORDER BY ${order} LIMIT 1`))[0]?.id;
  const input = {
    applicationId: await first("applications"),
    databaseId: await first("databases"),
    instanceId: await first("database_instances"),
    introspectionRunId: await first("introspection_runs"),
    tableId: await first("database_tables"),
    connectionId: await first("sharepoint_connections"),
    siteId: await first("sharepoint_sites"),
    siteIds: [await first("sharepoint_sites")],
    listId: await first("sharepoint_lists"),
    definitionId: stack.definitionId,
    runId: await first("sync_runs", "start_time"),
    runIds: [await first("sync_runs", "start_time")],
    presence: "all",
    direction: "asc",
    q: "thing",
    key: "1",
    name: stack.listName,
    schema: "public",
    table: "things",
    text: 'name == "thing"',
    use: { kind: "filter" },
    document: { rowFilter: null, rows: [], unitRows: [] },
    version: 1,
    of: "all",
    entered: "another secret",
    password: "another password",
    identityHash: (await db().syncLedgerEntry.findFirst({ where: { sourceIdentity: "id=1" } }))?.sourceIdentityHash,
    limit: 200,
  };
  const answers = [];
  for (const room of readdirSync(root)) {
    if (!readdirSync(path.join(root, room)).includes("queries.ts")) continue;
    const queries = (await import(path.join(root, room, "queries.ts"))) as Record<string, unknown>;
    for (const [name, query] of Object.entries(queries)) {
      if (typeof query !== "function") continue;
      // Some answer at once.
      const ask = async (asked: object) => (query as (context: Context, input: object) => unknown)(context, asked);
      const sort = sortsOf[name] ?? (room === "ledger" || room === "rejections" ? "identity" : "name");
      const answer = await ask({ ...input, sort }).catch((error: unknown) => {
        if (error instanceof AppError && error.code === "not-allowed") return undefined;
        // A query that asks the tenant is refused with the planted secret: the refusal is its answer.
        if (error instanceof SyncError) return { message: error.message, remedy: error.remedy, details: error.details };
        throw error;
      });
      if (answer === undefined) continue;
      answers.push({ query: `${room} ${name}`, text: asText(answer) });
    }
  }
  return answers;
}

/** What a query is asked to sort by, where its room's others are not sorted so. */
const sortsOf: Readonly<Record<string, string>> = { listRejectionCauses: "sync" };

const asText = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? each.toString() : each)) ?? "";
const holds = (text: string, wanted: readonly string[]) => wanted.filter((each) => text.includes(each));

describe("a password or client secret", () => {
  it("was planted, and what should fail with it failed", () => {
    expect(new Set(sealed).size).toBeGreaterThanOrEqual(4);
    expect(secrets.every((secret) => secret.length >= 8)).toBe(true);
    const told = asText(answered);
    for (const sign of ["source-login", "graph-login", "secret-required", '"error"']) expect(told).toContain(sign);
  });

  it("stands in no answer, refusal or finding", async () => {
    expect(holds(asText(answered), [...secrets, ...sealed])).toEqual([]);
  });

  it("stands in no query's answer", async () => {
    const answers = await everyAnswer(admin);
    expect(answers.length).toBeGreaterThan(20);
    expect(answers.filter(({ text }) => text.length > 20).length).toBeGreaterThan(20);
    expect(answers.filter(({ text }) => holds(text, [...secrets, ...sealed]).length > 0)).toEqual([]);
  });

  it("stands in the metastore only sealed, and so only in its own column (P23)", async () => {
    const rows = await dump();
    for (const table of ["audit_events", "job", "sync_events"])
      expect(rows.some((row) => row.table === table)).toBe(true);
    expect(rows.filter(({ row }) => holds(row, secrets).length > 0)).toEqual([]);
    const own = ["database_instances", "sharepoint_connections"];
    expect(rows.filter(({ table, row }) => own.includes(table) && holds(row, sealed).length > 0)).toHaveLength(2);
    expect(rows.filter(({ table, row }) => !own.includes(table) && holds(row, sealed).length > 0)).toEqual([]);
  });

  it("stands in no line of the audit trail, which says that it changed", async () => {
    const { rows } = await listAuditEvents(admin, auditFilter.parse({ limit: 200 }));
    expect(rows.find((row) => row.action === "instance.updated")?.after).toMatchObject({ passwordChanged: true });
    expect(rows.find((row) => row.action === "connection.updated")?.after).toMatchObject({ credentialChanged: true });
    expect(holds(asText(rows), [...secrets, ...sealed])).toEqual([]);
  });

  it("stands in no line that the worker wrote", () => {
    expect(worker.output()).toContain("source-login");
    expect(holds(worker.output(), [...secrets, ...sealed])).toEqual([]);
  });
});

describe("a row's value", () => {
  const answersWithValue = async (context: Context) =>
    (await everyAnswer(context)).filter(({ text }) => text.includes(rowValue)).map(({ query }) => query);

  it("is shown to those who may see values: in ledger, operations and errors", async () => {
    const passport = ["ledger getPassport", "ledger listRowOperations"];
    const shown = ["ledger listLedger", ...passport, "runs listRuns", "runs getLiveRun", "runs listOperations"];
    expect(await answersWithValue(admin)).toEqual(expect.arrayContaining([...shown, "syncs getDefinition"]));
  });

  it("is shown to no viewer", async () => {
    expect(await answersWithValue(viewer)).toEqual([]);
  });
});
