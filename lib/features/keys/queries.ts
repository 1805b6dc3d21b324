import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma, type SyncMatch } from "@/lib/db/generated/client";
import type { DefinitionRef } from "@/lib/features/syncs/schema";
import { maySeeValues } from "@/lib/features/values/queries";
import { newKeySchema } from "@/lib/sync/first-match";
import { keyProblemsOf, uniqueKeysOf } from "@/lib/sync/key-problems";
import { defaultNamespace, loadDefinition, type StoredDefinition } from "@/lib/sync/load-definition";
import { keyPolicies } from "./policy";
import type { KeyColumnChoice, KeyView, MatchSample, MatchSamples, MatchView } from "./types";

/** What the page "Key" shows of a definition. Samples of rows only for those who may see values. Throws `not-found`. */
export async function getKey(context: Context, input: DefinitionRef): Promise<KeyView> {
  requireAllowed(context, keyPolicies.read);
  const stored = await loadDefinition(input.definitionId);
  const [columns, ledgerEntries, match, otherLists] = await Promise.all([
    db().tableColumn.findMany({
      where: { tableId: stored.sourceTableId, vanishedAt: null, valueKind: { not: "binary" } },
      orderBy: { ordinalPosition: "asc" },
    }),
    db().syncLedgerEntry.count({ where: { syncDefId: stored.id }, take: 1 }),
    db().syncMatch.findFirst({
      where: { syncDefId: stored.id, state: { not: "DISCARDED" } },
      orderBy: { createdAt: "desc" },
    }),
    otherListsOf(stored),
  ]);
  return {
    definitionId: stored.id,
    strategy: stored.keyStrategy,
    constraintName: stored.keyConstraintName,
    columns: stored.keyColumns.map(({ column }) => toChoice(column)),
    problems: keyProblemsOf(stored).map(({ message }) => message),
    namespace: stored.identityNamespace ?? defaultNamespace(stored),
    isNamespaceFrozen: stored.identityNamespace !== null && ledgerEntries > 0,
    level: stored.keyLevel,
    levelReason: stored.keyLevelReason,
    listName: stored.targetList.displayName,
    isListProvisioned: stored.targetList.isProvisioned,
    isListGone: stored.targetList.vanishedAt !== null,
    mayMakeUnique: stored.mayMakeUnique,
    firstMatchAt: stored.firstMatchAt,
    ledgerEntries,
    onSourceDelete: stored.onSourceDelete,
    allColumns: columns.map(toChoice),
    constraints: uniqueKeysOf(stored.sourceTable).map(({ name, columns: names, isPrimary }) => ({
      name,
      columns: names,
      isPrimary,
    })),
    match: match && (await toView(context, match, stored)),
    otherLists,
  };
}

function toChoice(column: {
  readonly id: string;
  readonly columnName: string;
  readonly nativeType: string | null;
  readonly isNullable: boolean;
}): KeyColumnChoice {
  return { id: column.id, name: column.columnName, nativeType: column.nativeType ?? "", isNullable: column.isNullable };
}

/** Lists that one which is gone may have been made anew as. */
async function otherListsOf(stored: StoredDefinition): Promise<KeyView["otherLists"]> {
  if (stored.targetList.vanishedAt === null) return [];
  const lists = await db().sharepointList.findMany({
    where: { siteId: stored.targetList.siteId, vanishedAt: null, isHidden: false, template: "genericList" },
    orderBy: { displayName: "asc" },
    take: 500,
    select: { id: true, displayName: true },
  });
  return lists.map(({ id, displayName }) => ({ value: id, label: displayName }));
}

