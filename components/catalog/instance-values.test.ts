import { describe, expect, it } from "vitest";
import { createInstanceInput } from "@/lib/features/databases/schema";
import type { InstanceRow } from "@/lib/features/databases/types";
import { fieldOfOption } from "./instance-options";
import {
  atOurFields,
  createInstanceRules,
  instanceValues,
  leadsElsewhere,
  toInstanceInput,
  updateInstanceRules,
} from "./instance-values";

const databaseId = "6d0fbd9e-30a5-4d4c-9dfb-4e21a2f0e3f1";
const kind = { defaultPort: 5432, defaultTlsMode: "verify" } as const;
const usual = { dbName: "geo", role: "PRIMARY", kind } as const;

const instance: InstanceRow = {
  id: "0b8f7f6a-8d0c-4f53-bf0a-7d3f6d1f2a11",
  databaseId,
  instanceLabel: "primary",
  host: "db.example.com",
  port: 5433,
  dbName: "geo",
  dbUser: "reader",
  config: {
    tls: { mode: "verify", ca: "-----BEGIN CERTIFICATE-----" },
    includeSchemas: ["geo", "ref_*"],
    connectTimeoutMs: 500,
  },
  role: "PRIMARY",
  priority: 3,
  status: "ACTIVE",
  validFrom: new Date("2026-01-01T00:00:00Z"),
  validTo: null,
  lastVerifiedAt: null,
  verification: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  definitions: [],
};

describe("fields of an instance", () => {
  it("give a stored instance back unchanged", () => {
    const parsed = updateInstanceRules(instance).parse(instanceValues(instance, usual));
    const { instanceLabel, host, port, dbName, dbUser, config, role, priority, validFrom, validTo } = instance;
    expect(parsed).toEqual({
      instanceId: instance.id,
      ...{ instanceLabel, host, port, dbName, dbUser, config, role, priority, validFrom, validTo },
      dbPassword: undefined,
    });
  });

  it("drop options that were emptied and keep those without a field", () => {
    const values = {
      ...instanceValues(instance, usual),
      tlsMode: "off",
      includeSchemas: " ",
      excludeSchemas: "tmp, pg_*\nold reports",
      statementTimeoutS: "2.5",
      applicationName: " ",
    };
    const stored = { ...instance.config, keepAliveMs: 9000 };
    expect(toInstanceInput(values, {}, stored).config).toEqual({
      tls: { mode: "off" },
      excludeSchemas: ["tmp", "pg_*", "old reports"],
      connectTimeoutMs: 500,
      statementTimeoutMs: 2500,
      keepAliveMs: 9000,
    });
  });

  it("name an instance instead of a port, and forget the name again", () => {
    const byName = { ...instanceValues(undefined, usual), reachedBy: "instance", instanceName: " SQLEXPRESS " };
    expect(toInstanceInput(byName, {}).config).toMatchObject({ instanceName: "SQLEXPRESS" });
    const byPort = { ...byName, reachedBy: "port" };
    expect(toInstanceInput(byPort, {}, { instanceName: "SQLEXPRESS" }).config).not.toHaveProperty("instanceName");
  });

  it("offer the kind's own port and encryption where nothing is stored", () => {
    const values = instanceValues(undefined, { ...usual, kind: { defaultPort: 3306, defaultTlsMode: "off" } });
    expect(values).toMatchObject({ port: 3306, tlsMode: "off" });
  });

  it.each([
    ["a time-out that is no number", { connectTimeoutS: Number.NaN }, "connectTimeoutS"],
    ["an instance without a name", { reachedBy: "instance", instanceName: " " }, "instanceName"],
  ])("refuse %s at its field", (_, change, field) => {
    const values = { ...instanceValues(instance, usual), ...change };
    const issues = updateInstanceRules(instance).safeParse(values).error?.issues;
    expect(issues?.map((issue) => issue.path.join("."))).toEqual([field]);
  });

  it.each([
    ["config.tls.ca", "tlsCa"],
    ["tls.ca", "tlsCa"],
    ["includeSchemas.3", "includeSchemas"],
    ["connectTimeoutMs", "connectTimeoutS"],
    ["database", "dbName"],
    ["host", "host"],
  ])("show what is wrong with %s at %s", (option, field) => {
    expect(fieldOfOption(option)).toBe(field);
    const reason = { code: "input-invalid", title: "t", message: "m", remedy: "r", requestId: "1" };
    expect(atOurFields({ ...reason, fieldErrors: { [option]: "wrong" } }).fieldErrors).toEqual({ [field]: "wrong" });
  });

  it("say of an untouched new instance what the action would say", () => {
    const fresh = instanceValues(undefined, usual);
    const own = createInstanceRules(databaseId).safeParse(fresh);
    const action = createInstanceInput.safeParse(toInstanceInput(fresh, { databaseId }));
    expect(own.error?.issues.map((issue) => issue.path.join("."))).toEqual(
      expect.arrayContaining(["instanceLabel", "host", "dbUser", "dbPassword"]),
    );
    expect(own.error?.issues).toEqual(action.error?.issues);
  });

  it.each([
    ["host", { host: "other.example.com" }, true],
    ["port", { port: "5432" }, true],
    ["user", { dbUser: "owner" }, true],
    ["TLS mode", { tlsMode: "off" }, true],
    ["certificate", { tlsCa: "-----BEGIN CERTIFICATE-----\nother" }, true],
    ["way to find it", { reachedBy: "instance", instanceName: "X" }, true],
    ["time-outs and intent", { connectTimeoutS: 3, readOnlyIntent: true }, false],
    ["label and priority", { instanceLabel: "x", priority: 9 }, false],
    ["spaces around the host", { host: " db.example.com " }, false],
  ])("ask for the password again after a change of %s", (_, change, expected) => {
    expect(leadsElsewhere(instance, { ...instanceValues(instance, usual), ...change }, "verify")).toBe(expected);
  });
});
