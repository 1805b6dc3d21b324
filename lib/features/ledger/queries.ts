import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import type { Placed } from "@/lib/db/ordering";
import { decodeCursor, type Page, toPage } from "@/lib/db/page";
import { markId } from "@/lib/engine/mark";
import type { CanonicalValue, HeldFields } from "@/lib/engine/types";
import { whyNotInList } from "@/lib/engine/why";
import { AppError } from "@/lib/errors/app-error";
import { changesOf, shownValue } from "@/lib/features/runs/changes";
import { requireValues } from "@/lib/features/values/queries";
import { loadDefinition } from "@/lib/sync/load-definition";
import { addressOf, foundIn, orderOf } from "@/lib/sync/row/found-entries";
import { gatherRow } from "@/lib/sync/row/gather-row";
import { type RowQuestion, readRejections } from "@/lib/sync/row/row-record";
import { entryOf, fieldsOf, heldField, itemUrl, listOf, pendingOf, rejectionOf, sourceOf } from "./passport";
import { ledgerPolicies } from "./policy";
import {
  type LedgerFilter,
  mostDecided,
  type RowOperationFilter,
  type RowQuestionInput,
  type WaitingInput,
} from "./schema";
import type { LedgerRow, RowOperation, RowPassport, WhyAnswer } from "./types";

interface StoredEntry extends Omit<LedgerRow, "values" | "itemUrl" | "held"> {
  readonly base: Record<string, CanonicalValue> | null;
  readonly held: HeldFields | null;
}

/** Where a page of operations on a row ends: when its run began, and its id. */
const operationPosition = z.tuple([z.string(), z.uuid()]);

