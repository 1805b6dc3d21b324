import { describe, expect, it } from "vitest";
import { serverOf, sqlServerConfigSchema } from "./config";

const least = { host: "db.example.com", database: "erp", user: "sync", password: "Geheim-7" };

describe("the config of a SQL Server connection", () => {
  it("encrypts and checks unless told otherwise", () => {
    expect(sqlServerConfigSchema.parse(least)).toMatchObject({
      port: 1433,
      tls: { mode: "verify" },
      readOnlyIntent: false,
      multiSubnetFailover: false,
    });
  });

  it("names the instance instead of the port", () => {
    const named = sqlServerConfigSchema.parse({ ...least, instanceName: " SQLEXPRESS " });
    expect(serverOf(named)).toBe("db.example.com\\SQLEXPRESS");
    expect(serverOf(sqlServerConfigSchema.parse({ ...least, instanceName: "" }))).toBe("db.example.com:1433");
  });

  it.each([
    ["an instance with the server's name", { instanceName: "DB\\SQLEXPRESS" }],
    ["a host with an instance behind it", { host: "db.example.com\\SQLEXPRESS" }],
    ["a host with a port behind it", { host: "db.example.com,1433" }],
    ["a host with a protocol before it", { host: "tcp:db.example.com" }],
    ["a port that is none", { port: 70_000 }],
    ["a certificate that is no PEM text", { tls: { mode: "verify", ca: "x" } }],
    ["no password", { password: "" }],
  ])("refuses %s", (_, wrong) => {
    expect(sqlServerConfigSchema.safeParse({ ...least, ...wrong }).success).toBe(false);
  });
});
