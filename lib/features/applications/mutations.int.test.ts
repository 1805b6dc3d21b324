import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { Context, Role } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { listAuditEvents } from "@/lib/features/audit/queries";
import { auditFilter } from "@/lib/features/audit/schema";
import { archiveApplication, createApplication, restoreApplication, updateApplication } from "./mutations";
import { getApplication, listApplicationOptions, listApplications } from "./queries";
import { applicationFilter, applicationInput, updateApplicationInput } from "./schema";

let metastore: TestDatabase;

beforeAll(async () => {
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
});

afterAll(async () => {
  await closeDatabase();
  await metastore?.drop();
});

const person = (role: Role): Context => ({
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: [role] },
  requestId: "request-1",
});
const admin = person("Admin");
const create = (name: string) =>
  createApplication(admin, applicationInput.parse({ name, ownerTeam: " ", description: "d" }));
const auditOf = async (targetId: string) => {
  const page = await listAuditEvents(admin, auditFilter.parse({ targetId }));
  return page.rows.toReversed();
};

describe("an application", () => {
  it("is created with the audit row that names who did it", async () => {
    const { applicationId } = await create("Billing");
    expect(await getApplication(admin, { applicationId })).toMatchObject({
      name: "Billing",
      ownerTeam: null,
      status: "ACTIVE",
      databaseCount: 0,
    });
    expect(await auditOf(applicationId)).toMatchObject([
      { action: "application.created", actorKind: "person", actorId: "u-1", actorName: "Ada", requestId: "request-1" },
    ]);
  });

  it("cannot take the name of another, whatever the case, and then leaves no trace", async () => {
    await create("Payroll");
    const before = await db().auditEvent.count();
    await expect(create("PAYROLL")).rejects.toMatchObject({ code: "already-exists", details: { field: "name" } });
    expect(await db().auditEvent.count()).toBe(before);
  });

  it("keeps its own name when something else of it changes", async () => {
    const { applicationId } = await create("Stock");
    const input = updateApplicationInput.parse({ applicationId, name: "Stock", ownerTeam: "Logistics" });
    await updateApplication(admin, input);
    expect(await getApplication(admin, { applicationId })).toMatchObject({ ownerTeam: "Logistics", description: null });
    expect((await auditOf(applicationId)).at(-1)).toMatchObject({
      action: "application.updated",
      before: { ownerTeam: null },
      after: { ownerTeam: "Logistics" },
    });
  });

  it("is archived and restored once, however often it is asked", async () => {
    const { applicationId } = await create("Legacy");
    await archiveApplication(admin, { applicationId });
    await archiveApplication(admin, { applicationId });
    expect((await listApplicationOptions(admin)).map((option) => option.id)).not.toContain(applicationId);
    await restoreApplication(admin, { applicationId });
    const actions = (await auditOf(applicationId)).map((event) => event.action);
    expect(actions).toEqual(["application.created", "application.archived", "application.restored"]);
  });
});

describe("roles", () => {
  it.each(["Viewer", "Steward"] as const)("a %s reads but changes nothing", async (role) => {
    const context = person(role);
    await listApplications(context, applicationFilter.parse({}));
    const before = await db().application.count();
    await expect(createApplication(context, applicationInput.parse({ name: "No" }))).rejects.toMatchObject({
      code: "not-allowed",
    });
    expect(await db().application.count()).toBe(before);
  });

  it("nobody without a role reads", async () => {
    const nobody: Context = { actor: { kind: "person", userId: "u", name: "N", roles: [] }, requestId: "r" };
    await expect(listApplications(nobody, applicationFilter.parse({}))).rejects.toMatchObject({ code: "not-allowed" });
  });
});

describe("pages", () => {
  it("show every application and every audit event once", async () => {
    for (let at = 0; at < 7; at++) await create(`Paged ${at % 2 === 0 ? "a" : "B"} ${at}`);
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listApplications(admin, applicationFilter.parse({ search: "paged", limit: 3, cursor }));
      names.push(...page.rows.map((row) => row.name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(names).size).toBe(7);
    expect(names).toHaveLength(7);

    const events: string[] = [];
    do {
      const page = await listAuditEvents(admin, auditFilter.parse({ limit: 2, cursor }));
      events.push(...page.rows.map((row) => row.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(events).toHaveLength(await db().auditEvent.count());
    expect(new Set(events).size).toBe(events.length);
  });
});