/** Entries of a definition, by identity unless the filter says otherwise, each with its item and the values agreed on last. Throws `not-found`. */
export async function listLedger(context: Context, filter: LedgerFilter): Promise<Page<LedgerRow>> {
  requireAllowed(context, ledgerPolicies.read);
  await requireValues(context, { definitionId: filter.definitionId });
  const address = await addressOf(filter.definitionId);
  const order = orderOf(filter);
  const rows = await db().$queryRaw<Placed<StoredEntry>[]>`
    SELECT id, source_identity AS identity, state::text, sp_item_id AS "itemId", last_sync_ts AS "lastSyncAt",
      last_run_id AS "lastRunId", base, held, ${order.position} AS position
    FROM (SELECT id AS found_id FROM (${foundIn(filter, address)}) entries) found JOIN sync_ledger ON id = found_id
    ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  const columnOf = (id: string) => address.columns.get(id) ?? "removed mapping";
  return toPage(
    rows,
    filter.limit,
    ({ position }) => position,
    ({ base, held, position: _, ...row }) => ({
      ...row,
      itemUrl: itemUrl(address.listUrl, row.itemId),
      held: Object.entries(held ?? {}).map(([id, field]) => heldField(id, columnOf(id), field)),
      values: Object.entries(base ?? {})
        .flatMap(([id, value]) => (address.columns.has(id) ? [{ column: columnOf(id), value: shownValue(value) }] : []))
        .toSorted((a, b) => (a.column < b.column ? -1 : 1)),
    }),
  );
}

/** How many entries wait for a decision, of those that a search finds; counted up to one more than are decided at once. */
export async function countWaiting(context: Context, input: WaitingInput): Promise<number> {
  requireAllowed(context, ledgerPolicies.read);
  // A search that finds or does not find tells of values.
  await requireValues(context, { definitionId: input.definitionId });
  const filter = { ...input, limit: mostDecided };
  const found = foundIn(filter, await addressOf(input.definitionId));
  const [row] = await db().$queryRaw<{ entries: number }[]>`
    SELECT count(*)::int AS entries FROM (SELECT id FROM (${found}) found LIMIT ${mostDecided + 1}) waiting`;
  return row?.entries ?? 0;
}

/**
 * One row on both sides: what table and list hold now, what was agreed on last, what is under way, what was refused, and why its item is not in
 * the list. Asks the source and Graph once each, as a person's call; either may be silent and the rest still stands. Throws `not-found`.
 */
export async function getPassport(context: Context, input: RowQuestionInput): Promise<RowPassport> {
  requireAllowed(context, ledgerPolicies.read);
  await requireValues(context, { definitionId: input.definitionId });
  const stored = await loadDefinition(input.definitionId);
  const gathered = await gatherRow(stored, questionOf(input));
  const { record, facts } = gathered;
  if (input.entryId !== undefined && record.entry === null) throw new AppError("not-found");
  const rejections =
    record.hash === null
      ? [record.openRejection].filter((rejection) => rejection !== null)
      : await readRejections(stored.id, record.hash, mostRejections);
  return {
    definitionId: stored.id,
    definitionName: stored.name,
    listName: stored.targetList.displayName,
    tableName: `${stored.sourceTable.schemaName}.${stored.sourceTable.tableName}`,
    text: record.text,
    identityHash: record.hash,
    readAt: new Date(),
    entry: entryOf(stored, gathered),
    source: sourceOf(gathered),
    list: listOf(stored, gathered),
    fields: fieldsOf(stored, gathered),
    pending: pendingOf(stored, record.openOperation),
    rejections: rejections.map(rejectionOf),
    why: whyNotInList(facts),
  };
}

/** Rejections of one row that a passport shows. */
const mostRejections = 20;

/** Why a row is not in the list, step by step; also for rows that were never pushed and keys that no row has. Throws `not-found`. */
export async function explainRow(context: Context, input: RowQuestionInput): Promise<WhyAnswer> {
  requireAllowed(context, ledgerPolicies.read);
  await requireValues(context, { definitionId: input.definitionId });
  const stored = await loadDefinition(input.definitionId);
  const { facts } = await gatherRow(stored, questionOf(input));
  return whyNotInList(facts);
}

function questionOf(input: RowQuestionInput): RowQuestion {
  if (input.entryId !== undefined) return { entryId: input.entryId };
  if (input.itemId !== undefined) return { itemId: input.itemId };
  return { key: input.key ?? "" };
}

interface StoredOperation extends Omit<RowOperation, "changes"> {
  readonly intended: Record<string, CanonicalValue>;
  readonly before: Record<string, CanonicalValue> | null;
}

/** Every run that touched a row, newest first, with what each changed. Dry runs touch nothing and are left out. */
export async function listRowOperations(context: Context, filter: RowOperationFilter): Promise<Page<RowOperation>> {
  requireAllowed(context, ledgerPolicies.read);
  await requireValues(context, { definitionId: filter.definitionId });
  const after = filter.cursor === undefined ? null : decodeCursor(operationPosition, filter.cursor);
  const before = after
    ? Prisma.sql`AND (r.start_time, o.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
    : Prisma.empty;
  const rows = await db().$queryRaw<StoredOperation[]>`
    SELECT o.id, o.kind::text, o.state::text, o.sp_item_id AS "itemId", o.attempts, o.outcome_code AS "outcomeCode",
      o.error->>'message' AS "errorMessage", o.intended, o.before, o.settled_at AS "settledAt", o.cause, r.id AS "runId",
      to_char(r.start_time, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "runStartedAt"
    FROM sync_operations o JOIN sync_runs r ON r.id = o.sync_run_id
    WHERE o.sync_def_id = ${filter.definitionId}::uuid AND o.source_identity_hash = ${filter.identityHash} AND r.purpose <> 'PLAN' ${before}
    ORDER BY r.start_time DESC, o.id DESC LIMIT ${filter.limit + 1}`;
  const names = await db().fieldMapping.findMany({
    where: { syncDefId: filter.definitionId },
    select: { id: true, targetColumnName: true },
  });
  const columns = new Map([...names.map((name) => [name.id, name.targetColumnName] as const), [markId, "mark"]]);
  return toPage(
    rows,
    filter.limit,
    (row) => [row.runStartedAt, row.id],
    ({ intended, before: held, ...row }) => ({ ...row, changes: changesOf(row.kind, intended, held, columns) }),
  );
}
