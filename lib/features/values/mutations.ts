import { type Context, requireAllowed } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { valuePolicies } from "./policy";
import { requireValues } from "./queries";
import type { ValueExport, ValueSightInput } from "./schema";

/** Lets viewers see values of the database's rows, or no longer. Harmless when repeated. */
export async function setValueSight(context: Context, input: ValueSightInput): Promise<void> {
  requireAllowed(context, valuePolicies.grant);
  const { databaseId, viewersMaySeeValues } = input;
  await inTransaction(async (tx) => {
    const select = { name: true, viewersMaySeeValues: true };
    const database = await tx.database.findUnique({ where: { id: databaseId }, select });
    if (!database) throw new AppError("not-found", { message: "This database does not exist." });
    const { name, ...before } = database;
    if (before.viewersMaySeeValues === viewersMaySeeValues) return;
    await tx.database.update({ where: { id: databaseId }, data: { viewersMaySeeValues }, select: { id: true } });
    const target = { targetKind: "database", targetId: databaseId, targetName: name };
    const change = { action: "database.value-sight-changed", before, after: { viewersMaySeeValues } };
    await recordAudit(tx, context, { ...target, ...change });
  });
}

/** Writes into the audit trail who takes values of rows away as a file, of which sync or run. Throws `not-found`. */
export async function recordValueExport(context: Context, input: ValueExport): Promise<void> {
  requireAllowed(context, valuePolicies.read);
  const { list, of, filter } = input;
  await requireValues(context, of);
  await inTransaction(async (tx) => {
    const target = "runId" in of ? await runTarget(tx, of.runId) : await syncTarget(tx, of.definitionId);
    if (!target) throw new AppError("not-found");
    const narrowing = Object.entries(filter).filter(([, value]) => value);
    await recordAudit(tx, context, {
      ...target,
      action: `${target.targetKind}.values-exported`,
      after: { list, ...Object.fromEntries(narrowing) },
    });
  });
}

async function syncTarget(tx: Tx, id: string) {
  const sync = await tx.syncDefinition.findUnique({ where: { id }, select: { name: true } });
  return sync && { targetKind: "sync", targetId: id, targetName: sync.name };
}

async function runTarget(tx: Tx, id: string) {
  const run = await tx.syncRun.findUnique({ where: { id }, select: { syncDefinition: { select: { name: true } } } });
  return run && { targetKind: "run", targetId: id, targetName: run.syncDefinition.name };
}
