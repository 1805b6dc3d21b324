import { type Context, requireAllowed } from "@/lib/context";
import { db, type Tx } from "@/lib/db/client";
import type { LedgerState, Prisma } from "@/lib/db/generated/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { hasItem } from "@/lib/sync/row/has-item";
import { ledgerPolicies } from "./policy";
import type { EntryRef } from "./schema";

const entryFields = { id: true, state: true, spItemId: true, cause: true } as const;
type Entry = Prisma.SyncLedgerEntryGetPayload<{ select: typeof entryFields }>;

/**
 * Has the next run make the item of a row again, after somebody deleted it in the list: of an entry that waits for a decision, of one that was
 * left alone since, or of one whose item is found gone just now. Nothing is written to the list here. Throws `not-found`, `in-use` while a run
 * is open, `input-invalid` where the item is still there or the row has left.
 */
export async function recreateItem(context: Context, input: EntryRef): Promise<void> {
  requireAllowed(context, ledgerPolicies.settle);
  const entry = await requireEntry(db(), input);
  const wasDeleted = entry.state === "ASKED" || (entry.state === "DETACHED" && entry.cause === "list-delete");
  const isOwned = entry.state === "LINKED" || entry.state === "PARTIAL";
  if (!wasDeleted && !isOwned) throw notDeleted("This entry's item was not deleted in the list.");
  if (isOwned && (await hasItem(input.definitionId, entry.spItemId)))
    throw notDeleted(`Item ${entry.spItemId} is in the list.`);
  await settle(context, input, entry, { action: "sync.item-recreated", state: "PENDING_CREATE" });
}

/** Leaves the item of an entry that waits for a decision deleted: its row is no longer pushed. Throws as {@link recreateItem}. */
export async function leaveDeleted(context: Context, input: EntryRef): Promise<void> {
  requireAllowed(context, ledgerPolicies.settle);
  const entry = await requireEntry(db(), input);
  if (entry.state !== "ASKED") throw notDeleted("This entry does not wait for a decision.");
  await settle(context, input, entry, { action: "sync.item-left-deleted", state: "DETACHED" });
}

const notDeleted = (message: string) =>
  new AppError("input-invalid", { message, remedy: "Look at the entry again: it may have changed meanwhile." });

async function requireEntry(tx: Tx, { definitionId, entryId }: EntryRef): Promise<Entry> {
  const entry = await tx.syncLedgerEntry.findFirst({
    where: { id: entryId, syncDefId: definitionId },
    select: entryFields,
  });
  if (!entry) throw new AppError("not-found", { message: "This ledger entry does not exist." });
  return entry;
}

async function settle(
  context: Context,
  { definitionId, entryId }: EntryRef,
  entry: Entry,
  to: { readonly action: string; readonly state: Extract<LedgerState, "PENDING_CREATE" | "DETACHED"> },
): Promise<void> {
  await inTransaction(async (tx) => {
    const name = await lockIdleDefinition(tx, definitionId);
    const former = { state: entry.state, spItemId: entry.spItemId };
    const changed = await tx.syncLedgerEntry.updateMany({
      // Only as it was looked at: a run that ended meanwhile may have settled it.
      where: { id: entryId, ...former },
      data: to.state === "DETACHED" ? { state: to.state } : { state: to.state, ...withoutItem },
    });
    if (changed.count === 0) throw notDeleted("The entry changed meanwhile.");
    // A reading by cursor would not meet a row that did not change.
    await tx.syncDefinition.update({
      where: { id: definitionId },
      data: { rescanRequired: true },
      select: { id: true },
    });
    // Without the identity, which is a row's value.
    const { action, state } = to;
    const target = { targetKind: "sync", targetId: definitionId, targetName: name };
    await recordAudit(tx, context, { action, ...target, before: { entryId, ...former }, after: { entryId, state } });
  });
}

const withoutItem = { spItemId: null, etag: null, cause: null, leftAt: null };

/** Locked, so that no run can be started before the entry is settled. Throws `in-use` while one is open. */
async function lockIdleDefinition(tx: Tx, definitionId: string): Promise<string> {
  const [definition] = await tx.$queryRaw<{ name: string; isBusy: boolean }[]>`
    SELECT name, EXISTS (SELECT FROM sync_runs WHERE sync_def_id = ${definitionId}::uuid AND status = 'RUNNING') AS "isBusy"
    FROM sync_definitions WHERE id = ${definitionId}::uuid FOR UPDATE`;
  if (!definition) throw new AppError("not-found", { message: "This sync does not exist." });
  if (definition.isBusy) {
    const message = "A run is open, which may be writing to this very row.";
    throw new AppError("in-use", { message, remedy: "Wait until it has ended, or cancel it." });
  }
  return definition.name;
}
