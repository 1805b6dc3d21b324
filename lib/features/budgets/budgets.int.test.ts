import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Context, Role } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { MetastoreBudget } from "@/lib/sync/graph-budget";
import { setBudget } from "./mutations";
import { listBudgets, listBudgetsWithHours, listSpending } from "./queries";
import { setBudgetInput, tierOf } from "./schema";

const as = (role: Role): Context => ({
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: [role] },
  requestId: "request-1",
});
const ref = { tenantId: "contoso", clientId: "sync" };
const input = (change: object) => setBudgetInput.parse({ ...ref, ...change });

describe("the budget of a tenant, as people see it", () => {
  let metastore: TestDatabase;

  beforeAll(async () => {
    metastore = await createTestDatabase();
    configureDatabase(metastore.url);
  });
  afterAll(async () => {
    await closeDatabase();
    await metastore.drop();
  });

  it("is set by an administrator only, by the licences of the tenant, and the change is audited", async () => {
    await expect(setBudget(as("Steward"), input({ tier: "5-15k" }))).rejects.toMatchObject({ code: "not-allowed" });
    await setBudget(as("Admin"), input({ tier: "5-15k" }));
    const [budget] = await listBudgets(as("Viewer"), ref);
    expect(budget).toMatchObject({ minuteLimit: 3_750, dayLimit: 3_600_000, isLimitFixed: true, spenders: [] });
    const [event] = await db().auditEvent.findMany({ where: { action: "budget.set" } });
    expect(event?.after).toEqual({ isLimitFixed: true, minuteLimit: 3_750, dayLimit: 3_600_000 });
  });

  it("goes back to learning without forgetting what was spent", async () => {
    await new MetastoreBudget(ref.tenantId, ref.clientId).spend(7, undefined);
    await setBudget(as("Admin"), input({ tier: "learned" }));
    const [budget] = await listBudgets(as("Viewer"), ref);
    expect(budget).toMatchObject({ minuteLimit: 3_750, isLimitFixed: false, spentLastDay: 7 });
  });

  it("names who spent, the largest first, and adds hours without spending", async () => {
    const { definitionId } = await storeDefinition(db(), "Countries");
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    await db().graphSpending.createMany({
      data: [
        { ...ref, spender: definitionId, minute: hoursAgo(2), units: 500 },
        { ...ref, spender: definitionId, minute: hoursAgo(0.5), units: 40 },
        { ...ref, spender: definitionId, minute: hoursAgo(26), units: 9_999 },
        { ...ref, spender: "discovery", minute: hoursAgo(0.5), units: 5 },
        { ...ref, spender: "7f4df2a2-5b27-4d0c-9b6e-1f0f2f6b0a11", minute: hoursAgo(3), units: 3 },
      ],
    });
    const [budget] = await listBudgets(as("Viewer"));
    expect(budget?.spenders).toMatchObject([
      { definitionId, unitsLastDay: 540, unitsLastHour: 40 },
      { name: "People looking", definitionId: null, unitsLastDay: 7, unitsLastHour: 7 },
      { name: "Discoveries", definitionId: null, unitsLastDay: 5, unitsLastHour: 5 },
      { name: "Deleted syncs", definitionId: null, unitsLastDay: 3, unitsLastHour: 0 },
    ]);
    const hours = await listSpending(as("Viewer"), ref);
    expect(hours).toHaveLength(24);
    expect(hours.reduce((sum, { units }) => sum + units, 0)).toBe(555);
  });

  it("are told with the day's hours, but not those of settings that came to nothing", async () => {
    await db().graphBudget.create({ data: { tenantId: "mistyped", clientId: "sync" } });
    const told = await listBudgetsWithHours(as("Viewer"));
    expect(told.map(({ budget }) => [budget.tenantId, budget.connectionId])).toEqual([[ref.tenantId, null]]);
    expect(told[0]?.hours.reduce((sum, { units }) => sum + units, 0)).toBe(555);
  });

  it("are of the tier that their limits are", () => {
    const fixed = { isLimitFixed: true, minuteLimit: 2_500, dayLimit: 2_400_000 };
    expect(tierOf(fixed)).toBe("1-5k");
    expect(tierOf({ ...fixed, dayLimit: 2_400_001 })).toBe("other");
    expect(tierOf({ ...fixed, isLimitFixed: false })).toBe("learned");
  });

  it("takes no limits that are none", () => {
    const problems = (change: object) =>
      setBudgetInput.safeParse({ ...ref, ...change }).error?.issues.map((issue) => issue.path.join("."));
    expect(problems({ tier: "other" })).toEqual(["minuteLimit", "dayLimit"]);
    expect(problems({ tier: "other", minuteLimit: 5, dayLimit: 1_000 })).toEqual(["minuteLimit"]);
    expect(problems({ tier: "other", minuteLimit: 100, dayLimit: 1_000 })).toBeUndefined();
  });
});
