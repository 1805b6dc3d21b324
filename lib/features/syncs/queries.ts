import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { decodeCursor, type Page, toPage } from "@/lib/db/page";
import { AppError } from "@/lib/errors/app-error";
import { describeError } from "@/lib/errors/codes";
import { seesValues, type ValueSight } from "@/lib/features/values/policy";
import { mappingProblems, targetOf } from "@/lib/sync/fields";
import { loadDefinition, problemsOf, type StoredDefinition } from "@/lib/sync/load-definition";
import { keyColumnName } from "@/lib/sync/prepare-list";
import { syncPolicies } from "./policy";
import type { DefinitionFilter, DefinitionRef } from "./schema";
import type { ColumnChoice, DefinitionDetails, DefinitionRow, EndChoice, MappingRow } from "./types";

const position = z.tuple([z.string(), z.uuid()]);

const withEnds = Prisma.sql`sync_definitions d
  JOIN database_tables t ON t.id = d.source_table_id JOIN databases b ON b.id = t.database_id
  JOIN sharepoint_lists l ON l.id = d.target_list_id JOIN sharepoint_sites s ON s.id = l.site_id`;

const selectDefinitions = Prisma.sql`
  SELECT d.id, d.name, d.is_enabled AS "isEnabled", d.halted_code AS "haltedCode", d.halted_reason AS "haltedReason", d.source_table_id AS "tableId",
    t.schema_name || '.' || t.table_name AS "tableName", b.name AS "databaseName", d.target_list_id AS "listId", l.display_name AS "listName",
    coalesce(s.display_name, s.site_path) AS "siteName", last.id AS "lastRunId", last.start_time AS "lastRunAt",
    coalesce(r.open, 0)::int AS "openRejections", b.viewers_may_see_values AS "viewersMaySeeValues", m.source_rows::float8 AS "sourceRows", m.linked::float8 AS "linkedItems",
    CASE
      WHEN last.status = 'RUNNING' AND last.phase = 'WAITING' THEN 'waiting'
      WHEN last.status = 'RUNNING' THEN 'running'
      WHEN d.halted_code IS NOT NULL THEN 'halted'
      WHEN last.outcome = 'FAILED' THEN 'failed'
      WHEN NOT d.is_enabled THEN 'paused'
      WHEN last.id IS NULL THEN 'never-run'
      WHEN last.outcome = 'SUCCEEDED' THEN 'in-sync'
      ELSE 'attention'
    END AS state
  FROM ${withEnds}
  LEFT JOIN LATERAL (SELECT id, start_time, status, phase, outcome FROM sync_runs WHERE sync_def_id = d.id AND purpose NOT IN ('PLAN', 'TEST')
    ORDER BY start_time DESC LIMIT 1) last ON true
  LEFT JOIN LATERAL (SELECT count(*) AS open FROM sync_rejections WHERE sync_def_id = d.id AND resolved_at IS NULL) r ON true
  LEFT JOIN LATERAL (SELECT source_row_count AS source_rows, target_row_count AS linked FROM sync_metrics WHERE sync_def_id = d.id
    ORDER BY last_sync_ts DESC NULLS LAST LIMIT 1) m ON true`;

/** By name, each with how it stands. */
export async function listDefinitions(context: Context, filter: DefinitionFilter): Promise<Page<DefinitionRow>> {
  requireAllowed(context, syncPolicies.read);
  const where = [Prisma.sql`true`];
  if (filter.search) {
    const wanted = filter.search.toLowerCase();
    where.push(
      Prisma.sql`position(${wanted} in lower(concat_ws(' ', d.name, t.table_name, l.display_name, b.name))) > 0`,
    );
  }
  if (filter.cursor) {
    const [name, id] = decodeCursor(position, filter.cursor);
    where.push(Prisma.sql`(d.name, d.id) > (${name}, ${id}::uuid)`);
  }
  // The page is chosen first, so that nobody counts for the syncs that are not on it.
  const rows = await db().$queryRaw<StoredRow[]>`
    WITH page AS MATERIALIZED (
      SELECT d.id FROM ${withEnds} WHERE ${Prisma.join(where, " AND ")} ORDER BY d.name, d.id LIMIT ${filter.limit + 1}
    )
    ${selectDefinitions} WHERE d.id IN (SELECT id FROM page) ORDER BY d.name, d.id`;
  return toPage(
    rows,
    filter.limit,
    (row) => [row.name, row.id],
    (row) => visibleRow(context, row),
  );
}

interface StoredRow extends DefinitionRow, ValueSight {
  readonly haltedCode: string | null;
}

/** What a database or Graph said may quote values of rows; who may not see those reads only what kind of error halted the definition. */
function visibleRow(context: Context, { haltedCode, viewersMaySeeValues, ...row }: StoredRow): DefinitionRow {
  if (haltedCode === null || seesValues(context.actor, { viewersMaySeeValues })) return row;
  return { ...row, haltedReason: describeError(haltedCode).title };
}

/** Fields without a column stand after all others. */
const lastPlace = Number.MAX_SAFE_INTEGER;

/** One definition with its mapping and what keeps it from running. Throws `not-found`. */
export async function getDefinition(context: Context, input: DefinitionRef): Promise<DefinitionDetails> {
  requireAllowed(context, syncPolicies.read);
  const [row] = await db().$queryRaw<StoredRow[]>`${selectDefinitions} WHERE d.id = ${input.definitionId}::uuid`;
  if (!row) throw new AppError("not-found", { message: "This sync does not exist." });
  const stored = await loadDefinition(input.definitionId);
  const [open, free] = await Promise.all([
    db().syncRun.findFirst({ where: { syncDefId: row.id, status: "RUNNING" }, select: { id: true } }),
    freeColumns(stored),
  ]);
  const { site } = stored.targetList;
  return {
    ...visibleRow(context, row),
    description: stored.description,
    listWebUrl: stored.targetList.webUrl,
    databaseId: stored.sourceTable.databaseId,
    siteId: site.id,
    connectionId: site.connectionId,
    mode: stored.syncMode,
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
    scheduleCron: stored.scheduleCron,
    nextRunAt: stored.isEnabled ? stored.nextRunAt : null,
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

/** Choices beyond this many are found from a table's or a list's own page. */
const mostChoices = 1_000;

/** Tables and lists that a new sync can be made between, by name. */
export async function listEnds(
  context: Context,
): Promise<{ readonly tables: readonly EndChoice[]; readonly lists: readonly EndChoice[] }> {
  requireAllowed(context, syncPolicies.define);
  const [tables, lists] = await Promise.all([
    db().databaseTable.findMany({
      where: { vanishedAt: null },
      orderBy: [{ schemaName: "asc" }, { tableName: "asc" }],
      take: mostChoices,
      select: { id: true, schemaName: true, tableName: true, database: { select: { name: true } } },
    }),
    db().sharepointList.findMany({
      where: { vanishedAt: null, isHidden: false, template: "genericList" },
      orderBy: { displayName: "asc" },
      take: mostChoices,
      select: { id: true, displayName: true, site: { select: { displayName: true, sitePath: true } } },
    }),
  ]);
  return {
    tables: tables.map((table) => ({
      value: table.id,
      label: `${table.schemaName}.${table.tableName} (${table.database.name})`,
    })),
    lists: lists.map((list) => ({
      value: list.id,
      label: `${list.displayName} (${list.site.displayName ?? list.site.sitePath})`,
    })),
  };
}
