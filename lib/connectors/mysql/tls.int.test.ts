import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import mysql from "mysql2/promise";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PrivateMariaDb, startMariaDb } from "@/e2e/support/mariadb";
import { type MysqlConfig, mysqlConfigSchema } from "./config";
import { mysqlConnector } from "./index";

const dir = mkdtempSync(path.join(tmpdir(), "syncbridge-mysql-tls-"));
let authority = "";
let encrypted: PrivateMariaDb;
let plain: PrivateMariaDb;

beforeAll(async () => {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048,
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  authority = cert;
  writeFileSync(path.join(dir, "key.pem"), key, { mode: 0o644 });
  writeFileSync(path.join(dir, "cert.pem"), cert);
  const { chmodSync } = await import("node:fs");
  chmodSync(dir, 0o755);
  encrypted = await startMariaDb([`--ssl-cert=${dir}/cert.pem`, `--ssl-key=${dir}/key.pem`]);
  plain = await startMariaDb();
  for (const { host, port, user } of [encrypted, plain]) {
    const owner = await mysql.createConnection({ host, port, user, multipleStatements: true });
    await owner.query(`CREATE DATABASE shop; CREATE TABLE shop.t (n int PRIMARY KEY);
      CREATE USER reader@'%' IDENTIFIED BY 'secret'; GRANT SELECT ON shop.* TO reader@'%';
      CREATE USER careful@'%' IDENTIFIED BY 'secret' REQUIRE SSL; GRANT SELECT ON shop.* TO careful@'%'`);
    await owner.end();
  }
});

afterAll(async () => {
  await encrypted.stop();
  await plain.stop();
  rmSync(dir, { recursive: true, force: true });
});

const to = (server: PrivateMariaDb, tls: MysqlConfig["tls"], host = "localhost"): MysqlConfig =>
  mysqlConfigSchema.parse({ host, port: server.port, database: "shop", user: "reader", password: "secret", tls });

const tlsFinding = async (config: MysqlConfig) => (await mysqlConnector.check(config)).find(({ id }) => id === "tls");

describe("TLS", () => {
  it("encrypts and verifies with the authority's certificate", async () => {
    const config = to(encrypted, { mode: "verify", ca: authority });
    const connection = await mysqlConnector.connect(config);
    await connection.close();
    expect(await tlsFinding(config)).toMatchObject({ level: "ok" });
  });

  it("encrypts without asking who answers in mode require, and says so", async () => {
    expect(await tlsFinding(to(encrypted, { mode: "require" }))).toMatchObject({ level: "info" });
    const careful = { ...to(encrypted, { mode: "require" }), user: "careful" };
    await (await mysqlConnector.connect(careful)).close();
    await expect(mysqlConnector.connect({ ...careful, tls: { mode: "off" } })).rejects.toMatchObject({
      code: "source-login",
    });
  });

  it.each<[string, () => MysqlConfig]>([
    ["an unknown authority", () => to(encrypted, { mode: "verify" })],
    ["a certificate for another name", () => to(encrypted, { mode: "verify", ca: authority }, "127.0.0.1")],
    ["a server without TLS, required", () => to(plain, { mode: "require" })],
    ["a server without TLS, verified", () => to(plain, { mode: "verify", ca: authority })],
  ])("refuses %s by source-tls before any password is sent", async (_, configured) => {
    const config = configured();
    await expect(mysqlConnector.connect(config)).rejects.toMatchObject({ code: "source-tls", trait: "halt" });
    const findings = await mysqlConnector.check(config);
    expect(findings.map(({ id, level }) => `${id} ${level}`)).toEqual(["network ok", "tls error"]);
  });
});
