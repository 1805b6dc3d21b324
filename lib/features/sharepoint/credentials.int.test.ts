import { randomBytes } from "node:crypto";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { createConnection, updateConnection, verifyConnection, verifyConnectionDraft } from "./mutations";
import { getConnection } from "./queries";
import { createConnectionInput, updateConnectionInput } from "./schema";

const admin: Context = {
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: ["Admin"] },
  requestId: "request-1",
};
const day = 86_400_000;

describe("a connection by certificate", () => {
  let metastore: TestDatabase;
  let graph: SandboxGraph;
  let own: { cert: string; private: string };
  let strange: { cert: string; private: string };
  let connectionId: string;

  const settings = (change: object) => {
    const { tenantId, clientId, authorityHost, scopes } = graph.options;
    return { name: "Contoso", tenantId, clientId, authorityHost, scopes: [...scopes], ...change };
  };
  const stored = () => db().sharepointConnection.findUniqueOrThrow({ where: { id: connectionId } });
  const pemOf = (made: { cert: string; private: string }) => `${made.private}\n${made.cert}`;
  const finding = (findings: readonly { readonly id: string }[], id: string) =>
    findings.find((candidate) => candidate.id === id);

  beforeAll(async () => {
    process.env.SYNCBRIDGE_SECRET_KEY = randomBytes(32).toString("base64");
    metastore = await createTestDatabase();
    configureDatabase(metastore.url);
    graph = await startSandboxGraph();
    const name = [{ name: "commonName", value: "SyncBridge" }];
    own = await generate(name, { notAfterDate: new Date(Date.now() + 20 * day) });
    strange = await generate(name);
    await graph.sandbox.levers.call("PUT", `/apps/${graph.options.clientId}/certificates`, [own.cert]);
  });
  afterAll(async () => {
    await closeDatabase();
    await graph?.stop();
    await metastore?.drop();
  });

  it("is tried before it is stored, and says that Entra ID does not know a certificate", async () => {
    const draft = (made: typeof own) =>
      createConnectionInput.parse(settings({ credential: "certificate", clientCertificate: pemOf(made) }));
    const { findings } = await verifyConnectionDraft(admin, draft(own));
    expect(findings.filter(({ level }) => level === "error")).toEqual([]);
    expect(finding(findings, "expiry")).toMatchObject({ level: "warning", title: expect.stringContaining("19 days") });
    const refused = await verifyConnectionDraft(admin, draft(strange));
    expect(finding(refused.findings, "login")).toMatchObject({ level: "error" });
  });

  it("keeps what was found with these very settings before they were stored, and nothing else that is claimed", async () => {
    const input = createConnectionInput.parse(settings({ credential: "certificate", clientCertificate: pemOf(own) }));
    const test = await verifyConnectionDraft(admin, input);
    const kept = async (claim: Partial<typeof input>) => {
      const { connectionId: id } = await createConnection(admin, { ...input, ...claim });
      const connection = await getConnection(admin, { connectionId: id });
      await db().sharepointConnection.delete({ where: { id } });
      return connection;
    };
    const checkedAt = new Date(test.checkedAt);
    expect(await kept({ test, name: "Another name" })).toMatchObject({
      verification: { checkedAt, findings: test.findings },
      lastVerifiedAt: checkedAt,
    });
    const failed = { ...test, findings: [{ id: "login", level: "error", title: "No." }] } as const;
    const claims = [
      { test: { ...failed, findings: [...failed.findings] } },
      { test: { ...test, checkedAt: "2026-11-29T12:00:00.000Z" } },
      { test, tenantId: "another" },
      { test, clientCertificate: pemOf(strange) },
    ];
    for (const claim of claims) expect(await kept(claim)).toMatchObject({ verification: null, lastVerifiedAt: null });
  });

  it("keeps certificate and key sealed, logs in with them and knows their end", async () => {
    const input = createConnectionInput.parse(settings({ credential: "certificate", clientCertificate: pemOf(own) }));
    ({ connectionId } = await createConnection(admin, input));
    const row = await stored();
    expect(row).toMatchObject({ credentialKind: "certificate", clientSecret: null });
    expect(row.clientCertificate).toMatch(/^v1\./);
    const { findings } = await verifyConnection(admin, { connectionId });
    expect(findings.filter(({ level }) => level === "error")).toEqual([]);
    const shown = await getConnection(admin, { connectionId });
    expect(shown.credential).toBe("certificate");
    expect(Math.round(((shown.credentialExpiresAt?.getTime() ?? 0) - Date.now()) / day)).toBe(20);
    const said = JSON.stringify([shown, findings, await db().auditEvent.findMany()]);
    expect(said).not.toContain("PRIVATE KEY");
    expect(said).not.toContain(own.private.slice(60, 100));
  });

  it("stays when it is not entered again, and only while it goes where it went before", async () => {
    const update = (change: object) =>
      updateConnection(
        admin,
        updateConnectionInput.parse(settings({ connectionId, credential: "certificate", ...change })),
      );
    const before = await stored();
    await update({ name: "Renamed" });
    expect(await stored()).toMatchObject({
      clientCertificate: before.clientCertificate,
      credentialExpiresAt: before.credentialExpiresAt,
    });
    await expect(update({ tenantId: "another" })).rejects.toMatchObject({
      code: "secret-required",
      details: { field: "clientCertificate" },
    });
    await expect(update({ clientCertificate: `${own.cert}\n${strange.private}` })).rejects.toMatchObject({
      code: "input-invalid",
      details: { field: "clientCertificate" },
    });
  });

  it("gives way to a secret, which has to be entered, with the day it ends", async () => {
    const toSecret = (change: object) =>
      updateConnection(admin, updateConnectionInput.parse(settings({ connectionId, credential: "secret", ...change })));
    await expect(toSecret({})).rejects.toMatchObject({ details: { field: "clientSecret" } });
    const ended = new Date(Date.now() - 3 * day).toISOString().slice(0, 10);
    await toSecret({ clientSecret: graph.options.clientSecret, secretExpiresAt: ended });
    expect(await stored()).toMatchObject({ credentialKind: "secret", clientCertificate: null, lastVerifiedAt: null });
    const { findings } = await verifyConnection(admin, { connectionId });
    expect(finding(findings, "expiry")).toMatchObject({ level: "error", title: expect.stringContaining(ended) });
    await toSecret({ secretExpiresAt: "" });
    expect((await stored()).credentialExpiresAt).toBeNull();
  });

  it("needs whole and unprotected PEM text", () => {
    const parse = (clientCertificate: string) =>
      createConnectionInput.safeParse(settings({ credential: "certificate", clientCertificate })).success;
    expect(parse(pemOf(own))).toBe(true);
    expect([parse(""), parse(own.cert), parse(own.private)]).toEqual([false, false, false]);
    expect(parse(`${own.cert}\n-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA`)).toBe(false);
  });
});
