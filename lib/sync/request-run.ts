import type { Context } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { runDefinitionJob } from "@/lib/jobs/definitions/run-definition";
import { enqueue } from "@/lib/jobs/queue";

/**
 * Opens a run of a definition whose row the caller has locked, and wakes a worker with the commit. Run, audit row and wake-up come into being
 * together. Where a run is open already, that one is the answer (`alreadyRunning`) and is woken: a definition never has two (P8). Throws `in-use`
 * where a person asks for a run while a dry run is open, or the other way round.
 */
export async function openRun(
  tx: Tx,
  context: Context,
  definition: { readonly id: string; readonly name: string },
  purpose: "SYNC" | "PLAN" = "SYNC",
): Promise<{ readonly runId: string; readonly alreadyRunning: boolean }> {
  const open = await tx.syncRun.findFirst({
    where: { syncDefId: definition.id, status: "RUNNING" },
    select: { id: true, purpose: true },
  });
  if (open && open.purpose !== purpose && context.actor.kind !== "worker") {
    const other = open.purpose === "PLAN" ? "A dry run" : "A run";
    throw new AppError("in-use", {
      message: `${other} of “${definition.name}” is under way.`,
      remedy: "Wait for its end, or cancel it.",
    });
  }
  const run =
    open ??
    (await tx.syncRun.create({
      data: {
        syncDefId: definition.id,
        runType: "PUSH",
        purpose,
        requestedBy: context.actor.name,
        requestedByKind: context.actor.kind,
      },
      select: { id: true },
    }));
  if (!open) {
    const target = { targetKind: "run", targetId: run.id, targetName: definition.name };
    await recordAudit(tx, context, {
      action: purpose === "PLAN" ? "run.planned" : "run.started",
      ...target,
      after: { definitionId: definition.id },
    });
  }
  await enqueue(tx, runDefinitionJob, { definitionId: definition.id });
  return { runId: run.id, alreadyRunning: open !== null };
}
