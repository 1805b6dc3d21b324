import type { Context } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { recordAudit } from "@/lib/features/audit/record";
import { runDefinitionJob } from "@/lib/jobs/definitions/run-definition";
import { enqueue } from "@/lib/jobs/queue";

/**
 * Opens a run of a definition whose row the caller has locked, and wakes a worker with the commit. Run, audit row and wake-up come into being
 * together. Where a run is open already, that one is the answer (`alreadyRunning`) and is woken: a definition never has two (P8).
 */
export async function openRun(
  tx: Tx,
  context: Context,
  definition: { readonly id: string; readonly name: string },
): Promise<{ readonly runId: string; readonly alreadyRunning: boolean }> {
  const open = await tx.syncRun.findFirst({
    where: { syncDefId: definition.id, status: "RUNNING" },
    select: { id: true },
  });
  const run =
    open ??
    (await tx.syncRun.create({
      data: { syncDefId: definition.id, runType: "PUSH", purpose: "SYNC", requestedBy: context.actor.name },
      select: { id: true },
    }));
  if (!open) {
    const target = { targetKind: "run", targetId: run.id, targetName: definition.name };
    await recordAudit(tx, context, { action: "run.started", ...target, after: { definitionId: definition.id } });
  }
  await enqueue(tx, runDefinitionJob, { definitionId: definition.id });
  return { runId: run.id, alreadyRunning: open !== null };
}
