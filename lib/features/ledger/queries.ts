import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { byId, byText, orderedBy, type Placed } from "@/lib/db/ordering";
import { decodeCursor, type Page, toPage } from "@/lib/db/page";
import { markId } from "@/lib/engine/mark";
import type { CanonicalValue, HeldFields } from "@/lib/engine/types";
import { whyNotInList } from "@/lib/engine/why";
import { AppError } from "@/lib/errors/app-error";
import { changesOf, shownValue } from "@/lib/features/runs/changes";
import { ofVisible } from "@/lib/features/values/of-visible";
import { requireValues } from "@/lib/features/values/queries";
import { loadDefinition } from "@/lib/sync/load-definition";
import { addressOf, beginsWith, foundIn, isItem, orderOf } from "@/lib/sync/row/found-entries";
import { gatherRow } from "@/lib/sync/row/gather-row";
import { type RowQuestion, readRejections } from "@/lib/sync/row/row-record";
import { entryOf, fieldsOf, heldField, itemUrl, listOf, pendingOf, rejectionOf, sourceOf } from "./passport";
import { ledgerPolicies } from "./policy";
import {
  type EntrySearch,
  type LedgerChoice,
  type LedgerFilter,
  mostDecided,
  type RowOperationFilter,
  type RowQuestionInput,
  type WaitingInput,
} from "./schema";
import type { FoundEntry, LedgerOfSync, LedgerRow, RowOperation, RowPassport, WhyAnswer } from "./types";
import { waysOut } from "./ways-out";

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
  const columns = [...address.columns].toSorted(([, a], [, b]) => (a < b ? -1 : 1));
  return toPage(
    rows,
    filter.limit,
    ({ position }) => position,
    // Each field by its name: of a million exported rows the rest of an object would cost as much as all else.
    ({ id, identity, state, itemId, lastSyncAt, lastRunId, base, held }) => ({
      id,
      identity,
      state,
      itemId,
      itemUrl: itemUrl(address.listUrl, itemId),
      lastSyncAt,
      lastRunId,
      held: Object.entries(held ?? {}).map(([mappingId, field]) => heldField(mappingId, columnOf(mappingId), field)),
      values: valuesOf(base ?? {}, columns),
    }),
  );
}

const valuesOf = (base: Record<string, CanonicalValue>, columns: readonly (readonly [string, string])[]) =>
  columns.flatMap(([id, column]) => {
    const value = base[id];
    return value === undefined ? [] : [{ column, value: shownValue(value) }];
  });

/** Most entries of one sync among those found in all. */
const mostOfOneSync = 5;

const bySync = orderedBy([
  byText(Prisma.sql`d.name`),
  byId(Prisma.sql`d.id`),
  byText(Prisma.sql`e.source_identity`),
  byId(Prisma.sql`e.id`),
]);

/**
 * Entries of all syncs whose rows this person may see, by the beginning of an identity or a key value, or by an item's number; the first of each
 * sync. Nothing without a search. Each sync is a few looks into indexes.
 */
export async function findEntries(context: Context, input: EntrySearch): Promise<Page<FoundEntry>> {
  requireAllowed(context, ledgerPolicies.read);
  const { search, definitionId, state, cursor, limit } = input;
  if (!search) return { rows: [], nextCursor: null };
  const where = state ? Prisma.sql`AND state = ${state}::"LedgerState"` : Prisma.empty;
  const keyed = Prisma.sql`key.column_name || '=' || ${search}`;
  const meanings = [
    beginsWith(search),
    Prisma.sql`source_identity >= ${keyed} AND source_identity < ${keyed} || ${"\u{10FFFF}"}`,
    ...isItem(Prisma.sql`list.list_id`, search),
  ];
  const branches = meanings.map(
    (
      meaning,
    ) => Prisma.sql`(SELECT id, source_identity FROM sync_ledger WHERE sync_def_id = d.id AND ${meaning} ${where}
      ORDER BY source_identity, id LIMIT ${mostOfOneSync + 1})`,
  );
  const rows = await db().$queryRaw<Placed<Omit<FoundEntry, "itemUrl"> & { readonly listUrl: string | null }>[]>`
    SELECT d.id AS "definitionId", d.name AS "definitionName", list.display_name AS "listName", list.web_url AS "listUrl", e.id,
      e.source_identity AS identity, e.state::text, e.sp_item_id AS "itemId", e.last_sync_ts AS "lastSyncAt", e.last_run_id AS "lastRunId",
      found.number = ${mostOfOneSync} AND found.of > ${mostOfOneSync} AS "hasMore", ${bySync.position} AS position
    FROM sync_definitions d JOIN sharepoint_lists list ON list.id = d.target_list_id ${ofVisible(context.actor)}
    LEFT JOIN LATERAL (SELECT c.column_name FROM sync_key_columns k JOIN table_columns c ON c.id = k.column_id WHERE k.sync_def_id = d.id
      ORDER BY k.ordinal_position LIMIT 1) key ON true
    CROSS JOIN LATERAL (SELECT id, row_number() OVER (ORDER BY source_identity, id) AS number, count(*) OVER () AS of
      FROM (${Prisma.join(branches, " UNION ")}) meant) found
    JOIN sync_ledger e ON e.id = found.id
    WHERE found.number <= ${mostOfOneSync} AND ${definitionId ? Prisma.sql`d.id = ${definitionId}::uuid` : Prisma.sql`true`}
      AND ${cursor ? bySync.after(cursor) : Prisma.sql`true`}
    ORDER BY ${bySync.by} LIMIT ${limit + 1}`;
  return toPage(
    rows,
    limit,
    ({ position }) => position,
    ({ listUrl, position: _, ...row }) => ({ ...row, itemUrl: itemUrl(listUrl, row.itemId) }),
  );
}

/** Syncs that a search is offered to be narrowed to. */
const mostLedgers = 200;

/** Syncs whose rows this person may see, by name; `definitionId` is among them even where there are too many to offer. */
export async function listLedgers(context: Context, input: LedgerChoice): Promise<readonly LedgerOfSync[]> {
  requireAllowed(context, ledgerPolicies.read);
  const chosen = input.definitionId ?? null;
  return db().$queryRaw<LedgerOfSync[]>`
    SELECT d.id AS "definitionId", d.name AS "definitionName", t.schema_name || '.' || t.table_name AS "tableName",
      list.display_name AS "listName"
    FROM sync_definitions d JOIN sharepoint_lists list ON list.id = d.target_list_id ${ofVisible(context.actor)}
    ORDER BY (d.id = ${chosen}::uuid) IS TRUE DESC, d.name, d.id LIMIT ${mostLedgers}`;
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
    waysOut: waysOut(stored, gathered),
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
