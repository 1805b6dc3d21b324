import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { rememberUser } from "./mutations";
import { listUsers } from "./queries";
import { userFilter } from "./schema";

let metastore: TestDatabase;

beforeAll(async () => {
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
});

afterAll(async () => {
  await closeDatabase();
  await metastore?.drop();
});

const ada = { tenantId: "t-1", objectId: "o-1", name: "Ada", email: "ada@contoso.example", roles: ["Viewer" as const] };

describe("a person who signs in", () => {
  it("is known by tenant and object id, whatever the name becomes", async () => {
    const first = await rememberUser(ada, "r-1");
    const second = await rememberUser({ ...ada, name: "Ada L.", email: null }, "r-2");
    const elsewhere = await rememberUser({ ...ada, tenantId: "t-2" }, "r-3");
    expect(second).toEqual(first);
    expect(elsewhere.userId).not.toBe(first.userId);
    expect(await db().user.findUnique({ where: { id: first.userId } })).toMatchObject({ name: "Ada L.", email: null });
  });

  it("is noted once at first sight and at each change of roles, and not for merely coming back", async () => {
    const bob = { ...ada, objectId: "o-2", name: "Bob" };
    const { userId } = await rememberUser(bob, "r-1");
    await rememberUser(bob, "r-2");
    await rememberUser({ ...bob, roles: ["Steward"] }, "r-3");
    const events = await db().auditEvent.findMany({ where: { targetId: userId }, orderBy: { at: "asc" } });
    expect(events.map((event) => event.action)).toEqual(["user.first-seen", "user.roles-changed"]);
    expect(events[1]).toMatchObject({ before: { roles: ["Viewer"] }, after: { roles: ["Steward"] }, requestId: "r-3" });
  });

  it("two sign-ins at once make one person", async () => {
    const eve = { ...ada, objectId: "o-3", name: "Eve" };
    const ids = await Promise.all([rememberUser(eve, "r-1"), rememberUser(eve, "r-2"), rememberUser(eve, "r-3")]);
    expect(new Set(ids.map((each) => each.userId)).size).toBe(1);
  });
});

describe("a person who signs in again and again", () => {
  it("has to wait for the next minute", async () => {
    // This minute and the next, lest it turn within the test.
    await db().$executeRaw`
      INSERT INTO rate_limits (key, minute, used)
      SELECT 'sign-in|person|t-1|o-4', date_trunc('minute', clock_timestamp()) + later * interval '1 minute', 30 FROM generate_series(0, 1) AS later`;
    const again = rememberUser({ ...ada, objectId: "o-4" }, "r-1");
    await expect(again).rejects.toMatchObject({ code: "too-many-requests" });
    expect(await db().user.count({ where: { objectId: "o-4" } })).toBe(0);
    await rememberUser({ ...ada, objectId: "o-5" }, "r-1");
  });
});

describe("the list of people", () => {
  it("is for admins", async () => {
    const as = (role: "Admin" | "Steward"): Context => ({
      actor: { kind: "person", userId: "u", name: "N", roles: [role] },
      requestId: "r",
    });
    const all = userFilter.parse({});
    expect((await listUsers(as("Admin"), all)).rows.length).toBeGreaterThan(0);
    await expect(listUsers(as("Steward"), all)).rejects.toMatchObject({ code: "not-allowed" });
  });
});
