import type { Context } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { introspectDatabaseJob } from "@/lib/jobs/definitions/introspect-database";
import { enqueue } from "@/lib/jobs/queue";
import { endSilentIntrospections } from "./introspection-runs";
import { usableInstances } from "./open-source";

/**
 * Opens an introspection of a database, by the given instance or by the one that is read first, and wakes a worker with the commit. A
 * database that is being introspected already gives that run (`alreadyRunning`).
 * Throws `not-found`, `no-instance` when none may be read, `parent-paused` when the database or its application is switched off.
 */
export async function openIntrospection(
  tx: Tx,
  context: Context,
  input: { readonly databaseId: string; readonly instanceId?: string | undefined },
): Promise<{ readonly introspectionRunId: string; readonly alreadyRunning: boolean }> {
  const { databaseId, instanceId } = input;
  // Two requests at once take turns here, so that the second one sees the run of the first.
  await tx.$executeRaw`SELECT 1 FROM databases WHERE id = ${databaseId}::uuid FOR UPDATE`;
  const database = await requireInUse(tx, databaseId);
  await endSilentIntrospections(tx, databaseId);
  const running = await tx.introspectionRun.findFirst({
    where: { status: null, databaseInstance: { databaseId } },
    select: { id: true },
  });
  if (running) return { introspectionRunId: running.id, alreadyRunning: true };

  const [instance] = usableInstances(
    await tx.databaseInstance.findMany({
      where: { databaseId, ...(instanceId ? { id: instanceId } : {}) },
      select: {
        id: true,
        instanceLabel: true,
        role: true,
        priority: true,
        status: true,
        validFrom: true,
        validTo: true,
      },
    }),
    new Date(),
  );
  if (!instance) throw new AppError("no-instance");
  const run = await tx.introspectionRun.create({
    data: { databaseInstanceId: instance.id, phase: "Waiting for a worker", requestedBy: context.actor.name },
    select: { id: true },
  });
  await recordAudit(tx, context, {
    action: "database.introspection-requested",
    targetKind: "database",
    targetId: databaseId,
    targetName: database.name,
    after: { introspectionRunId: run.id, instance: instance.instanceLabel },
  });
  await enqueue(tx, introspectDatabaseJob, { introspectionRunId: run.id });
  return { introspectionRunId: run.id, alreadyRunning: false };
}

async function requireInUse(tx: Tx, databaseId: string) {
  const database = await tx.database.findUnique({
    where: { id: databaseId },
    select: { name: true, status: true, application: { select: { status: true } } },
  });
  if (!database) throw new AppError("not-found", { message: "This database does not exist." });
  if (database.status !== "ACTIVE") {
    throw new AppError("parent-paused", { message: `The database “${database.name}” is disabled.` });
  }
  if (database.application.status !== "ACTIVE") {
    throw new AppError("parent-paused", { message: "This application is archived.", remedy: "Restore it first." });
  }
  return database;
}
