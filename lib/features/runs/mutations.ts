import { type Context, requireAllowed } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { runDefinitionJob } from "@/lib/jobs/definitions/run-definition";
import { enqueue } from "@/lib/jobs/queue";
import { openRun } from "@/lib/sync/request-run";
import { runPolicies } from "./policy";
import type { RunRef, StartRunInput } from "./schema";

/**
 * Asks for a run. Run, audit row and wake-up come into being together. Where a run is open already, that one is the answer and is woken:
 * a definition never has two (P8). Throws `definition-incomplete` when the definition is paused.
 */
export async function startRun(context: Context, input: StartRunInput): Promise<{ readonly runId: string }> {
  requireAllowed(context, runPolicies.start);
  return inTransaction(async (tx) => {
    const definition = await lockDefinition(tx, input.definitionId);
    if (!definition.is_enabled) {
      throw new AppError("definition-incomplete", {
        message: `“${definition.name}” is paused.`,
        remedy: "Enable the sync first.",
      });
    }
    const { runId } = await openRun(tx, context, { id: input.definitionId, name: definition.name });
    return { runId };
  });
}

/** Locks the definition, so that two requests at the same moment agree on one run. */
async function lockDefinition(tx: Tx, definitionId: string): Promise<{ name: string; is_enabled: boolean }> {
  const [definition] = await tx.$queryRaw<{ name: string; is_enabled: boolean }[]>`
    SELECT name, is_enabled FROM sync_definitions WHERE id = ${definitionId}::uuid FOR UPDATE`;
  if (!definition) throw new AppError("not-found", { message: "This sync does not exist." });
  return definition;
}

/** Asks a run to stop; its worker notices within seconds. What is in flight is settled, the rest is not sent. Harmless when repeated. */
export async function cancelRun(context: Context, input: RunRef): Promise<void> {
  requireAllowed(context, runPolicies.start);
  await inTransaction(async (tx) => {
    const run = await tx.syncRun.findUnique({
      where: { id: input.runId },
      select: { syncDefId: true, status: true, cancelRequestedAt: true, syncDefinition: { select: { name: true } } },
    });
    if (!run) throw new AppError("not-found", { message: "This run does not exist." });
    if (run.status !== "RUNNING" || run.cancelRequestedAt) return;
    await tx.syncRun.update({
      where: { id: input.runId },
      data: { cancelRequestedAt: new Date(), waitingUntil: null },
    });
    await recordAudit(tx, context, {
      action: "run.cancelled",
      targetKind: "run",
      targetId: input.runId,
      targetName: run.syncDefinition.name,
    });
    // A run that waits, or whose worker died, is woken so that it can end.
    await enqueue(tx, runDefinitionJob, { definitionId: run.syncDefId });
  });
}
