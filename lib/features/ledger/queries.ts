import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { decodeCursor, type Page, toPage } from "@/lib/db/page";
import { markId } from "@/lib/engine/mark";
import type { CanonicalValue } from "@/lib/engine/types";
import { whyNotInList } from "@/lib/engine/why";
import { AppError } from "@/lib/errors/app-error";
import { changesOf, shownValue } from "@/lib/features/runs/changes";
import { requireValues } from "@/lib/features/values/queries";
import { loadDefinition } from "@/lib/sync/load-definition";
import { gatherRow } from "@/lib/sync/row/gather-row";
import { type RowQuestion, readRejections } from "@/lib/sync/row/row-record";
import { entryOf, fieldsOf, itemUrl, listOf, pendingOf, rejectionOf, sourceOf } from "./passport";
import { ledgerPolicies } from "./policy";
import type { LedgerFilter, RowOperationFilter, RowQuestionInput } from "./schema";
import type { LedgerRow, RowOperation, RowPassport, WhyAnswer } from "./types";

const position = z.tuple([z.string(), z.uuid()]);

interface StoredEntry extends Omit<LedgerRow, "values" | "itemUrl"> {
  readonly base: Record<string, CanonicalValue> | null;
}

/** Identities that begin so: a range, which the index answers whatever the planner knows of the parameter. */
const beginsWith = (text: string) =>
  Prisma.sql`source_identity >= ${text} AND source_identity < ${`${text}\u{10FFFF}`}`;

/**
 * Entries that a filter lets through, at most one more than a page. A search may mean an identity, a key's value or an item: each is a look into
 * an index of its own, since one condition with OR would walk over the whole ledger.
 */
function foundIn(filter: LedgerFilter, keyName: string | undefined, listId: string): Prisma.Sql {
  const where = [Prisma.sql`sync_def_id = ${filter.definitionId}::uuid`];
  if (filter.state) where.push(Prisma.sql`state = ${filter.state}::"LedgerState"`);
  if (filter.cursor) {
    const [identity, id] = decodeCursor(position, filter.cursor);
    where.push(Prisma.sql`(source_identity, id) > (${identity}, ${id}::uuid)`);
  }
  const { search } = filter;
  const meanings = [search ? beginsWith(search) : Prisma.sql`true`];
  if (search && keyName) meanings.push(beginsWith(`${keyName}=${search}`));
  if (search && /^\d{1,9}$/.test(search)) {
    // The states of the index sync_ledger_item_owner_key, then those of sync_ledger_former_item_idx.
    meanings.push(
      Prisma.sql`sp_list_id = ${listId} AND sp_item_id = ${Number(search)}
        AND state IN ('LINKED', 'MOVING', 'PENDING_DELETE', 'PARTIAL', 'ARCHIVED', 'ASKED')`,
      Prisma.sql`sp_item_id = ${Number(search)} AND state IN ('DETACHED', 'DELETED')`,
    );
  }
  const branches = meanings.map(
    (
      meaning,
    ) => Prisma.sql`(SELECT id, source_identity FROM sync_ledger WHERE ${Prisma.join(where, " AND ")} AND ${meaning}
      ORDER BY source_identity, id LIMIT ${filter.limit + 1})`,
  );
  return Prisma.join(branches, " UNION ");
}

/** Entries of a definition by identity, each with its item and the values agreed on last. Throws `not-found`. */
export async function listLedger(context: Context, filter: LedgerFilter): Promise<Page<LedgerRow>> {
  requireAllowed(context, ledgerPolicies.read);
  await requireValues(context, { definitionId: filter.definitionId });
  const definition = await db().syncDefinition.findUnique({
    where: { id: filter.definitionId },
    select: {
      targetList: { select: { webUrl: true, listId: true } },
      fieldMappings: { select: { id: true, targetColumnName: true } },
      keyColumns: {
        select: { column: { select: { columnName: true } } },
        orderBy: { ordinalPosition: "asc" },
        take: 1,
      },
    },
  });
  if (!definition) throw new AppError("not-found", { message: "This sync does not exist." });
  const found = foundIn(filter, definition.keyColumns[0]?.column.columnName, definition.targetList.listId);
  const rows = await db().$queryRaw<StoredEntry[]>`
    SELECT l.id, l.source_identity AS identity, l.state::text, l.sp_item_id AS "itemId", l.last_sync_ts AS "lastSyncAt",
      l.last_run_id AS "lastRunId", l.base
    FROM (${found}) found JOIN sync_ledger l ON l.id = found.id
    ORDER BY l.source_identity, l.id LIMIT ${filter.limit + 1}`;
  const names = new Map(definition.fieldMappings.map((mapping) => [mapping.id, mapping.targetColumnName]));
  return toPage(
    rows,
    filter.limit,
    (row) => [row.identity, row.id],
    ({ base, ...row }) => ({
      ...row,
      itemUrl: itemUrl(definition.targetList.webUrl, row.itemId),
      values: Object.entries(base ?? {})
        .flatMap(([id, value]) => (names.has(id) ? [{ column: names.get(id) ?? "", value: shownValue(value) }] : []))
        .toSorted((a, b) => (a.column < b.column ? -1 : 1)),
    }),
  );
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
  const after = filter.cursor === undefined ? null : decodeCursor(position, filter.cursor);
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
