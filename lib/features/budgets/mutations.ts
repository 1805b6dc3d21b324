import { type Context, requireAllowed } from "@/lib/context";
import { inTransaction } from "@/lib/db/transaction";
import { recordAudit } from "@/lib/features/audit/record";
import { budgetPolicies } from "./policy";
import type { SetBudgetInput } from "./schema";

/**
 * Fixes the limits of an application in a tenant, e.g. because the tenant has more licences than the smallest tier, or lets them be learned
 * from Graph's headers again. What was granted so far stays granted.
 */
export async function setBudget(context: Context, input: SetBudgetInput): Promise<void> {
  requireAllowed(context, budgetPolicies.manage);
  const { tenantId, clientId } = input;
  const isLimitFixed = input.limits === "fixed";
  const limits =
    input.limits === "fixed" ? { minuteLimit: input.minuteLimit, dayLimit: BigInt(input.dayLimit) } : undefined;
  await inTransaction(async (tx) => {
    const key = { tenantId_clientId: { tenantId, clientId } };
    const before = await tx.graphBudget.findUnique({ where: key });
    const after = await tx.graphBudget.upsert({
      where: key,
      create: { tenantId, clientId, isLimitFixed, ...limits },
      update: { isLimitFixed, ...limits },
    });
    const connection = await tx.sharepointConnection.findUnique({
      where: key,
      select: { id: true, name: true },
    });
    const told = (row: typeof after) => ({
      isLimitFixed: row.isLimitFixed,
      minuteLimit: row.minuteLimit,
      dayLimit: Number(row.dayLimit),
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
