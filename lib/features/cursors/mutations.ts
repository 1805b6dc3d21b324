import { type Context, requireAllowed } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { requireSeen } from "@/lib/features/seen/require-seen";
import { isCursorColumn } from "@/lib/sync/cursor-columns";
import { isKeyUnique } from "@/lib/sync/key-problems";
import { loadDefinition, type StoredDefinition } from "@/lib/sync/load-definition";
import { nextRunAt } from "@/lib/sync/next-run";
import { cursorPolicies } from "./policy";
import type { CursorRef, SetCursorInput } from "./schema";

/**
 * Chooses the column by which a definition reads what changed, or none. The next run reads everything and notes the first position.
 * Throws `not-found`, `input-invalid` for a column that cannot tell what changed or a key that is not unique, and `changed-meanwhile`.
 */
export async function setCursor(context: Context, input: SetCursorInput): Promise<void> {
  requireAllowed(context, cursorPolicies.set);
  const { definitionId, columnId, seen } = input;
  await inTransaction(async (tx) => {
    const stored = await lockDefinition(tx, definitionId);
    const present = { columnId: stored.cursorStrategy === "UPDATED_AT" ? stored.cursorColumnId : null };
    requireSeen(seen, present, { words: { columnId: "cursor column" } });
    const columnName = columnId === null ? null : await requireCursorColumn(tx, stored, columnId);
    const cursorStrategy = columnId === null ? "FULL_SCAN" : "UPDATED_AT";
    await tx.syncDefinition.update({
      where: { id: definitionId },
      data: {
        cursorStrategy,
        cursorColumnId: columnId,
        // The schedule of the full scan counts for a cursor only.
        nextRunAt: nextRunAt({ ...stored, cursorStrategy }, new Date()),
      },
      select: { id: true },
    });
    await recordAudit(tx, context, {
      action: "sync.cursor-set",
      targetKind: "sync",
      targetId: definitionId,
      targetName: stored.name,
      before: { cursor: stored.cursorColumn?.columnName ?? null, strategy: stored.cursorStrategy },
      after: { cursor: columnName, strategy: cursorStrategy },
    });
  });
}

/**
 * Says that the instance that is read next counts, although it is older than what the list holds or cannot be compared with it: after a database
 * was restored or moved. Positions of before are none of its own and are forgotten; the next run compares every row and notes new ones. Throws
 * `not-found`.
 */
export async function acceptSource(context: Context, input: CursorRef): Promise<void> {
  requireAllowed(context, cursorPolicies.acceptSource);
  await inTransaction(async (tx) => {
    const stored = await lockDefinition(tx, input.definitionId);
    await tx.syncDefinition.update({
      where: { id: stored.id },
      data: { freshnessToken: null, freshInstanceId: null, rescanRequired: true },
      select: { id: true },
    });
    await tx.syncCursor.deleteMany({ where: { syncDefId: stored.id, cursorScope: "SOURCE" } });
    await recordAudit(tx, context, {
      action: "sync.source-accepted",
      targetKind: "sync",
      targetId: stored.id,
      targetName: stored.name,
      before: { freshnessToken: stored.freshnessToken, instanceId: stored.freshInstanceId },
    });
  });
}

async function lockDefinition(tx: Tx, definitionId: string): Promise<StoredDefinition> {
  await tx.$executeRaw`SELECT 1 FROM sync_definitions WHERE id = ${definitionId}::uuid FOR UPDATE`;
  return loadDefinition(definitionId, tx);
}

async function requireCursorColumn(tx: Tx, stored: StoredDefinition, columnId: string): Promise<string> {
  const refuse = (message: string) => new AppError("input-invalid", { message, details: { field: "columnId" } });
  const column = await tx.tableColumn.findFirst({ where: { id: columnId, tableId: stored.sourceTableId } });
  if (!column) throw new AppError("not-found", { message: "This column does not belong to the table of this sync." });
  if (!isCursorColumn(column)) {
    throw refuse(
      `“${column.columnName}” (${column.nativeType}) cannot tell when a row changed. Choose a date and time, a date, or a row version.`,
    );
  }
  if (stored.keyStrategy === "HASHED" || !isKeyUnique(stored)) {
    throw refuse(
      "The key of this sync is not unique in the table, and rows that share a key are seen only side by side.",
    );
  }
  return column.columnName;
}
