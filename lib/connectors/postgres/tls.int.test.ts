import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmptyDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { type PostgresConfig, postgresConfigSchema } from "./config";
import { postgresConnector } from "./index";
import { startWireProxy, type WireProxy } from "./testing/wire-proxy";

interface Certificate {
  readonly key: string;
  readonly cert: string;
}

let database: TestDatabase;
let direct: PostgresConfig;
let trusted: Certificate;
let expired: Certificate;
const proxies: WireProxy[] = [];

beforeAll(async () => {
  database = await createEmptyDatabase();
  const address = new URL(database.url);
  direct = postgresConfigSchema.parse({
    host: address.hostname,
    port: Number(address.port),
    database: address.pathname.slice(1),
    user: decodeURIComponent(address.username),
    password: decodeURIComponent(address.password),
  });
  trusted = await certificate({ from: 0, to: 1 });
  expired = await certificate({ from: -2, to: -1 });
});

afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await database.drop();
});

/** For the name localhost, valid between two days counted from today. */
async function certificate(days: { from: number; to: number }): Promise<Certificate> {
  const at = (day: number) => new Date(Date.now() + day * 86_400_000);
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048,
    algorithm: "sha256",
    notBeforeDate: at(days.from),
    notAfterDate: at(days.to),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  return { key: made.private, cert: made.cert };
}

async function behind(shown: Certificate, tls: PostgresConfig["tls"], host = "localhost"): Promise<PostgresConfig> {
  const proxy = await startWireProxy(direct, shown);
  proxies.push(proxy);
  return { ...direct, host, port: proxy.port, tls };
}

async function tlsFinding(config: PostgresConfig) {
  return (await postgresConnector.check(config)).find(({ id }) => id === "tls");
}

describe("TLS", () => {
  it("encrypts and verifies with the authority's certificate", async () => {
    const config = await behind(trusted, { mode: "verify", ca: trusted.cert });
    const connection = await postgresConnector.connect(config);
    await connection.close();
    expect(await tlsFinding(config)).toMatchObject({ level: "ok" });
  });

  it("encrypts without asking who answers in mode require, and says so", async () => {
    expect(await tlsFinding(await behind(expired, { mode: "require" }))).toMatchObject({ level: "info" });
  });

  it.each<[string, () => Promise<PostgresConfig>]>([
    ["an unknown authority", () => behind(trusted, { mode: "verify" })],
    ["an expired certificate", () => behind(expired, { mode: "verify", ca: expired.cert })],
    ["a certificate for another name", () => behind(trusted, { mode: "verify", ca: trusted.cert }, "127.0.0.1")],
    ["a server without TLS, required", async () => ({ ...direct, tls: { mode: "require" } })],
    ["a server without TLS, verified", async () => ({ ...direct, tls: { mode: "verify" } })],
  ])("refuses %s by source-tls before any password is sent", async (_, configured) => {
    const config = await configured();
    await expect(postgresConnector.connect(config)).rejects.toMatchObject({ code: "source-tls", trait: "halt" });
    const findings = await postgresConnector.check(config);
    expect(findings.map(({ id, level }) => `${id} ${level}`)).toEqual(["network ok", "tls error"]);
  });
});
