import { type Context, requireAllowed } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { openRun } from "@/lib/sync/request-run";
import { rejectionPolicies } from "./policy";
import type { RetryInput, RetryRunRowsInput } from "./schema";

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
    const rows = await letTry(tx, definitionId, { id: rejectionId, code });
    const target = { targetKind: "sync", targetId: definitionId, targetName: definition.name };
    const after = { rows, ...(code === undefined ? {} : { code }) };
    if (rows > 0) await recordAudit(tx, context, { action: "sync.rejections-retried", ...target, after });
    return { rows };
  });
}

/** Ends the waiting of open rejections; answers how many waited. */
async function letTry(tx: Tx, definitionId: string, which: Prisma.SyncRejectionWhereInput): Promise<number> {
  const now = new Date();
  const { count } = await tx.syncRejection.updateMany({
    where: { ...which, syncDefId: definitionId, resolvedAt: null, nextRetryAt: { gt: now } },
    data: { nextRetryAt: now },
  });
  // A reading by cursor would not meet rows that did not change.
  if (count > 0)
    await tx.syncDefinition.update({
      where: { id: definitionId },
      data: { rescanRequired: true },
      select: { id: true },
    });
  return count;
}

interface OwnerOfRun {
  readonly id: string;
  readonly name: string;
  readonly isEnabled: boolean;
}

/**
 * Tries the rows again that one run rejected for one cause and that no later run has met: those that wait may be tried at once, and a run begins,
 * or the open one is woken. Answers how many rows there are, and the run; none where no such row is rejected any more. Throws `not-found`,
 * `definition-incomplete` while the definition is paused, and `in-use` while a dry run is open.
 */
export async function retryRunRows(
  context: Context,
  input: RetryRunRowsInput,
): Promise<{ readonly rows: number; readonly run: { readonly id: string; readonly isUnderWay: boolean } | null }> {
  requireAllowed(context, rejectionPolicies.retry);
  const { runId, code } = input;
  return inTransaction(async (tx) => {
    const [definition] = await tx.$queryRaw<OwnerOfRun[]>`
      SELECT d.id, d.name, d.is_enabled AS "isEnabled" FROM sync_definitions d JOIN sync_runs r ON r.sync_def_id = d.id
      WHERE r.id = ${runId}::uuid FOR UPDATE OF d`;
    if (!definition) throw new AppError("not-found", { message: "This run does not exist." });
    const rows = await tx.syncRejection.count({ where: { lastRunId: runId, code, resolvedAt: null } });
    if (rows === 0) return { rows, run: null };
    if (!definition.isEnabled) {
      throw new AppError("definition-incomplete", {
        message: `“${definition.name}” is paused.`,
        remedy: "Enable the sync first.",
      });
    }
    await letTry(tx, definition.id, { lastRunId: runId, code });
    const target = { targetKind: "sync", targetId: definition.id, targetName: definition.name };
    await recordAudit(tx, context, { action: "sync.rejections-retried", ...target, after: { rows, code, runId } });
    const opened = await openRun(tx, context, definition);
    return { rows, run: { id: opened.runId, isUnderWay: opened.alreadyRunning } };
  });
}
