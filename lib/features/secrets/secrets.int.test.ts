import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { patience } from "@/e2e/support/patience";
import type { Context } from "@/lib/context";
import { keyId, open, seal } from "@/lib/crypto/seal";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { startWorkQueue } from "@/lib/jobs/work-queue";
import { clientCertificateContext, clientSecretContext } from "@/lib/sync/open-graph";
import { passwordContext } from "@/lib/sync/open-source";
import { resealSecrets } from "@/lib/sync/reseal-secrets";
import { noteAlive } from "@/lib/sync/worker-registry";
import { workResealing } from "@/worker/handlers/reseal-secrets";
import { enterAgainHref, ownerText } from "./labels";
import { requestReseal, resealNow } from "./mutations";
import { getKeys } from "./queries";

const [former, current, gone] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const admin: Context = { actor: { kind: "person", userId: "u", name: "Ada", roles: ["Admin"] }, requestId: "r-1" };
const never = new AbortController().signal;
const onlyCurrent = { current, others: [] };

let metastore: TestDatabase;
let databaseId: string;

beforeAll(async () => {
  process.env.SYNCBRIDGE_SECRET_KEY = current.toString("base64");
  process.env.SYNCBRIDGE_OTHER_SECRET_KEYS = former.toString("base64");
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  configureQueue(metastore.url);
  const application = await db().application.create({ data: { name: "Shop" } });
  const { id } = await db().database.create({
    data: { applicationId: application.id, name: "Orders", dbType: "POSTGRES", environment: "DEV", databaseName: "o" },
  });
  databaseId = id;
});

afterAll(async () => {
  await closeQueue();
  await closeDatabase();
  await metastore?.drop();
});

beforeEach(async () => {
  await db().databaseInstance.deleteMany();
  await db().sharepointConnection.deleteMany();
  await db().auditEvent.deleteMany();
});

async function addInstances(labels: readonly string[], key: Buffer): Promise<void> {
  await db().databaseInstance.createMany({
    data: labels.map((instanceLabel) => ({
      databaseId,
      instanceLabel,
      host: "h",
      port: 1,
      dbName: "d",
      dbUser: "u",
      dbPassword: seal(key, `password of ${instanceLabel}`, passwordContext),
    })),
  });
}

const addConnection = (name: string, key: Buffer, credentialKind: "secret" | "certificate") =>
  db().sharepointConnection.create({
    data: {
      name,
      tenantId: name,
      clientId: name,
      credentialKind,
      ...(credentialKind === "secret"
        ? { clientSecret: seal(key, "a secret", clientSecretContext) }
        : { clientCertificate: seal(key, "a certificate", clientCertificateContext) }),
      authorityHost: "https://login.example",
      scopes: ["s"],
    },
  });

const names = (many: number) => Array.from({ length: many }, (_, at) => `i-${at}`);
const passwords = async () => (await db().databaseInstance.findMany()).map(({ dbPassword }) => dbPassword);
const openedBy = async (keys: Parameters<typeof open>[0]) =>
  (await passwords()).map((sealed) => open(keys, sealed, passwordContext)).sort();

