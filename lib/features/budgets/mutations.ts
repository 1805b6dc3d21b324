import { type Context, requireAllowed } from "@/lib/context";
import type { GraphBudget } from "@/lib/db/generated/client";
import { inTransaction } from "@/lib/db/transaction";
import { recordAudit } from "@/lib/features/audit/record";
import { requireSeen } from "@/lib/features/seen/require-seen";
import { budgetPolicies } from "./policy";
import { licenceTiers, type SetBudgetInput } from "./schema";

function limitsOf({ tier, minuteLimit, dayLimit }: SetBudgetInput) {
  if (tier === "learned") return {};
  const { minute, day } = tier === "other" ? { minute: minuteLimit, day: dayLimit } : licenceTiers[tier];
  return { minuteLimit: minute, dayLimit: day === undefined ? undefined : BigInt(day) };
}

const told = ({ isLimitFixed, minuteLimit, dayLimit }: GraphBudget) => ({
  isLimitFixed,
  minuteLimit,
  dayLimit: Number(dayLimit),
});

const limitWords = { isLimitFixed: "licences in the tenant", minuteLimit: "a minute", dayLimit: "in 24 hours" };

/**
 * Fixes the limits of an application in a tenant, e.g. because the tenant has more licences than the smallest tier, or lets them be learned
 * from Graph's headers again. What was granted so far stays granted. Throws `changed-meanwhile`.
 */
export async function setBudget(context: Context, input: SetBudgetInput): Promise<void> {
  requireAllowed(context, budgetPolicies.manage);
  const { tenantId, clientId } = input;
  const isLimitFixed = input.tier !== "learned";
  const limits = limitsOf(input);
  await inTransaction(async (tx) => {
    const key = { tenantId_clientId: { tenantId, clientId } };
    await tx.$queryRaw`SELECT 1 FROM graph_budgets WHERE tenant_id = ${tenantId} AND client_id = ${clientId} FOR UPDATE`;
    const before = await tx.graphBudget.findUnique({ where: key });
    requireSeen(input.seen, before === null ? { isLimitFixed: false } : told(before), { words: limitWords });
    const after = await tx.graphBudget.upsert({
      where: key,
      create: { tenantId, clientId, isLimitFixed, ...limits },
      update: { isLimitFixed, ...limits },
    });
    const connection = await tx.sharepointConnection.findUnique({
      where: key,
      select: { id: true, name: true },
    });
    await recordAudit(tx, context, {
      action: "budget.set",
      targetKind: "connection",
      targetId: connection?.id,
      targetName: connection?.name ?? `${tenantId} ${clientId}`,
      before: before === null ? null : told(before),
      after: told(after),
    });
  });
}
