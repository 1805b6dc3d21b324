import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admin, as, type DatabaseWorld, startDatabaseWorld } from "@/e2e/support/database-world";
import { db } from "@/lib/db/client";
import { claimRun, noteProgress } from "@/lib/sync/introspection-runs";
import {
  createDatabase,
  createInstance,
  requestIntrospection,
  setFailOverOrder,
  testInstance,
  testInstanceDraft,
  updateDatabase,
  updateInstance,
} from "./mutations";
import { getDatabase, getDatabaseKinds, getInstance, getIntrospection, listDatabases } from "./queries";
import { createInstanceInput, databaseFilter, databaseInput, updateDatabaseInput, updateInstanceInput } from "./schema";

let world: DatabaseWorld;
let applicationId: string;
let password: string;

beforeAll(async () => {
  world = await startDatabaseWorld();
  ({ applicationId, password } = world);
});
afterAll(() => world?.stop());

const newDatabase = () => world.newDatabase();
const newInstance = (databaseId: string, change?: object) => world.newInstance(databaseId, change);
const instanceSettings = () => world.instanceSettings();

describe("the order in which instances are read", () => {
  it("is set as a whole: the first is the primary", async () => {
    const databaseId = await newDatabase();
    const [a, b, c] = [
      await newInstance(databaseId, { instanceLabel: "a" }),
      await newInstance(databaseId, { instanceLabel: "b", role: "SECONDARY" }),
      await newInstance(databaseId, { instanceLabel: "c", role: "SECONDARY", priority: 3 }),
    ];
    await setFailOverOrder(admin, { databaseId, instanceIds: [c, a, b] });
    const { instances } = await getDatabase(admin, { databaseId });
    expect(instances.map(({ instanceLabel, role, priority }) => [instanceLabel, role, priority])).toEqual([
      ["c", "PRIMARY", 0],
      ["a", "SECONDARY", 1],
      ["b", "SECONDARY", 2],
    ]);
    for (const instanceIds of [
      [a, b],
      [a, b, b],
      [a, b, c, databaseId],
    ]) {
      const wrong = setFailOverOrder(admin, { databaseId, instanceIds });
      await expect(wrong).rejects.toMatchObject({ code: "input-invalid" });
    }
  });
});

describe("the kinds of database", () => {
  it("are told as their connectors declare them", async () => {
    const kinds = await getDatabaseKinds(as("Viewer"));
    expect(kinds.find((kind) => kind.kind === "POSTGRES")).toEqual({
      kind: "POSTGRES",
      label: "PostgreSQL",
      defaultPort: 5432,
      defaultTlsMode: "off",
      hasSchemas: true,
      hasNamedInstances: false,
      hasReadOnlyIntent: false,
    });
  });
});

describe("a database", () => {
  it("cannot be registered twice in one environment, and says which field is wrong", async () => {
    const input = databaseInput.parse({
      applicationId,
      name: "A",
      dbType: "POSTGRES",
      environment: "PROD",
      databaseName: "same",
    });
    await createDatabase(admin, input);
    const twin = createDatabase(admin, { ...input, name: "B" });
    await expect(twin).rejects.toMatchObject({ code: "already-exists", details: { field: "databaseName" } });
    await createDatabase(admin, { ...input, environment: "STAGING" });
  });

  it("cannot change its kind once tables are cataloged", async () => {
    const databaseId = await newDatabase();
    const { name, databaseName } = await getDatabase(admin, { databaseId });
    const input = (dbType: string) =>
      updateDatabaseInput.parse({ databaseId, applicationId, name, environment: "DEV", databaseName, dbType });
    await updateDatabase(admin, input("MYSQL"));
    await db().databaseTable.create({
      data: { databaseId, schemaName: "s", tableName: "t", tableType: "BASE", lastIntrospectedAt: new Date() },
    });
    await expect(updateDatabase(admin, input("POSTGRES"))).rejects.toMatchObject({ code: "in-use" });
  });

  it("is listed by application and found by search", async () => {
    const databaseId = await newDatabase();
    const { name } = await getDatabase(admin, { databaseId });
    const page = await listDatabases(as("Viewer"), databaseFilter.parse({ applicationId, search: name.toUpperCase() }));
    expect(page.rows.map((row) => row.id)).toContain(databaseId);
  });
});

