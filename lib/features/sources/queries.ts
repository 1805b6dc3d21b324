import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { listInstances } from "@/lib/features/databases/queries";
import type { DefinitionRef } from "@/lib/features/syncs/schema";
import { inTurn } from "./document/order";
import { sourcePolicies } from "./policy";
import type { Source, SourcesView } from "./types";

/** The instances of the table's database, whether a definition reads from them, and when it did last. Throws `not-found`. */
export async function getSources(context: Context, input: DefinitionRef): Promise<SourcesView> {
  requireAllowed(context, sourcePolicies.read);
  const { definitionId } = input;
  const definition = await db().syncDefinition.findUnique({
    where: { id: definitionId },
    select: {
      sources: { select: { databaseInstanceId: true, role: true, priority: true, isEnabled: true } },
      sourceTable: { select: { database: { select: { id: true, name: true } } } },
      cursors: {
        where: { cursorScope: "SOURCE" },
        select: { sourceInstanceId: true, lastRunId: true, updatedAt: true },
      },
    },
  });
  if (!definition) throw new AppError("not-found", { message: "This sync does not exist." });
  const { database } = definition.sourceTable;
  const instances = await listInstances(context, { databaseId: database.id });
  const sources = instances.map((instance): Source => {
    const chosen = definition.sources.find((source) => source.databaseInstanceId === instance.id);
    const cursor = definition.cursors.find((each) => each.sourceInstanceId === instance.id);
    return {
      instanceId: instance.id,
      role: chosen?.role ?? instance.role,
      priority: chosen?.priority ?? instance.priority,
      isEnabled: chosen?.isEnabled ?? false,
      instance,
      lastRead: cursor ? { at: cursor.updatedAt, runId: cursor.lastRunId } : null,
    };
  });
  return { definitionId, databaseId: database.id, databaseName: database.name, sources: inTurn(sources) };
}
