import { type Context, requireAllowed } from "@/lib/context";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { rejectionPolicies } from "./policy";
import type { RetryInput } from "./schema";

/**
 * Lets rows that Graph refused be tried again by the next run instead of at their time (sync-semantics 7). What our own checks refused is judged
 * by every run anyway. Answers how many rows were waiting. Throws `not-found`.
 */
export async function retryRejections(context: Context, input: RetryInput): Promise<{ readonly rows: number }> {
  requireAllowed(context, rejectionPolicies.retry);
  const { definitionId, rejectionId, code } = input;
  return inTransaction(async (tx) => {
    const definition = await tx.syncDefinition.findUnique({ where: { id: definitionId }, select: { name: true } });
    if (!definition) throw new AppError("not-found", { message: "This sync does not exist." });
    const now = new Date();
    const { count: rows } = await tx.syncRejection.updateMany({
      where: { syncDefId: definitionId, resolvedAt: null, nextRetryAt: { gt: now }, id: rejectionId, code },
      data: { nextRetryAt: now },
    });
    if (rows > 0) {
      // A reading by cursor would not meet rows that did not change.
      await tx.syncDefinition.update({
        where: { id: definitionId },
        data: { rescanRequired: true },
        select: { id: true },
      });
      const target = { targetKind: "sync", targetId: definitionId, targetName: definition.name };
      const after = { rows, ...(code === undefined ? {} : { code }) };
      await recordAudit(tx, context, { action: "sync.rejections-retried", ...target, after });
    }
    return { rows };
  });
}
