import { isDeepStrictEqual } from "node:util";
import { type Context, requireAllowed } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { requireSeen } from "@/lib/features/seen/require-seen";
import { placesRead } from "./document/order";
import { sourcePolicies } from "./policy";
import type { SetSourcesInput } from "./schema";
import type { SourcePlace } from "./types";

/**
 * Says which instances a definition reads from, and in which order. Those that are not named are switched off and stay, so that what they told
 * stays explained. Nothing happens when it is so already. Throws `not-found`, `input-invalid` for an instance of another database, and
 * `changed-meanwhile` where others are read by now than the person saw.
 */
export async function setSources(context: Context, input: SetSourcesInput): Promise<void> {
  requireAllowed(context, sourcePolicies.choose);
  const { definitionId, sources, seen } = input;
  await inTransaction(async (tx) => {
    const { name, instances } = await lockDefinition(tx, definitionId);
    if (sources.some(({ instanceId }) => !instances.has(instanceId)) || hasTwins(sources)) {
      throw new AppError("input-invalid", {
        message: "A source must be an instance of the table's database, and may be named once.",
        details: { field: "sources" },
      });
    }
    const before = await sourcesOf(tx, definitionId);
    requireSeen(
      seen,
      { sources: placesRead(await placesOf(tx, definitionId)) },
      { remedy: "Nothing was changed: look at the order as it is now, and choose again." },
    );
    for (const { instanceId: databaseInstanceId, ...place } of sources) {
      await tx.syncSource.upsert({
        where: { syncDefId_databaseInstanceId: { syncDefId: definitionId, databaseInstanceId } },
        create: { syncDefId: definitionId, databaseInstanceId, ...place },
        update: place,
        select: { id: true },
      });
    }
    await tx.syncSource.updateMany({
      where: { syncDefId: definitionId, databaseInstanceId: { notIn: sources.map(({ instanceId }) => instanceId) } },
      data: { isEnabled: false },
    });
    const after = await sourcesOf(tx, definitionId);
    if (isDeepStrictEqual(before, after)) return;
    const target = { targetKind: "sync", targetId: definitionId, targetName: name };
    await recordAudit(tx, context, {
      action: "sync.sources-set",
      ...target,
      before: { sources: before },
      after: { sources: after },
    });
  });
}

const hasTwins = (sources: SetSourcesInput["sources"]) =>
  new Set(sources.map(({ instanceId }) => instanceId)).size < sources.length;

/** Locked, so that two who choose at once do not mix their choices. */
async function lockDefinition(tx: Tx, definitionId: string) {
  await tx.$queryRaw`SELECT id FROM sync_definitions WHERE id = ${definitionId}::uuid FOR UPDATE`;
  const definition = await tx.syncDefinition.findUnique({
    where: { id: definitionId },
    select: { name: true, sourceTable: { select: { database: { select: { instances: { select: { id: true } } } } } } },
  });
  if (!definition) throw new AppError("not-found", { message: "This sync does not exist." });
  return {
    name: definition.name,
    instances: new Set(definition.sourceTable.database.instances.map(({ id }) => id)),
  };
}

async function placesOf(tx: Tx, syncDefId: string): Promise<SourcePlace[]> {
  const rows = await tx.syncSource.findMany({ where: { syncDefId } });
  return rows.map(({ databaseInstanceId: instanceId, role, priority, isEnabled }) => ({
    instanceId,
    role,
    priority,
    isEnabled,
  }));
}

async function sourcesOf(tx: Tx, syncDefId: string) {
  const rows = await tx.syncSource.findMany({
    where: { syncDefId },
    select: { role: true, priority: true, isEnabled: true, databaseInstance: { select: { instanceLabel: true } } },
    orderBy: { id: "asc" },
  });
  return rows.map(({ databaseInstance, ...place }) => ({ instance: databaseInstance.instanceLabel, ...place }));
}
