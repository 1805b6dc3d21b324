import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Context, Role } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { MetastoreBudget } from "@/lib/sync/graph-budget";
import { setBudget } from "./mutations";
import { getLoadEstimate, listBudgets, listBudgetsWithHours, listSpending } from "./queries";
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
    expect(budget?.spentLastDay).toBe(555);
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

  const siteOf = async (id: string) => (await db().sharepointList.findUniqueOrThrow({ where: { id } })).siteId;

  it("estimates a load from what is known of the rows, and says from when and how", async () => {
    const { targetListId, tableId, instanceId } = await storeDefinition(db(), "Estimated");
    const siteId = await siteOf(targetListId);
    const known = { rowEstimate: 10_000n, lastIntrospectedAt: new Date("2026-03-04T05:06:07Z") };
    await db().databaseTable.update({ where: { id: tableId }, data: known });
    const load = (present = 0) => getLoadEstimate(as("Viewer"), { tableId, siteId }, present);
    const first = await load();
    expect(first).toMatchObject({
      basis: { rows: 10_000, at: known.lastIntrospectedAt, isCounted: false },
      creates: 10_000,
      units: 20_000,
      minuteLimit: 1_250,
      dayLimit: 1_080_000,
      leftToday: 1_080_000,
      isLimitAssumed: true,
    });
    expect(first?.minutes).toBeCloseTo(20_000 / (0.955 * 1_250));
    expect(first?.days).toBeCloseTo(20_000 / 1_080_000);
    // Counted rows are better than an estimate, and rows with an item cost nothing.
    const capturedAt = new Date("2026-03-05T05:06:07Z");
    const counted = { rowCount: 12_000n, isEstimate: false, capturedAt, databaseInstanceId: instanceId };
    await db().sourceTableMetric.create({ data: { tableId, ...counted } });
    expect(await load(11_999)).toMatchObject({
      basis: { rows: 12_000, at: capturedAt, isCounted: true },
      creates: 1,
      units: 2,
    });
    expect(await load(13_000)).toMatchObject({ creates: 0, units: 0 });
    // The application's own limits, and what it spent.
    const { connection } = await db().sharepointSite.findUniqueOrThrow({
      where: { id: siteId },
      include: { connection: true },
    });
    const own = { tenantId: connection.tenantId, clientId: connection.clientId };
    await db().graphBudget.create({ data: { ...own, minuteLimit: 6_250, dayLimit: 6_000_000n } });
    await db().graphSpending.create({ data: { ...own, spender: "other", minute: new Date(), units: 400_000 } });
    expect(await load()).toMatchObject({ minuteLimit: 6_250, leftToday: 5_000_000, isLimitAssumed: false });
    await db().graphBudget.delete({ where: { tenantId_clientId: own } });
  });

  it("estimates nothing where nothing is known of the rows", async () => {
    const { targetListId, tableId } = await storeDefinition(db(), "Unknown");
    const siteId = await siteOf(targetListId);
    await db().databaseTable.update({ where: { id: tableId }, data: { rowEstimate: null } });
    expect(await getLoadEstimate(as("Viewer"), { tableId, siteId }, 0)).toBeNull();
  });

  it("takes no limits that are none", () => {
    const problems = (change: object) =>
      setBudgetInput.safeParse({ ...ref, ...change }).error?.issues.map((issue) => issue.path.join("."));
    expect(problems({ tier: "other" })).toEqual(["minuteLimit", "dayLimit"]);
    expect(problems({ tier: "other", minuteLimit: 5, dayLimit: 1_000 })).toEqual(["minuteLimit"]);
    expect(problems({ tier: "other", minuteLimit: 100, dayLimit: 1_000 })).toBeUndefined();
  });
});
