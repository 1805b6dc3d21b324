import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { estimateLoad, estimateProvisioning } from "@/lib/sync/estimate-load";
import type { ErrandName } from "@/lib/sync/graph-errand";
import { budgetPolicies } from "./policy";
import type { BudgetRef, LoadRef } from "./schema";
import type { BudgetRow, BudgetWithHours, LoadEstimate, ProvisioningEstimate, Spender, SpendingHour } from "./types";

type StoredBudget = Omit<BudgetRow, "spenders" | "spentThisMinute" | "spentLastDay">;
interface StoredSpender extends Omit<Spender, "name">, BudgetRef {
  readonly name: string | null;
  readonly unitsThisMinute: number;
}

/** What units are spent for outside the runs of definitions. */
const errandNames: Readonly<Record<string, string>> = {
  verification: "Connection tests",
  discovery: "Discoveries",
  provisioning: "Provisioning of lists",
  probe: "The doctor's probe",
  other: "People looking",
} satisfies Record<ErrandName | "other", string>;

/** A definition that was deleted has its id here and no name. */
const nameOf = ({ id, name }: StoredSpender): string => name ?? errandNames[id] ?? "Deleted syncs";

// Times within queries of spending stand in brackets of their own: so they are computed once, not for each of tens of thousands of minutes.

/** The budget of every application that has asked for units, or of one of them. */
export async function listBudgets(context: Context, only?: BudgetRef): Promise<readonly BudgetRow[]> {
  requireAllowed(context, budgetPolicies.read);
  const tenantId = only?.tenantId ?? null;
  const clientId = only?.clientId ?? null;
  const [budgets, spenders] = await Promise.all([
    db().$queryRaw<StoredBudget[]>`
      SELECT b.tenant_id AS "tenantId", b.client_id AS "clientId", c.id AS "connectionId", c.name AS "connectionName", b.minute_limit AS "minuteLimit",
        b.day_limit::float8 AS "dayLimit", b.is_limit_fixed AS "isLimitFixed", CASE WHEN b.paused_until > now() THEN b.paused_until END AS "pausedUntil"
      FROM graph_budgets b LEFT JOIN sharepoint_connections c ON c.tenant_id = b.tenant_id AND c.client_id = b.client_id
      WHERE (${tenantId}::text IS NULL OR b.tenant_id = ${tenantId}) AND (${clientId}::text IS NULL OR b.client_id = ${clientId})
      ORDER BY c.name NULLS LAST, b.tenant_id, b.client_id`,
    db().$queryRaw<StoredSpender[]>`
      SELECT s.tenant_id AS "tenantId", s.client_id AS "clientId", s.spender AS id, d.id AS "definitionId", d.name,
        coalesce(s.minute, 0)::float8 AS "unitsThisMinute", coalesce(s.hour, 0)::float8 AS "unitsLastHour", s.day::float8 AS "unitsLastDay"
      FROM (
        SELECT tenant_id, client_id, spender, sum(units) AS day, sum(units) FILTER (WHERE minute > (SELECT now() - interval '1 hour')) AS hour,
          sum(units) FILTER (WHERE minute = (SELECT date_trunc('minute', now()))) AS minute
        FROM graph_spending WHERE minute > (SELECT now() - interval '24 hours')
          AND (${tenantId}::text IS NULL OR tenant_id = ${tenantId}) AND (${clientId}::text IS NULL OR client_id = ${clientId})
        GROUP BY tenant_id, client_id, spender
      ) s LEFT JOIN sync_definitions d ON d.id::text = s.spender
      ORDER BY s.day DESC, s.spender`,
  ]);
  return budgets.map((budget) => {
    const own = spenders.filter(
      ({ tenantId, clientId }) => tenantId === budget.tenantId && clientId === budget.clientId,
    );
    return {
      ...budget,
      spentThisMinute: own.reduce((sum, { unitsThisMinute }) => sum + unitsThisMinute, 0),
      spentLastDay: own.reduce((sum, { unitsLastDay }) => sum + unitsLastDay, 0),
      spenders: own.slice(0, 10).map((spender) => {
        const { id, definitionId, unitsLastHour, unitsLastDay } = spender;
        return { id, definitionId, name: nameOf(spender), unitsLastHour, unitsLastDay };
      }),
    };
  });
}

/** What everybody may still spend, and how the day went. Of settings that no connection has, only those that spent something lately. */
export async function listBudgetsWithHours(context: Context): Promise<readonly BudgetWithHours[]> {
  const [budgets, spending] = await Promise.all([listBudgets(context), spendingByHour()]);
  return budgets
    .filter(({ connectionId, spentLastDay }) => connectionId !== null || spentLastDay > 0)
    .map((budget) => ({ budget, hours: spending(budget) }));
}

/** The hours of the last day of every budget, from one look at what was spent. */
async function spendingByHour(): Promise<(of: BudgetRef) => readonly SpendingHour[]> {
  const rows = await db().$queryRaw<(SpendingHour & Partial<BudgetRef>)[]>`
    SELECT hour, s.tenant_id AS "tenantId", s.client_id AS "clientId", coalesce(s.units, 0)::float8 AS units
    FROM ${lastHours} AS hour LEFT JOIN (
      SELECT tenant_id, client_id, date_bin('1 hour', minute, 'epoch') AS hour, sum(units) AS units FROM graph_spending
      WHERE minute >= (SELECT date_trunc('hour', now()) - interval '23 hours') GROUP BY tenant_id, client_id, date_bin('1 hour', minute, 'epoch')
    ) s USING (hour) ORDER BY hour`;
  const hours = [...new Map(rows.map(({ hour }) => [hour.getTime(), hour])).values()];
  return ({ tenantId, clientId }) => {
    const own = rows.filter((row) => row.tenantId === tenantId && row.clientId === clientId);
    const spent = new Map(own.map(({ hour, units }) => [hour.getTime(), units]));
    return hours.map((hour) => ({ hour, units: spent.get(hour.getTime()) ?? 0 }));
  };
}

const lastHours = Prisma.sql`generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour')`;

/** Units by hour of the last day, oldest first, hours without spending included. */
export async function listSpending(context: Context, input: BudgetRef): Promise<readonly SpendingHour[]> {
  requireAllowed(context, budgetPolicies.read);
  return db().$queryRaw<SpendingHour[]>`
    SELECT hour, coalesce(s.units, 0)::float8 AS units
    FROM ${lastHours} AS hour
      LEFT JOIN (
        SELECT date_trunc('hour', minute) AS hour, sum(units) AS units FROM graph_spending
        WHERE tenant_id = ${input.tenantId} AND client_id = ${input.clientId} AND minute >= date_trunc('hour', now()) - interval '23 hours'
        GROUP BY date_trunc('hour', minute)
      ) s USING (hour)
    ORDER BY hour`;
}

/** What giving every row of a table an item in a list of the site costs, when `present` of them have one; null where its rows are not known. */
export async function getLoadEstimate(context: Context, ref: LoadRef, present: number): Promise<LoadEstimate | null> {
  requireAllowed(context, budgetPolicies.read);
  return estimateLoad({ ...ref, present });
}

/** What making a list from a table and filling it costs. */
export async function getProvisioningEstimate(context: Context, ref: LoadRef): Promise<ProvisioningEstimate> {
  const listUnits = estimateProvisioning(0);
  const columnUnits = estimateProvisioning(1) - listUnits;
  return { listUnits, columnUnits, load: await getLoadEstimate(context, ref, 0) };
}
