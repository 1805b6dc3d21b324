import { type Context, requireAllowed } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { requireSeen } from "@/lib/features/seen/require-seen";
import { applicationPolicies } from "./policy";
import type { ApplicationInput, ApplicationRef, ApplicationStatus, UpdateApplicationInput } from "./schema";

const fields = { name: true, ownerTeam: true, description: true, status: true } as const;

async function requireFreeName(tx: Tx, name: string, exceptId?: string): Promise<void> {
  const other = await tx.application.findFirst({
    where: { name: { equals: name, mode: "insensitive" }, ...(exceptId ? { id: { not: exceptId } } : {}) },
    select: { id: true },
  });
  if (other)
    throw new AppError("already-exists", {
      message: `An application named “${name}” exists already.`,
      details: { field: "name" },
    });
}

async function requireApplication(tx: Tx, applicationId: string) {
  const application = await tx.application.findUnique({ where: { id: applicationId }, select: fields });
  if (!application) throw new AppError("not-found", { message: "This application does not exist." });
  return application;
}

/** Throws `already-exists` when another application has the name. */
export async function createApplication(
  context: Context,
  input: ApplicationInput,
): Promise<{ readonly applicationId: string }> {
  requireAllowed(context, applicationPolicies.manage);
  return inTransaction(async (tx) => {
    await requireFreeName(tx, input.name);
    const { id } = await tx.application.create({
      data: { name: input.name, ownerTeam: input.ownerTeam, description: input.description },
      select: { id: true },
    });
    const target = { targetKind: "application", targetId: id, targetName: input.name };
    await recordAudit(tx, context, { action: "application.created", ...target, after: input });
    return { applicationId: id };
  });
}

/** Throws `not-found`, `already-exists` when another application has the name, and `changed-meanwhile`. */
export async function updateApplication(context: Context, input: UpdateApplicationInput): Promise<void> {
  requireAllowed(context, applicationPolicies.manage);
  const { applicationId, seen, ...data } = input;
  await inTransaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM applications WHERE id = ${applicationId}::uuid FOR UPDATE`;
    const before = await requireApplication(tx, applicationId);
    requireSeen(seen, before);
    await requireFreeName(tx, data.name, applicationId);
    const after = await tx.application.update({ where: { id: applicationId }, data, select: fields });
    const target = { targetKind: "application", targetId: applicationId, targetName: after.name };
    await recordAudit(tx, context, { action: "application.updated", ...target, before, after });
  });
}

async function setStatus(context: Context, input: ApplicationRef, status: ApplicationStatus): Promise<void> {
  requireAllowed(context, applicationPolicies.manage);
  const { applicationId } = input;
  await inTransaction(async (tx) => {
    const before = await requireApplication(tx, applicationId);
    if (before.status === status) return;
    await tx.application.update({ where: { id: applicationId }, data: { status }, select: { id: true } });
    const action = status === "ARCHIVED" ? "application.archived" : "application.restored";
    const target = { targetKind: "application", targetId: applicationId, targetName: before.name };
    await recordAudit(tx, context, { action, ...target, before: { status: before.status }, after: { status } });
  });
}

/** Keeps everything below it, and pauses its definitions (they run into `parent-paused`). Harmless when repeated. */
export async function archiveApplication(context: Context, input: ApplicationRef): Promise<void> {
  await setStatus(context, input, "ARCHIVED");
}

/** Harmless when repeated. */
export async function restoreApplication(context: Context, input: ApplicationRef): Promise<void> {
  await setStatus(context, input, "ACTIVE");
}
