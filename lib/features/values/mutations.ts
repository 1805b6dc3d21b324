import { type Context, requireAllowed } from "@/lib/context";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { valuePolicies } from "./policy";
import type { ValueSightInput } from "./schema";

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