async function toView(context: Context, match: SyncMatch, stored: StoredDefinition): Promise<MatchView> {
  const newKey = match.newKey === null ? null : newKeySchema.loose().parse(match.newKey);
  const maySee = await maySeeValues(context, { definitionId: stored.id });
  return {
    id: match.id,
    purpose: match.purpose,
    state: match.state,
    requestedBy: match.requestedBy,
    createdAt: match.createdAt,
    readyAt: match.readyAt,
    confirmedAt: match.confirmedAt,
    confirmedBy: match.confirmedBy,
    errorMessage: maySee ? match.errorMessage : null,
    isVoid: match.state === "READY" && match.mappingVersion !== stored.mappingVersion,
    newKey: newKey && { strategy: newKey.strategy, columns: newKey.columns.map(({ name }) => name) },
    rowsRead: Number(match.rowsRead),
    itemsRead: Number(match.itemsRead),
    rowsUnusable: Number(match.rowsUnusable),
    matched: match.matched,
    onlyRows: match.onlyRows,
    onlyItems: match.onlyItems,
    ambiguous: match.ambiguous,
    kept: match.kept,
    runId: match.syncRunId,
    samples: maySee && match.state === "READY" ? await samplesOf(match.id, stored) : null,
  };
}

const mostSamples = 5;
/** Ambiguous rows that can be decided on singly; the rest is left. */
const mostAmbiguous = 20;

interface SampleRow {
  readonly id: bigint;
  readonly identity: string | null;
  readonly item_id: number | null;
  readonly match_key: string | null;
  readonly sync_key: string | null;
  readonly values: Record<string, unknown> | null;
}

async function samplesOf(matchId: string, stored: StoredDefinition): Promise<MatchSamples> {
  const names = new Map(stored.fieldMappings.map((mapping) => [mapping.id, mapping.targetColumnName]));
  const summary = (values: Record<string, unknown> | null) =>
    Object.entries(values ?? {})
      .filter(([id, value]) => names.has(id) && value !== null)
      .slice(0, 4)
      .map(([id, value]) => `${names.get(id)}: ${String(value).slice(0, 60)}`)
      .join(" · ");
  const toSample = (row: SampleRow): MatchSample => ({
    identity: row.identity,
    itemId: row.item_id,
    summary: summary(row.values),
  });
  const [matched, onlyRows, onlyItems, ambiguous] = await Promise.all([
    sample(matchId, "ROW", "MATCHED", mostSamples),
    sample(matchId, "ROW", "ONLY_ROW", mostSamples),
    sample(matchId, "ITEM", "ONLY_ITEM", mostSamples),
    sample(matchId, "ROW", "AMBIGUOUS", mostAmbiguous),
  ]);
  const items = await rivalItems(matchId, ambiguous);
  return {
    matched: matched.map(toSample),
    onlyRows: onlyRows.map(toSample),
    onlyItems: onlyItems.map(toSample),
    ambiguous: ambiguous.map((row) => ({
      rowId: String(row.id),
      identity: row.identity ?? "",
      summary: summary(row.values),
      items: items
        .filter((item) => isSame(item.sync_key, row.sync_key) || isSame(item.match_key, row.match_key))
        .map((item) => ({ itemId: item.item_id ?? 0, summary: summary(item.values) })),
    })),
  };
}

const isSame = (left: string | null, right: string | null) => left !== null && left === right;

function sample(matchId: string, side: "ROW" | "ITEM", verdict: string, limit: number): Promise<SampleRow[]> {
  return db().$queryRaw<SampleRow[]>`
    SELECT id, source_identity AS identity, coalesce(sp_item_id, peer_item_id) AS item_id, match_key, sync_key, values FROM sync_match_items
    WHERE match_id = ${matchId}::uuid AND verdict = ${verdict}::"MatchVerdict" AND side = ${side}::"MatchSide" ORDER BY id LIMIT ${limit}`;
}

/** Items that an ambiguous row may mean. */
function rivalItems(matchId: string, rows: readonly SampleRow[]): Promise<SampleRow[]> {
  const signs = rows.flatMap((row) => [row.match_key, row.sync_key]).filter((sign) => sign !== null);
  if (signs.length === 0) return Promise.resolve([]);
  return db().$queryRaw<SampleRow[]>`
    SELECT id, NULL AS identity, sp_item_id AS item_id, match_key, sync_key, values FROM sync_match_items
    WHERE match_id = ${matchId}::uuid AND side = 'ITEM' AND verdict = 'AMBIGUOUS'
      AND (match_key IN (${Prisma.join(signs)}) OR sync_key IN (${Prisma.join(signs)}))
    ORDER BY id LIMIT 200`;
}
