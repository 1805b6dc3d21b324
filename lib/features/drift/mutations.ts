import { type Context, requireAllowed } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import type { DriftStatus } from "@/lib/db/generated/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { refuseRename, takeOverRename } from "@/lib/sync/drift/rename";
import { settledByIntrospection } from "@/lib/sync/drift/store-drift";
import { driftPolicies } from "./policy";
import type { DriftTableRef, FindingRef } from "./schema";

/** Locks the finding, so that two people do not settle it differently. Throws `not-found`. */
async function requireFinding(tx: Tx, findingId: string) {
  await tx.$executeRaw`SELECT 1 FROM drift_findings WHERE id = ${findingId}::uuid FOR UPDATE`;
  const finding = await tx.driftFinding.findUnique({
    where: { id: findingId },
    include: { table: { select: { schemaName: true, tableName: true, vanishedAt: true } } },
  });
  if (!finding) throw new AppError("not-found", { message: "This finding does not exist." });
  return finding;
}

type Finding = Awaited<ReturnType<typeof requireFinding>>;

const tableNameOf = (table: Pick<Finding["table"], "schemaName" | "tableName">) =>
  `${table.schemaName}.${table.tableName}`;

async function record(tx: Tx, context: Context, action: string, finding: Finding, after: object): Promise<void> {
  await recordAudit(tx, context, {
    action,
    targetKind: "table",
    targetId: finding.tableId,
    targetName: tableNameOf(finding.table),
    before: { status: finding.status },
    after: { findingId: finding.id, kind: finding.kind, columnName: finding.columnName, ...after },
  });
}

/** What is open again is judged again: the next introspection settles it where the difference went away since. */
async function requireStillSo(tx: Tx, { kind, settledBy, table, tableId }: Finding): Promise<void> {
  if (settledBy === settledByIntrospection || (kind === "TABLE_VANISHED" && table.vanishedAt === null)) {
    throw new AppError("input-invalid", { message: "This difference went away by itself." });
  }
  await tx.databaseTable.update({ where: { id: tableId }, data: { structureHash: null }, select: { id: true } });
}

async function settle(context: Context, findingId: string, status: DriftStatus, action: string): Promise<void> {
  await inTransaction(async (tx) => {
    const finding = await requireFinding(tx, findingId);
    if (finding.status === status) return;
    if (finding.kind === "COLUMN_RENAMED") {
      throw new AppError("input-invalid", {
        message: "A proposed rename is accepted or rejected.",
        remedy: finding.status === "OPEN" ? "Accept or reject it." : "It was decided already.",
      });
    }
    if (status === "OPEN") await requireStillSo(tx, finding);
    const settled =
      status === "OPEN"
        ? { settledAt: null, settledBy: null }
        : { settledAt: new Date(), settledBy: context.actor.name };
    await tx.driftFinding.update({ where: { id: findingId }, data: { status, ...settled }, select: { id: true } });
    await record(tx, context, action, finding, { status });
  });
}

/** Says that a difference was seen. Throws `input-invalid` for a proposed rename, which wants a decision. Harmless when repeated. */
export async function acknowledgeDrift(context: Context, input: FindingRef): Promise<void> {
  requireAllowed(context, driftPolicies.settle);
  await settle(context, input.findingId, "ACKNOWLEDGED", "drift.acknowledged");
}

/** Says that a difference does not matter; throws as `acknowledgeDrift`. */
export async function ignoreDrift(context: Context, input: FindingRef): Promise<void> {
  requireAllowed(context, driftPolicies.settle);
  await settle(context, input.findingId, "IGNORED", "drift.ignored");
}

/** Takes a settlement back; throws `input-invalid` for a decided rename and for a difference that went away by itself. */
export async function reopenDrift(context: Context, input: FindingRef): Promise<void> {
  requireAllowed(context, driftPolicies.settle);
  await settle(context, input.findingId, "OPEN", "drift.reopened");
}

/** Acknowledges all open findings of a table but proposed renames, which are left for a decision. Gives how many. */
export async function acknowledgeTableDrift(
  context: Context,
  input: DriftTableRef,
): Promise<{ readonly acknowledged: number }> {
  requireAllowed(context, driftPolicies.settle);
  return inTransaction(async (tx) => {
    const table = await tx.databaseTable.findUnique({
      where: { id: input.tableId },
      select: { schemaName: true, tableName: true },
    });
    if (!table) throw new AppError("not-found", { message: "This table does not exist." });
    const { count } = await tx.driftFinding.updateMany({
      where: { tableId: input.tableId, status: "OPEN", kind: { not: "COLUMN_RENAMED" } },
      data: { status: "ACKNOWLEDGED", settledAt: new Date(), settledBy: context.actor.name },
    });
    if (count > 0) {
      await recordAudit(tx, context, {
        action: "drift.table-acknowledged",
        targetKind: "table",
        targetId: input.tableId,
        targetName: tableNameOf(table),
        after: { acknowledged: count },
      });
    }
    return { acknowledged: count };
  });
}

async function requireProposal(tx: Tx, findingId: string): Promise<Finding> {
  const finding = await requireFinding(tx, findingId);
  if (finding.kind !== "COLUMN_RENAMED" || finding.status !== "OPEN") {
    throw new AppError("input-invalid", { message: "This is no open proposal of a rename." });
  }
  return finding;
}

/**
 * Accepts that a column was renamed: it keeps its id, and with it mappings, keys and cursors; type and values are the same, so nothing is
 * scanned again and definitions go on from where they were (P25). Gives the definitions that follow the new name. Throws `in-use` when one of
 * them maps old and new column both, `input-invalid` when the columns are no longer as they were found.
 */
export async function acceptRename(
  context: Context,
  input: FindingRef,
): Promise<{ readonly definitionIds: readonly string[] }> {
  requireAllowed(context, driftPolicies.settle);
  return inTransaction(async (tx) => {
    const finding = await requireProposal(tx, input.findingId);
    const { previousName, definitionIds, released } = await takeOverRename(tx, finding, context.actor.name);
    await record(tx, context, "drift.rename-accepted", finding, { previousName, definitionIds, released });
    return { definitionIds };
  });
}

/** Says that the two columns are different ones: they are told as removed and added, and not proposed as a rename again. */
export async function rejectRename(context: Context, input: FindingRef): Promise<void> {
  requireAllowed(context, driftPolicies.settle);
  await inTransaction(async (tx) => {
    const finding = await requireProposal(tx, input.findingId);
    const { previousName } = await refuseRename(tx, finding, context.actor.name);
    await record(tx, context, "drift.rename-rejected", finding, { previousName });
  });
}