describe("an instance's password", () => {
  it("is sealed in the metastore, and in no answer and no audit row (P23)", async () => {
    const databaseId = await newDatabase();
    const secret = "pass-w0rd-in-the-clear";
    const instanceId = await newInstance(databaseId, { dbPassword: secret });
    const { dbPassword } = await db().databaseInstance.findUniqueOrThrow({ where: { id: instanceId } });
    expect(dbPassword).toMatch(/^v1\./);
    const shown = JSON.stringify([
      await getInstance(admin, { instanceId }),
      await getDatabase(admin, { databaseId }),
      await db().auditEvent.findMany(),
      dbPassword,
    ]);
    expect(shown).not.toContain(secret);
    expect(JSON.stringify(await getInstance(admin, { instanceId }))).not.toContain(dbPassword);
  });

  it.each([
    ["host", { host: "db.elsewhere.example" }],
    ["port", { port: 1 }],
    ["user", { dbUser: "someone" }],
    ["TLS mode", { config: { tls: { mode: "require" } } }],
    ["named instance", { config: { instanceName: "SALES" } }],
  ])("must be entered again when the %s changes (P24)", async (_, change) => {
    const instanceId = await newInstance(await newDatabase());
    await testInstance(admin, { instanceId });
    const input = updateInstanceInput.parse({ instanceId, ...instanceSettings(), ...change });
    await expect(updateInstance(admin, input)).rejects.toMatchObject({
      code: "secret-required",
      details: { field: "dbPassword" },
    });
    expect((await getInstance(admin, { instanceId })).host).toBe(instanceSettings().host);
    await updateInstance(admin, { ...input, dbPassword: password });
    expect(await getInstance(admin, { instanceId })).toMatchObject({ verification: null, lastVerifiedAt: null });
  });

  it("stays when only the label, the order or the time limits change", async () => {
    const instanceId = await newInstance(await newDatabase(), { config: { tls: { mode: "off" } } });
    const before = await db().databaseInstance.findUniqueOrThrow({ where: { id: instanceId } });
    const config = { connectTimeoutMs: 2_000, tls: { mode: "off" } };
    const input = { instanceId, ...instanceSettings(), instanceLabel: "renamed", priority: 5, config };
    await updateInstance(admin, updateInstanceInput.parse(input));
    const after = await db().databaseInstance.findUniqueOrThrow({ where: { id: instanceId } });
    expect(after).toMatchObject({ instanceLabel: "renamed", priority: 5, config, dbPassword: before.dbPassword });
  });
});

