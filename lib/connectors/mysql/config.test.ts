import { describe, expect, it } from "vitest";
import { mysqlConfigSchema } from "./config";
import { sessionSettings } from "./settings";
import { parseVersion } from "./version";

const least = { host: "db.example.com", database: "shop", user: "reader", password: "secret" };

describe("mysqlConfigSchema", () => {
  it("fills in what is usual", () => {
    expect(mysqlConfigSchema.parse(least)).toEqual({
      ...least,
      port: 3306,
      tls: { mode: "off" },
      connectTimeoutMs: 10_000,
      statementTimeoutMs: 60_000,
      applicationName: "SyncBridge",
    });
  });

  it.each([{ port: 0 }, { database: "x".repeat(65) }, { password: "" }, { tls: { mode: "maybe" } }])(
    "refuses %j",
    (wrong) => expect(mysqlConfigSchema.safeParse({ ...least, ...wrong }).success).toBe(false),
  );
});

describe("sessionSettings", () => {
  it("limits a statement in the server's own unit", () => {
    expect(sessionSettings(parseVersion("8.0.36"), "read", 1_500)).toContain("SESSION max_execution_time = 1500");
    expect(sessionSettings(parseVersion("10.11.2-MariaDB"), "read", 1_500)).toContain(
      "SESSION max_statement_time = 1.5",
    );
  });

  it("names no variable that the other server does not know", () => {
    const mysql = sessionSettings(parseVersion("8.0.36"), "write", 0);
    expect(mysql).not.toMatch(/max_statement_time|idle_transaction_timeout|system_versioning|in_predicate/);
    expect(sessionSettings(parseVersion("10.11.2-MariaDB"), "write", 0)).not.toContain("max_execution_time");
    expect(mysql).toContain("STRICT_ALL_TABLES");
  });
});
