import { describe, expect, it } from "vitest";
import type { AppError } from "@/lib/errors/app-error";
import { requireUsableConfig, usableInstances } from "./open-source";

const at = new Date("2026-03-01T12:00:00Z");
const instance = (name: string, change: object = {}) => ({
  name,
  role: "PRIMARY" as const,
  priority: 0,
  status: "ACTIVE" as const,
  validFrom: null,
  validTo: null,
  ...change,
});
const names = (...instances: ReturnType<typeof instance>[]) => usableInstances(instances, at).map((each) => each.name);

describe("instances to read from", () => {
  it("put the primary first, then the lower priority number", () => {
    const order = names(
      instance("secondary", { role: "SECONDARY" }),
      instance("second", { priority: 2 }),
      instance("first", { priority: 1 }),
    );
    expect(order).toEqual(["first", "second", "secondary"]);
  });

  it("leave out what is disabled, not yet valid or no longer valid", () => {
    const found = names(
      instance("off", { status: "DISABLED" }),
      instance("future", { validFrom: new Date(at.getTime() + 1) }),
      instance("past", { validTo: at }),
      instance("now", { validFrom: at, validTo: new Date(at.getTime() + 1) }),
    );
    expect(found).toEqual(["now"]);
  });
});

describe("settings of an instance", () => {
  const settings = { instanceLabel: "main", host: "db", port: 5432, dbName: "shop", dbUser: "reader", config: {} };
  const refused = (change: object) => {
    try {
      requireUsableConfig({ ...settings, ...change }, { dbType: "POSTGRES" });
    } catch (error) {
      return (error as AppError).details.field;
    }
    return null;
  };

  it("are refused at the field that does not fit", () => {
    expect(refused({})).toBeNull();
    expect(refused({ dbName: "x".repeat(64) })).toBe("dbName");
    expect(refused({ config: { tls: { mode: "verify", ca: "no certificate" } } })).toBe("config.tls.ca");
    expect(refused({ config: { connectTimeoutMs: 1 } })).toBe("config.connectTimeoutMs");
  });
});
