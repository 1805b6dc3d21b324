import { type Context, isAllowed, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { decodeCursor, type Page, toPage } from "@/lib/db/page";
import { AppError } from "@/lib/errors/app-error";
import { describeError } from "@/lib/errors/codes";
import { seesValues } from "@/lib/features/values/policy";
import { oncePerPage } from "@/lib/once-per-page";
import { definitionFor } from "@/lib/sync/definition-of-page";
import { mappingProblems, targetOf } from "@/lib/sync/fields";
import { problemsOf, type StoredDefinition } from "@/lib/sync/load-definition";
import { keyColumnName } from "@/lib/sync/prepare-list";
import { readStandings, type Standing } from "@/lib/sync/read-standings";
import { healthOf } from "./health";
import { definitionPosition, inOrder } from "./order-definitions";
import { syncPolicies } from "./policy";
import { type DefinitionFilter, type DefinitionMatch, type DefinitionRef, mostChosenDefinitions } from "./schema";
import type {
  ChoosableDefinition,
  ColumnChoice,
  DefinitionDetails,
  DefinitionEnds,
  DefinitionRow,
  Health,
  MappingRow,
} from "./types";

/**
 * Definitions, each with how it stands. That is decided by `healthOf` for all that the filters leave, so that one can look for a state and put the
 * worst first: there are hundreds of definitions, not millions.
 */
export async function listDefinitions(
  context: Context,
  filter: DefinitionFilter,
): Promise<Page<DefinitionRow> & { readonly total: number }> {
  requireAllowed(context, syncPolicies.read);
  const rows = (await readStandings(filter)).map((standing) => toDefinitionRow(context, standing));
  const total = filter.state === undefined ? rows.length : rows.filter(({ state }) => state === filter.state).length;
  return { ...pageOf(rows, filter), total };
}

/** The first of all that the filters leave, as many as are acted on at once. */
export async function listChoosableDefinitions(
  context: Context,
  match: DefinitionMatch,
): Promise<readonly ChoosableDefinition[]> {
  requireAllowed(context, syncPolicies.define);
  const { rows } = await listDefinitions(context, { ...match, limit: mostChosenDefinitions });
  return rows.map(({ id, name, listName, isEnabled, isUnfinished }) => ({
    id,
    name,
    listName,
    isEnabled,
    isUnfinished,
  }));
}

/** A page of all definitions, and all of them in no order, from one look. */
export async function surveyDefinitions(
  context: Context,
  filter: DefinitionFilter,
): Promise<{ readonly page: Page<DefinitionRow>; readonly all: readonly DefinitionRow[] }> {
  requireAllowed(context, syncPolicies.read);
  const all = (await readStandings({})).map((standing) => toDefinitionRow(context, standing));
  return { page: pageOf(all, filter), all };
}

function pageOf(rows: readonly DefinitionRow[], filter: DefinitionFilter): Page<DefinitionRow> {
  const after = filter.cursor === undefined ? null : decodeCursor(definitionPosition, filter.cursor);
  return toPage(
    inOrder(rows, filter, after),
    filter.limit,
    ({ position }) => position,
    ({ row }) => row,
  );
}

/** Databases and sites that any sync reads from or writes to, by name, and besides those the ones that are chosen already. */
export async function listDefinitionEnds(
  context: Context,
  chosen: Pick<DefinitionFilter, "databaseId" | "siteId">,
): Promise<DefinitionEnds> {
  requireAllowed(context, syncPolicies.read);
  const { databaseId = null, siteId = null } = chosen;
  const [databases, sites] = await Promise.all([
    db().$queryRaw<DefinitionEnds["databases"]>`
      SELECT id, name FROM databases WHERE id = ${databaseId}::uuid OR id IN (
        SELECT t.database_id FROM sync_definitions d JOIN database_tables t ON t.id = d.source_table_id) ORDER BY name, id`,
    db().$queryRaw<DefinitionEnds["sites"]>`
      SELECT id, coalesce(display_name, site_path) AS name FROM sharepoint_sites WHERE id = ${siteId}::uuid OR id IN (
        SELECT l.site_id FROM sync_definitions d JOIN sharepoint_lists l ON l.id = d.target_list_id) ORDER BY name, id`,
  ]);
  return { databases, sites };
}

/** What a database or Graph said may quote values of rows; who may not see those reads only what kind of error halted the definition. */
function toDefinitionRow(context: Context, standing: Standing): DefinitionRow {
  const { haltedCode, nextRunAt, isEnabled, pausedBy } = standing;
  const maySeeValues = seesValues(context.actor, standing);
  const isHidden = haltedCode !== null && !maySeeValues;
  const isHeld = !isEnabled || pausedBy !== null || haltedCode !== null;
  const health = healthOf(standing);
  return {
    lagMs: lagOf(health),
    id: standing.id,
    name: standing.name,
    isEnabled,
    isUnfinished: !isEnabled && !standing.wasEverRun && isAllowed(context.actor, syncPolicies.define),
    mode: standing.mode,
    pausedBy,
    scheduleCron: standing.scheduleCron,
    nextRunAt: isHeld ? null : nextRunAt,
    lastOutcome: standing.lastOutcome,
    haltedReason: isHidden ? describeError(haltedCode).title : standing.haltedReason,
    tableId: standing.tableId,
    tableName: standing.tableName,
    databaseName: standing.databaseName,
    listId: standing.listId,
    listName: standing.listName,
    siteName: standing.siteName,
    lastRunId: standing.lastRunId,
    lastRunAt: standing.lastRunAt,
    lastErrorCode: standing.lastErrorCode,
    openRejections: standing.openRejections,
    sourceRows: standing.sourceRows,
    linkedItems: standing.linkedItems,
    countedAt: standing.countedAt,
    maySeeValues,
    // At the end: before the others it costs ten times as much (Node 20), which hundreds of rows make felt.
    ...health,
  };
}

function lagOf({ oldestUnsyncedAt, rowsBehind }: Health): number | null {
  if (oldestUnsyncedAt !== null) return Date.now() - oldestUnsyncedAt.getTime();
  return rowsBehind === null ? null : 0;
}

/** Fields without a column stand after all others. */
const lastPlace = Number.MAX_SAFE_INTEGER;

/** One definition with its mapping and what keeps it from running. Throws `not-found`. */
export async function getDefinition(context: Context, input: DefinitionRef): Promise<DefinitionDetails> {
  requireAllowed(context, syncPolicies.read);
  return oncePerPage(context, `definition ${input.definitionId}`, () => detailsOf(context, input));
}

async function detailsOf(context: Context, input: DefinitionRef): Promise<DefinitionDetails> {
  const [[standing], open, stored] = await Promise.all([
    readStandings({ definitionId: input.definitionId }),
    db().syncRun.findFirst({ where: { syncDefId: input.definitionId, status: "RUNNING" }, select: { id: true } }),
    definitionFor(context, input.definitionId),
  ]);
  if (!standing) throw new AppError("not-found", { message: "This sync does not exist." });
  const row = toDefinitionRow(context, standing);
  const free = await freeColumns(stored);
  const { site } = stored.targetList;
  return {
    ...row,
    description: stored.description,
    listWebUrl: stored.targetList.webUrl,
    databaseId: stored.sourceTable.databaseId,
    siteId: site.id,
    connectionId: site.connectionId,
    conflictPolicy: stored.conflictPolicy,
    keyStrategy: stored.keyStrategy,
    keyColumns: stored.keyColumns.map((key) => key.column.columnName),
    cursorStrategy: stored.cursorStrategy,
    identityNamespace: stored.identityNamespace,
    onSourceDelete: stored.onSourceDelete,
    onLeftFilter: stored.onLeftFilter,
    onListDelete: stored.onListDelete,
    markColumnName: stored.markColumn?.columnName ?? null,
    keyLevel: stored.keyLevel,
    keyLevelReason: stored.keyLevelReason,
    haltedCode: stored.haltedCode,
    haltedAt: stored.haltedAt,
    rescanRequired: stored.rescanRequired,
    timeZone: stored.timeZone,
    mappingVersion: stored.mappingVersion,
    mappings: stored.fieldMappings
      .toSorted(
        (a, b) => (a.sourceColumn?.ordinalPosition ?? lastPlace) - (b.sourceColumn?.ordinalPosition ?? lastPlace),
      )
      .map((mapping) => toMappingRow(mapping, stored)),
    problems: problemsOf(stored).map((problem) => problem.message),
    instances: stored.sources.map(({ databaseInstance: instance }) => ({
      id: instance.id,
      label: instance.instanceLabel,
      role: instance.role,
    })),
    openRunId: open?.id ?? null,
    ...free,
  };
}

function toMappingRow(mapping: StoredDefinition["fieldMappings"][number], stored: StoredDefinition): MappingRow {
  const target = targetOf(mapping);
  return {
    id: mapping.id,
    sourceColumn: mapping.sourceColumnName,
    sourceType: mapping.sourceColumn?.nativeType ?? "",
    isKey: mapping.isKey,
    isNullable: mapping.sourceColumn?.isNullable ?? true,
    transform: mapping.transformRule,
    nullPolicy: mapping.nullPolicy,
    targetColumn: mapping.targetColumnName,
    targetDisplayName: mapping.targetColumn.displayName ?? mapping.targetColumnName,
    targetType: target.type,
    maxLength: target.maxLength,
    direction: mapping.syncDirection,
    problem: mappingProblems(mapping, stored)[0] ?? null,
  };
}

async function freeColumns(
  stored: StoredDefinition,
): Promise<{ freeSourceColumns: readonly ColumnChoice[]; freeTargetColumns: readonly ColumnChoice[] }> {
  const used = new Set(stored.fieldMappings.flatMap((mapping) => [mapping.sourceColumnId, mapping.targetColumnId]));
  used.add(stored.markColumnId);
  const [source, target] = await Promise.all([
    db().tableColumn.findMany({
      where: { tableId: stored.sourceTableId, vanishedAt: null, valueKind: { not: "binary" } },
      orderBy: { ordinalPosition: "asc" },
      select: { id: true, columnName: true, nativeType: true },
    }),
    db().sharepointColumn.findMany({
      where: {
        listId: stored.targetListId,
        vanishedAt: null,
        isReadonly: false,
        isHidden: false,
        columnName: { not: keyColumnName },
      },
      orderBy: { columnName: "asc" },
      select: { id: true, columnName: true, columnType: true },
    }),
  ]);
  return {
    freeSourceColumns: source
      .filter((column) => !used.has(column.id))
      .map((column) => ({ id: column.id, name: column.columnName, hint: column.nativeType ?? "" })),
    freeTargetColumns: target
      .filter((column) => !used.has(column.id))
      .map((column) => ({ id: column.id, name: column.columnName, hint: column.columnType })),
  };
}