describe("a key that is changed", () => {
  it("lets a process go on reading while every secret is sealed anew", async () => {
    await addInstances(names(300), former);
    const program = path.resolve(import.meta.dirname, "../../../e2e/support/read-secrets-process.ts");
    // This one still has the former key as its own, as before its restart.
    const keys = {
      SYNCBRIDGE_SECRET_KEY: former.toString("base64"),
      SYNCBRIDGE_OTHER_SECRET_KEYS: current.toString("base64"),
    };
    const reader = spawn(process.execPath, ["--import", "tsx", program, metastore.url], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...keys, LOG_LEVEL: "silent" },
    });
    let output = "";
    for (const stream of [reader.stdout, reader.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    const ended = new Promise<number | null>((resolve) => reader.on("close", resolve));
    await vi.waitUntil(() => output.includes("reading"), { timeout: 60_000, interval: 20 });
    expect(await resealNow(admin, never)).toEqual({ resealed: 300, unopened: 0 });
    reader.stdin.end();
    expect(await ended, output).toBe(0);
    const told = JSON.parse(output.trim().split("\n").at(-1) ?? "") as { rounds: number; found: string[] };
    const all = names(300).map((name) => `password of ${name}`);
    expect(told.found).toEqual(all.sort());
    expect(await openedBy(onlyCurrent)).toEqual(all.sort());
  });

  it("is told by counts, on the page's query, and every step stands in the audit trail", async () => {
    await addInstances(["main"], former);
    await addConnection("Contoso", former, "secret");
    await addConnection("Fabrikam", former, "certificate");
    expect(await getKeys(admin)).toMatchObject({
      keys: [
        { keyId: keyId(current), standing: "current", counts: { password: 0, "client-secret": 0, certificate: 0 } },
        { keyId: keyId(former), standing: "other", counts: { password: 1, "client-secret": 1, certificate: 1 } },
      ],
      openUnderOthers: 3,
      lost: [],
    });
    await resealNow(admin, never);
    expect(await getKeys(admin)).toMatchObject({ openUnderOthers: 0, lost: [] });
    const events = await db().auditEvent.findMany({ orderBy: { targetName: "asc" } });
    expect(events.map(({ action, actorName, targetName, after }) => [action, actorName, targetName, after])).toEqual(
      [passwordContext, clientCertificateContext, clientSecretContext].map((place) => [
        "secrets.resealed",
        "Ada",
        place,
        { keyId: keyId(current), count: 1 },
      ]),
    );
  });

  it("goes on after a round that broke off, and does nothing twice", async () => {
    await addInstances(names(250), former);
    let asked = 0;
    const breaking = {
      throwIfAborted: () => {
        asked += 1;
        if (asked === 2) throw new Error("the process was killed");
      },
    } as AbortSignal;
    const keys = { current, others: [former] };
    const round = { context: admin, keys, keyId: keyId(current) };
    await expect(resealSecrets({ ...round, signal: breaking })).rejects.toThrow("killed");
    expect(await getKeys(admin)).toMatchObject({ openUnderOthers: 150 });
    expect(await resealSecrets({ ...round, signal: never })).toEqual({ resealed: 150, unopened: 0 });
    expect(await resealSecrets({ ...round, signal: never })).toEqual({ resealed: 0, unopened: 0 });
    expect(await openedBy(onlyCurrent)).toHaveLength(250);
  });

  it("does not overwrite a password that is entered meanwhile", async () => {
    await addInstances(["main"], former);
    const entered = seal(former, "entered meanwhile", passwordContext);
    const person = new pg.Client({ connectionString: metastore.url });
    await person.connect();
    await person.query("BEGIN");
    await person.query("UPDATE database_instances SET db_password = $1", [entered]);
    const resealing = resealNow(admin, never);
    const isWaiting = async () => (await db().$queryRaw<object[]>`SELECT FROM pg_locks WHERE NOT granted`).length > 0;
    await vi.waitUntil(isWaiting, patience);
    await person.query("COMMIT");
    await person.end();
    expect(await resealing).toEqual({ resealed: 0, unopened: 0 });
    expect(await passwords()).toEqual([entered]);
  });

  it("is put in use by a worker when an administrator asks", async () => {
    await addInstances(names(3), former);
    const queue = await startWorkQueue({ url: metastore.url, name: "worker-1" });
    try {
      await workResealing(queue, "worker-1");
      await requestReseal(admin, { keyId: keyId(current) });
      await vi.waitUntil(async () => (await getKeys(admin)).openUnderOthers === 0, patience);
      await vi.waitUntil(async () => !(await getKeys(admin)).isResealing, patience);
    } finally {
      await queue.stop(1_000);
    }
    const events = await db().auditEvent.findMany({ orderBy: { at: "asc" } });
    expect(events.map(({ action, actorKind }) => [action, actorKind])).toEqual([
      ["secrets.reseal-requested", "person"],
      ["secrets.resealed", "worker"],
    ]);
  });

  it("is not put in use by a process that lacks it, nor for a page that knew another one", async () => {
    const round = resealSecrets({ context: admin, keys: onlyCurrent, keyId: keyId(gone), signal: never });
    await expect(round).rejects.toMatchObject({ code: "key-missing" });
    await expect(requestReseal(admin, { keyId: keyId(gone) })).rejects.toMatchObject({ code: "input-invalid" });
  });
});

describe("a worker without the current key", () => {
  const worker = (name: string, keys: readonly Buffer[]) =>
    noteAlive({
      name,
      host: "host-1",
      processId: 7,
      version: "1",
      nodeVersion: "20",
      runsAtOnce: 1,
      keyIds: keys.map(keyId),
    });

  it("is told while it is alive, and one that has it, as its own or among the others, is not", async () => {
    await worker("has it", [current]);
    await worker("has it among others", [former, current]);
    expect((await getKeys(admin)).workersWithout).toEqual([]);
    await worker("lacks it", [former, gone]);
    expect((await getKeys(admin)).workersWithout).toEqual([{ name: "lacks it", host: "host-1", processId: 7 }]);
    await db()
      .$executeRaw`UPDATE workers SET expires_at = clock_timestamp() - interval '1 second' WHERE name = 'lacks it'`;
    expect((await getKeys(admin)).workersWithout).toEqual([]);
    await db().worker.deleteMany();
  });
});

describe("a key that is lost", () => {
  it("is told with everything that must be entered again, by name and with the way there", async () => {
    await addInstances(["main", "standby"], current);
    await addInstances(["old"], gone);
    const { id } = await addConnection("Contoso", gone, "secret");
    const { id: otherId } = await addConnection("Fabrikam", gone, "certificate");
    const { lost, keys } = await getKeys(admin);
    const { id: instanceId } = await db().databaseInstance.findFirstOrThrow({ where: { instanceLabel: "old" } });
    expect(keys.at(-1)).toMatchObject({ keyId: keyId(gone), standing: "missing", counts: { password: 1 } });
    expect(lost.map((secret) => [secret.kind, ownerText(secret), enterAgainHref(secret)])).toEqual([
      ["password", "the instance “old” of “Orders”", `/databases/${databaseId}/instances/${instanceId}/edit`],
      ["client-secret", "the connection “Contoso”", `/sharepoint/connections/${id}/edit`],
      ["certificate", "the connection “Fabrikam”", `/sharepoint/connections/${otherId}/edit`],
    ]);
  });

  it("leaves what it sealed as it is, and does not keep the rest from being sealed anew", async () => {
    await addInstances(["old"], gone);
    await addInstances(["main"], former);
    const before = await db().databaseInstance.findFirstOrThrow({ where: { instanceLabel: "old" } });
    expect(await resealNow(admin, never)).toEqual({ resealed: 1, unopened: 1 });
    const after = await db().databaseInstance.findFirstOrThrow({ where: { instanceLabel: "old" } });
    expect(after.dbPassword).toBe(before.dbPassword);
    expect(await getKeys(admin)).toMatchObject({ openUnderOthers: 0, lost: [{ ownerName: "old" }] });
  });

  it("is told to administrators only", async () => {
    const steward: Context = { ...admin, actor: { kind: "person", userId: "u", name: "S", roles: ["Steward"] } };
    await expect(getKeys(steward)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(resealNow(steward, never)).rejects.toMatchObject({ code: "not-allowed" });
  });
});
