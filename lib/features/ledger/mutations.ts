import { type Context, requireAllowed } from "@/lib/context";
import { db, type Tx } from "@/lib/db/client";
import type { LedgerState, Prisma } from "@/lib/db/generated/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { addressOf, foundIn } from "@/lib/sync/row/found-entries";
import { hasItem } from "@/lib/sync/row/has-item";
import { ledgerPolicies } from "./policy";
import { type Decision, type DecisionInput, type EntryRef, mostDecided } from "./schema";

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

/** How a decision reads in the audit trail, and which entries wait for it. */
const kinds = {
  recreate: { action: "sync.items-recreated", state: "ASKED" },
  leave: { action: "sync.items-left-deleted", state: "ASKED" },
  table: { action: "sync.held-fields-overwritten", state: "HELD" },
  list: { action: "sync.held-fields-kept", state: "HELD" },
} as const satisfies Record<Decision, { readonly action: string; readonly state: "ASKED" | "HELD" }>;

/**
 * Decides entries that wait for a person, some or all that a search finds, at most {@link mostDecided} at once; `isMore` says that others wait.
 * Nothing is written to list or table here: the next run carries it out, and asks again where the list has changed once more. Entries that wait
 * no longer are left out. Throws `not-found`, `in-use` while a run is open.
 */
export async function decideEntries(
  context: Context,
  input: DecisionInput,
): Promise<{ readonly entries: number; readonly isMore: boolean }> {
  requireAllowed(context, ledgerPolicies.settle);
  const { definitionId, decision, entryIds, search, mappingId } = input;
  const { action, state } = kinds[decision];
  const address = await addressOf(definitionId);
  return inTransaction(async (tx) => {
    const name = await lockIdleDefinition(tx, definitionId);
    const found = foundIn({ definitionId, state, search, limit: mostDecided }, address);
    const waiting = entryIds
      ? entryIds.map((id) => ({ id }))
      : await tx.$queryRaw<{ id: string }[]>`
          SELECT id FROM (${found}) found ORDER BY source_identity, id LIMIT ${mostDecided + 1}`;
    const ids = waiting.slice(0, mostDecided).map(({ id }) => id);
    const entries =
      state === "ASKED"
        ? await settleAsked(tx, definitionId, ids, decision === "recreate" ? "PENDING_CREATE" : "DETACHED")
        : await settleHeld(tx, definitionId, ids, { isTable: decision === "table", mappingId: mappingId ?? null });
    if (entries > 0) {
      // A reading by cursor would not meet rows that did not change.
      await tx.syncDefinition.update({
        where: { id: definitionId },
        data: { rescanRequired: true },
        select: { id: true },
      });
      // Without the search, which may be a row's value.
      const after = { entries, of: entryIds ? "selection" : "all" };
      const target = { targetKind: "sync", targetId: definitionId, targetName: name };
      await recordAudit(tx, context, { action, ...target, after });
    }
    return { entries, isMore: waiting.length > mostDecided };
  });
}

async function settleAsked(
  tx: Tx,
  definitionId: string,
  ids: readonly string[],
  state: "PENDING_CREATE" | "DETACHED",
): Promise<number> {
  const { count } = await tx.syncLedgerEntry.updateMany({
    where: { syncDefId: definitionId, id: { in: [...ids] }, state: "ASKED" },
    data: state === "DETACHED" ? { state } : { state, ...withoutItem },
  });
  return count;
}

/**
 * What stands becomes what both sides agree on: of the table's value the list's present one, so that the next run writes over exactly that one;
 * of the list's value the row's, of which the list has its own form until the row has another (sync-semantics 4).
 */
async function settleHeld(
  tx: Tx,
  definitionId: string,
  ids: readonly string[],
  { isTable, mappingId }: { readonly isTable: boolean; readonly mappingId: string | null },
): Promise<number> {
  const settled = await tx.$queryRaw<{ hash: string }[]>`
    UPDATE sync_ledger l SET
      base = coalesce(l.base, '{}') || CASE WHEN ${isTable} THEN d.theirs ELSE d.ours END,
      list_form = nullif(CASE WHEN ${isTable} THEN coalesce(l.list_form, '{}') - d.fields ELSE coalesce(l.list_form, '{}') || d.theirs END, '{}'),
      flips = nullif(coalesce(l.flips, '{}') - d.fields, '{}'),
      held = nullif(l.held - d.fields, '{}'), updated_at = clock_timestamp()
    FROM (
      SELECT e.id, jsonb_object_agg(f.key, f.value->'ours') AS ours, jsonb_object_agg(f.key, f.value->'theirs') AS theirs,
        array_agg(f.key) AS fields
      FROM sync_ledger e CROSS JOIN LATERAL jsonb_each(e.held) f
      WHERE e.sync_def_id = ${definitionId}::uuid AND e.id = ANY (${ids as string[]}::uuid[]) AND e.held IS NOT NULL
        AND (${mappingId}::text IS NULL OR f.key = ${mappingId}::text)
      GROUP BY e.id
    ) d WHERE l.id = d.id
    RETURNING l.source_identity_hash AS hash`;
  const hashes = settled.map(({ hash }) => hash);
  await tx.$executeRaw`
    UPDATE sync_rejections SET next_retry_at = clock_timestamp()
    WHERE sync_def_id = ${definitionId}::uuid AND resolved_at IS NULL AND source_identity_hash = ANY (${hashes}::text[])`;
  return settled.length;
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
