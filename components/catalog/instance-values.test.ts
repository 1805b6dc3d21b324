import { describe, expect, it } from "vitest";
import { createInstanceInput } from "@/lib/features/databases/schema";
import type { InstanceRow } from "@/lib/features/databases/types";
import {
  createInstanceRules,
  instanceValues,
  leadsElsewhere,
  toInstanceInput,
  updateInstanceRules,
} from "./instance-values";

const databaseId = "6d0fbd9e-30a5-4d4c-9dfb-4e21a2f0e3f1";
const usual = { dbName: "geo", port: 5432, role: "PRIMARY" } as const;

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
      excludeSchemas: "tmp, pg_*",
    };
    expect(toInstanceInput(values, {}, instance.config).config).toEqual({
      tls: { mode: "off" },
      excludeSchemas: ["tmp", "pg_*"],
      connectTimeoutMs: 500,
    });
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
    ["label and priority", { instanceLabel: "x", priority: 9 }, false],
    ["spaces around the host", { host: " db.example.com " }, false],
  ])("ask for the password again after a change of %s", (_, change, expected) => {
    expect(leadsElsewhere(instance, { ...instanceValues(instance, usual), ...change })).toBe(expected);
  });
});
