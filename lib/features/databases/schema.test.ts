import { describe, expect, it } from "vitest";
import { createInstanceInput, updateInstanceInput } from "./schema";

const id = "00000000-0000-4000-8000-000000000001";
const fields = { instanceLabel: "main", host: "db.example", port: "5432", dbName: "d", dbUser: "u" };

describe("an instance's input", () => {
  it("reads numbers and defaults from a form", () => {
    expect(createInstanceInput.parse({ databaseId: id, ...fields, dbPassword: "p" })).toMatchObject({
      port: 5432,
      role: "PRIMARY",
      priority: 0,
      config: {},
      validFrom: null,
    });
  });

  it.each(["https://db.example", "user@db.example", "db.example/x", "db.example:5432", "a b", ""])(
    "refuses %j as a host",
    (host) => {
      expect(createInstanceInput.safeParse({ databaseId: id, ...fields, dbPassword: "p", host }).success).toBe(false);
    },
  );

  it.each(["db.example", "127.0.0.1", "::1", "fe80::1", "größe.example"])("takes %j as a host", (host) => {
    expect(createInstanceInput.safeParse({ databaseId: id, ...fields, dbPassword: "p", host }).success).toBe(true);
  });

  it("needs a password at first and none afterwards", () => {
    expect(createInstanceInput.safeParse({ databaseId: id, ...fields, dbPassword: "" }).success).toBe(false);
    expect(updateInstanceInput.parse({ instanceId: id, ...fields, dbPassword: "" }).dbPassword).toBeUndefined();
  });

  it("refuses a validity that ends before it begins, at the field that is wrong", () => {
    const dates = { validFrom: "2026-02-01", validTo: "2026-01-01" };
    const parsed = createInstanceInput.safeParse({ databaseId: id, ...fields, dbPassword: "p", ...dates });
    expect(parsed.error?.issues.map((issue) => issue.path)).toEqual([["validTo"]]);
  });
});
