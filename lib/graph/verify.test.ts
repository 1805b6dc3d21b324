import { describe, expect, it } from "vitest";
import { claimsOf } from "./token-claims";
import { clockFinding, rolesFinding, verifyConnection } from "./verify";

const token = (payload: unknown) => `e30.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.sig`;

describe("claimsOf", () => {
  it("reads tenant, application and roles", () => {
    expect(claimsOf(token({ tid: "t", azp: "a", roles: ["Sites.Manage.All"] }))).toEqual({
      tenantId: "t",
      clientId: "a",
      roles: ["Sites.Manage.All"],
    });
  });

  it.each(["", "opaque", "a.b.c", token([]), token({ roles: "x" })])("finds nothing in %j", (text) => {
    expect(claimsOf(text)).toEqual({ tenantId: null, clientId: null, roles: [] });
  });
});

describe("rolesFinding", () => {
  it.each([
    [[], "error"],
    [["Sites.Read.All"], "error"],
    [["Sites.ReadWrite.All"], "warning"],
    [["Sites.Selected"], "info"],
    [["Sites.ReadWrite.All", "Sites.Manage.All"], "ok"],
    [["Sites.FullControl.All"], "ok"],
  ] as const)("judges %j as %s", (roles, level) => {
    const finding = rolesFinding(roles);
    expect(finding.level).toBe(level);
    expect(finding.remedy === undefined).toBe(level === "ok");
  });
});

it("tells a permission on single lists from one that only reads, and names the least permission that serves", () => {
  const listsOnly = rolesFinding(["Lists.SelectedOperations.Selected"]);
  expect(listsOnly).toMatchObject({ level: "error", title: expect.stringContaining("single lists") });
  expect(listsOnly.remedy).toContain("Sites.Selected");
  expect(rolesFinding(["Sites.Read.All"]).title).toContain("cannot be written");
});

describe("clockFinding", () => {
  const now = Date.UTC(2026, 2, 4, 5, 6, 7);
  const header = (offMs: number) => new Date(now + offMs).toUTCString();

  it("compares with the Date header", () => {
    expect(clockFinding(header(2_000), now).level).toBe("ok");
    expect(clockFinding(header(-90_000), now)).toMatchObject({
      level: "warning",
      title: expect.stringContaining("90 seconds ahead of") as unknown,
    });
    expect(clockFinding(header(600_000), now)).toMatchObject({
      level: "error",
      title: expect.stringContaining("600 seconds behind") as unknown,
    });
    expect(clockFinding(undefined, now).level).toBe("info");
  });
});

describe("verifyConnection", () => {
  const options = { tenantId: "t", clientId: "c", clientSecret: "s", scopes: ["https://graph.microsoft.com/.default"] };

  it("answers a finding for settings that cannot work, and never throws", async () => {
    const [finding] = await verifyConnection({ ...options, authorityHost: "http://localhost:1" });
    expect(finding).toMatchObject({ id: "login", level: "error", title: expect.stringContaining("https") as unknown });
    const [empty] = await verifyConnection({ ...options, clientSecret: "", authorityHost: "https://localhost:1" });
    expect(empty).toMatchObject({
      id: "login",
      level: "error",
      title: expect.stringContaining("secret") as unknown,
    });
  });

  it("says unreachable when nobody listens at the authority", async () => {
    const [finding] = await verifyConnection({ ...options, authorityHost: "https://127.0.0.1:55459" });
    expect(finding).toMatchObject({
      id: "login",
      level: "error",
      title: expect.stringContaining("ECONNREFUSED") as unknown,
    });
  });
});