describe("an instance", () => {
  it("with options its connector does not understand is not stored", async () => {
    const databaseId = await newDatabase();
    await expect(newInstance(databaseId, { config: { tls: { mode: "perhaps" } } })).rejects.toMatchObject({
      code: "input-invalid",
    });
    expect((await getDatabase(admin, { databaseId })).instances).toEqual([]);
  });

  it("keeps no password among its options, where everybody could read it (P23)", async () => {
    const databaseId = await newDatabase();
    const input = { databaseId, ...instanceSettings(), dbPassword: password, config: { password: "sEcReT" } };
    expect(createInstanceInput.safeParse(input).error?.issues).toMatchObject([{ path: ["config"] }]);
    expect(updateInstanceInput.safeParse({ ...input, instanceId: databaseId }).success).toBe(false);
  });

  it("forgets what was found in another database", async () => {
    const instanceId = await newInstance(await newDatabase());
    await testInstance(admin, { instanceId });
    const input = updateInstanceInput.parse({ instanceId, ...instanceSettings(), dbName: "elsewhere" });
    await updateInstance(admin, input);
    expect(await getInstance(admin, { instanceId })).toMatchObject({ verification: null, lastVerifiedAt: null });
  });

  it("keeps no host or port of its options: the columns win", async () => {
    const instanceId = await newInstance(await newDatabase(), { config: { host: "attacker.example", port: 1 } });
    const { findings } = await testInstance(admin, { instanceId });
    expect(findings.filter((finding) => finding.level === "error")).toEqual([]);
  });

  it("keeps what was found with these very settings before they were stored, and nothing else that is claimed", async () => {
    const databaseId = await newDatabase();
    const tester = as("Admin", "tester");
    const input = createInstanceInput.parse({ databaseId, ...instanceSettings(), dbPassword: password });
    const test = await testInstanceDraft(tester, input);
    const instanceId = await newInstance(databaseId, { instanceLabel: "another name", test });
    const checkedAt = new Date(test.checkedAt);
    const stored = { verification: { checkedAt, findings: test.findings }, lastVerifiedAt: checkedAt };
    expect(await getInstance(admin, { instanceId })).toMatchObject(stored);
    expect(JSON.stringify(await db().auditEvent.findMany())).not.toContain(test.signature);

    const claims = [
      { test: { ...test, findings: [] } },
      { test: { ...test, checkedAt: "2026-11-29T12:00:00.000Z" } },
      { test: { ...test, signature: "" } },
      { test, dbPassword: "another" },
      { test, dbName: "elsewhere" },
      { test, config: { tls: { mode: "require" } } },
    ];
    for (const claim of claims) {
      const claimed = await newInstance(databaseId, claim);
      expect(await getInstance(admin, { instanceId: claimed })).toMatchObject({
        verification: null,
        lastVerifiedAt: null,
      });
    }
    const elsewhere = await newInstance(await newDatabase(), { test });
    expect(await getInstance(admin, { instanceId: elsewhere })).toMatchObject({ verification: null });

    const change = updateInstanceInput.parse({ instanceId: elsewhere, ...instanceSettings(), dbPassword: password });
    const { databaseId: otherId } = await db().databaseInstance.findUniqueOrThrow({ where: { id: elsewhere } });
    const again = await testInstanceDraft(tester, { ...input, databaseId: otherId });
    await updateInstance(admin, { ...change, test: again });
    expect(await getInstance(admin, { instanceId: elsewhere })).toMatchObject({
      verification: { checkedAt: new Date(again.checkedAt) },
    });
    await updateInstance(admin, { ...change, dbPassword: "another", test: again });
    expect(await getInstance(admin, { instanceId: elsewhere })).toMatchObject({
      verification: null,
      lastVerifiedAt: null,
    });
  });

  it("is tested by a steward, and the findings are kept", async () => {
    const instanceId = await newInstance(await newDatabase());
    const { findings } = await testInstance(as("Steward"), { instanceId });
    expect(findings.length).toBeGreaterThan(1);
    const stored = await getInstance(as("Viewer"), { instanceId });
    expect(stored.verification?.findings).toEqual(findings);
    expect(stored.lastVerifiedAt).toEqual(stored.verification?.checkedAt);
  });

  it("that refuses the login keeps the finding and no date of success", async () => {
    const instanceId = await newInstance(await newDatabase(), { dbPassword: "wrong" });
    const { findings } = await testInstance(admin, { instanceId });
    expect(findings.some((finding) => finding.level === "error" && finding.remedy)).toBe(true);
    expect(await getInstance(admin, { instanceId })).toMatchObject({ lastVerifiedAt: null });
  });
});

describe("a database without schemas that gets another name", () => {
  it("takes its tables along, and ends an introspection that still knows the former name", async () => {
    const named = (databaseName: string) =>
      databaseInput.parse({ applicationId, name: "Shop", dbType: "MYSQL", environment: "DEV", databaseName });
    const { databaseId } = await createDatabase(admin, named("shop"));
    const instanceId = await newInstance(databaseId);
    const lastIntrospectedAt = new Date();
    const table = { databaseId, tableName: "t", tableType: "BASE" as const, lastIntrospectedAt };
    await db().databaseTable.createMany({
      data: ["shop", "further"].map((schemaName) => ({ ...table, schemaName })),
    });
    const { id } = await db().introspectionRun.create({ data: { databaseInstanceId: instanceId } });
    const run = await claimRun(id);
    if (!run) throw new Error("The run cannot be claimed.");

    await updateDatabase(admin, { databaseId, ...named("store") });
    const tables = await db().databaseTable.findMany({ where: { databaseId }, orderBy: { schemaName: "asc" } });
    expect(tables.map(({ schemaName }) => schemaName)).toEqual(["further", "store"]);
    await expect(noteProgress(db(), run, "Reading tables", {})).rejects.toMatchObject({ code: "lease-lost" });
    expect(await getIntrospection(admin, { introspectionRunId: id })).toMatchObject({
      state: "failed",
      errorMessage: "The database got another name meanwhile.",
    });
  });
});

describe("roles", () => {
  it("a steward may not probe addresses of their own choice, nor manage", async () => {
    const databaseId = await newDatabase();
    const input = createInstanceInput.parse({ databaseId, ...instanceSettings(), dbPassword: "x" });
    for (const refused of [testInstanceDraft(as("Steward"), input), createInstance(as("Steward"), input)]) {
      await expect(refused).rejects.toMatchObject({ code: "not-allowed" });
    }
    expect((await testInstanceDraft(admin, { ...input, dbPassword: password })).findings.length).toBeGreaterThan(1);
  });

  it("a viewer may not introspect", async () => {
    const databaseId = await newDatabase();
    await expect(requestIntrospection(as("Viewer"), { databaseId })).rejects.toMatchObject({ code: "not-allowed" });
  });
});
