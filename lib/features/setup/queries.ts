import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { decodeCursor, type Page, toPage } from "@/lib/db/page";
import { fitOf } from "@/lib/engine/fit";
import { AppError } from "@/lib/errors/app-error";
import { leastScore, suggestRows, sureScore } from "@/lib/features/mapping/document/suggest";
import { listFits } from "@/lib/features/mapping/queries";
import type { DefinitionRef } from "@/lib/features/syncs/schema";
import { definitionFor } from "@/lib/sync/definition-of-page";
import { examineMapping } from "@/lib/sync/editor/examine";
import { publishedOf } from "@/lib/sync/editor/published";
import { fieldProblemsOf } from "@/lib/sync/fields";
import { keyProblemsOf } from "@/lib/sync/key-problems";
import { problemsOf, type StoredDefinition } from "@/lib/sync/load-definition";
import { requireMatched } from "@/lib/sync/require-first-match";
import { setupPolicies } from "./policy";
import type { EndsRef, ListChoiceFilter, TableChoiceFilter } from "./schema";
import { type Noted, stepsOf } from "./steps";
import { pairOf, withTitle } from "./title-pair";
import type {
  ChosenEnds,
  ListChoice,
  ListHoldings,
  MappingProposal,
  PairProposal,
  SetupView,
  TableChoice,
} from "./types";

const namePosition = z.tuple([z.string(), z.string(), z.string(), z.uuid()]);

// Estimates are below 2^53 by far, and a plain number travels to the browser where a bigint does not.
const selectTables = Prisma.sql`
  SELECT t.id, t.database_id AS "databaseId", d.name AS "databaseName", t.schema_name AS "schemaName", t.table_name AS "tableName",
    t.table_type::text = 'VIEW' AS "isView", t.comment, t.row_estimate::float8 AS "rowEstimate", t.size_bytes::float8 AS "sizeBytes",
    (SELECT count(*)::int FROM table_columns c WHERE c.table_id = t.id AND c.vanished_at IS NULL) AS "columnCount",
    (SELECT jsonb_build_object('isPrimary', k.constraint_type = 'PRIMARY_KEY',
        'columns', (SELECT string_agg(name, ', ' ORDER BY place) FROM jsonb_array_elements_text(k.columns) WITH ORDINALITY AS n(name, place)))
      FROM table_constraints k WHERE k.table_id = t.id AND k.constraint_type IN ('PRIMARY_KEY', 'UNIQUE')
      ORDER BY k.constraint_type = 'PRIMARY_KEY' DESC, k.constraint_name LIMIT 1) AS key,
    ARRAY(SELECT l.display_name FROM sync_definitions s JOIN sharepoint_lists l ON l.id = s.target_list_id WHERE s.source_table_id = t.id
      ORDER BY l.display_name LIMIT 3) AS "syncedTo",
    (SELECT count(*)::int FROM sync_definitions s WHERE s.source_table_id = t.id) AS "syncCount"
  FROM database_tables t JOIN databases d ON d.id = t.database_id`;

/** Tables and views that are there, by database and name. */
export async function listTableChoices(context: Context, filter: TableChoiceFilter): Promise<Page<TableChoice>> {
  requireAllowed(context, setupPolicies.define);
  const where = [Prisma.sql`t.vanished_at IS NULL`];
  if (filter.databaseId) where.push(Prisma.sql`t.database_id = ${filter.databaseId}::uuid`);
  if (filter.search) {
    const wanted = filter.search.toLowerCase();
    where.push(
      Prisma.sql`position(${wanted} in lower(concat_ws(' ', d.name, t.schema_name || '.' || t.table_name, t.comment))) > 0`,
    );
  }
  if (filter.cursor) {
    const [database, schema, name, id] = decodeCursor(namePosition, filter.cursor);
    where.push(
      Prisma.sql`(d.name, t.schema_name, t.table_name, t.id) > (${database}, ${schema}, ${name}, ${id}::uuid)`,
    );
  }
  const rows = await db().$queryRaw<TableChoice[]>`
    ${selectTables} WHERE ${Prisma.join(where, " AND ")} ORDER BY d.name, t.schema_name, t.table_name, t.id LIMIT ${filter.limit + 1}`;
  return toPage(
    rows,
    filter.limit,
    (row) => [row.databaseName, row.schemaName, row.tableName, row.id],
    (row) => row,
  );
}

const listPosition = z.tuple([z.string(), z.string(), z.uuid()]);
const siteName = Prisma.sql`coalesce(s.display_name, s.web_url)`;

const selectLists = (tableId: string | undefined) => Prisma.sql`
  SELECT l.id, l.site_id AS "siteId", ${siteName} AS "siteName", l.display_name AS "displayName", l.description,
    counted.item_count::float8 AS "itemCount", counted.captured_at AS "countedAt", l.is_provisioned AS "isProvisioned",
    ARRAY(SELECT f.name FROM sync_definitions f WHERE f.target_list_id = l.id ORDER BY f.name LIMIT 3) AS "syncedFrom",
    (SELECT count(*)::int FROM sync_definitions f WHERE f.target_list_id = l.id) AS "syncCount",
    (SELECT f.id FROM sync_definitions f JOIN sharepoint_lists o ON o.id = f.target_list_id
      WHERE o.list_id = l.list_id AND f.source_table_id = ${tableId ?? null}::uuid LIMIT 1) AS "twinId"
  FROM sharepoint_lists l JOIN sharepoint_sites s ON s.id = l.site_id
  LEFT JOIN LATERAL (
    SELECT m.item_count, m.captured_at FROM target_list_metrics m WHERE m.target_list_id = l.id ORDER BY m.captured_at DESC LIMIT 1
  ) counted ON true`;

const isWritable = Prisma.sql`l.vanished_at IS NULL AND NOT l.is_hidden AND l.template = 'genericList'`;

/** Lists that can be written to, by site and name. */
export async function listListChoices(context: Context, filter: ListChoiceFilter): Promise<Page<ListChoice>> {
  requireAllowed(context, setupPolicies.define);
  const where = [isWritable];
  if (filter.siteId) where.push(Prisma.sql`l.site_id = ${filter.siteId}::uuid`);
  if (filter.search) {
    const wanted = filter.search.toLowerCase();
    where.push(
      Prisma.sql`position(${wanted} in lower(concat_ws(' ', l.display_name, l.description, ${siteName}))) > 0`,
    );
  }
  if (filter.cursor) {
    const [site, name, id] = decodeCursor(listPosition, filter.cursor);
    where.push(Prisma.sql`(${siteName}, l.display_name, l.id) > (${site}, ${name}, ${id}::uuid)`);
  }
  const rows = await db().$queryRaw<ListChoice[]>`
    ${selectLists(filter.tableId)} WHERE ${Prisma.join(where, " AND ")} ORDER BY ${siteName}, l.display_name, l.id LIMIT ${filter.limit + 1}`;
  return toPage(
    rows,
    filter.limit,
    (row) => [row.siteName, row.displayName, row.id],
    (row) => row,
  );
}

/** The ends that an address names, each null where it is not there or cannot be chosen. */
export async function getChosenEnds(context: Context, input: EndsRef): Promise<ChosenEnds> {
  requireAllowed(context, setupPolicies.define);
  const { tableId = null, listId = null } = input;
  const [tables, lists, [there], databases] = await Promise.all([
    db().$queryRaw<TableChoice[]>`${selectTables} WHERE t.id = ${tableId}::uuid AND t.vanished_at IS NULL`,
    db().$queryRaw<ListChoice[]>`${selectLists(input.tableId)} WHERE l.id = ${listId}::uuid AND ${isWritable}`,
    db().$queryRaw<{ hasTables: boolean; hasLists: boolean }[]>`
      SELECT EXISTS (SELECT FROM database_tables WHERE vanished_at IS NULL) AS "hasTables",
        EXISTS (SELECT FROM sharepoint_lists l WHERE ${isWritable}) AS "hasLists"`,
    db().database.findMany({
      where: { tables: { some: { vanishedAt: null } } },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: 500,
      select: { id: true, name: true },
    }),
  ]);
  return {
    table: tables[0] ?? null,
    list: lists[0] ?? null,
    hasTables: there?.hasTables ?? false,
    hasLists: there?.hasLists ?? false,
    databases,
  };
}

/** Whatever else than the definition itself tells how far its set-up is. */
async function notedOf(stored: StoredDefinition): Promise<Noted> {
  const [noted] = await db().$queryRaw<Omit<Noted, "plan">[]>`
    SELECT (SELECT m.item_count::float8 FROM target_list_metrics m WHERE m.target_list_id = ${stored.targetListId}::uuid
        ORDER BY m.captured_at DESC LIMIT 1) AS "countedItems",
      EXISTS (SELECT FROM audit_events WHERE target_kind = 'sync' AND target_id = ${stored.id} AND action = 'sync.rhythm-chosen') AS "isRhythmChosen",
      (SELECT id FROM sync_runs WHERE sync_def_id = ${stored.id}::uuid AND status = 'RUNNING' LIMIT 1) AS "openRunId"`;
  const [plan] = await db().$queryRaw<NonNullable<Noted["plan"]>[]>`
    SELECT r.id AS "runId", r.outcome::text, r.planned_creates AS creates, r.planned_updates AS updates, r.rows_rejected::float8 AS rejected,
      r.start_time > greatest(
        (SELECT max(published_at) FROM mapping_versions WHERE sync_def_id = r.sync_def_id),
        (SELECT max(confirmed_at) FROM sync_matches WHERE sync_def_id = r.sync_def_id),
        (SELECT max(at) FROM audit_events WHERE target_kind = 'sync' AND target_id = r.sync_def_id::text
          AND action IN ('sync.policies-changed', 'sync.guards-changed', 'sync.cursor-set', 'sync.described'))) AS "isCurrent"
    FROM sync_runs r WHERE r.sync_def_id = ${stored.id}::uuid AND r.purpose = 'PLAN' ORDER BY r.start_time DESC LIMIT 1`;
  if (!noted) throw new Error("A row of constants always answers.");
  return { ...noted, plan: plan ?? null };
}

/** How far a definition's set-up is, by what is stored of it. Throws `not-found`. */
export async function getSetup(context: Context, input: DefinitionRef): Promise<SetupView> {
  requireAllowed(context, setupPolicies.define);
  const stored = await definitionFor(context, input.definitionId);
  const noted = await notedOf(stored);
  const { sourceTable, targetList } = stored;
  const keyProblems = keyProblemsOf(stored).map(({ message }) => message);
  const { steps, next } = stepsOf(
    {
      isEnabled: stored.isEnabled,
      keyColumns: stored.keyColumns.map(({ column }) => column.columnName),
      keyProblem: keyProblems[0] ?? null,
      keyLevel: stored.keyLevel,
      mappedColumns: stored.fieldMappings.length,
      mappingProblems: fieldProblemsOf(stored).length,
      scheduleCron: stored.scheduleCron,
      isMatched: stored.firstMatchAt !== null,
      isProvisioned: targetList.isProvisioned,
    },
    noted,
  );
  return {
    definitionId: stored.id,
    name: stored.name,
    tableId: sourceTable.id,
    tableName: `${sourceTable.schemaName}.${sourceTable.tableName}`,
    databaseId: sourceTable.databaseId,
    databaseName: sourceTable.database.name,
    listId: targetList.id,
    listName: targetList.displayName,
    siteId: targetList.siteId,
    siteName: targetList.site.displayName ?? targetList.site.webUrl,
    isEnabled: stored.isEnabled,
    steps,
    next,
    plan: noted.plan,
    openRunId: noted.openRunId,
    problems: problemsOf(stored).map(({ message }) => message),
  };
}

/** Longest time a person waits for the look into the list. */
const lookMs = 20_000;

/** Whether the list has items that nobody has settled yet; asks Graph, unless it is known already. Throws `not-found`. */
export async function getListHoldings(context: Context, input: DefinitionRef): Promise<ListHoldings> {
  requireAllowed(context, setupPolicies.define);
  const stored = await definitionFor(context, input.definitionId);
  if (stored.firstMatchAt !== null) return { state: "settled", message: null };
  try {
    await requireMatched(stored, AbortSignal.timeout(lookMs));
    return { state: "empty", message: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "match-needed") return { state: "unsettled", message: null };
    return { state: "unknown", message: error.message };
  }
}

/** The mapping with what speaks for each pair, and the pairs that could be taken besides. Reads no row. Throws `not-found`. */
export async function getMappingProposal(context: Context, input: DefinitionRef): Promise<MappingProposal> {
  requireAllowed(context, setupPolicies.define);
  const stored = await definitionFor(context, input.definitionId);
  const [{ document }, fits] = await Promise.all([publishedOf(stored), listFits(context, input)]);
  const { columns, problems } = await examineMapping(stored, document);
  const sources = new Map(columns.sources.map((column) => [column.id, column]));
  const targets = new Map(columns.targets.map((column) => [column.id, column]));
  const mapped = document.rows.flatMap((row): PairProposal[] => {
    const target = targets.get(row.targetColumnId);
    if (!target) return [];
    const source = (row.sourceColumnId !== null && sources.get(row.sourceColumnId)) || null;
    // What speaks for this very pair, whatever else there would be for either column.
    const [found] = source ? suggestRows({ sources: [source], targets: [target] }, []) : [];
    const fit = fits.find(({ mappingId }) => mappingId === row.id);
    const error = problems.find(({ rowId, severity }) => rowId === row.id && severity === "error");
    return [
      {
        ...pairOf(source, target, row.transform),
        mappingId: row.id,
        score: found?.score ?? null,
        isSure: true,
        reasons: found?.reasons ?? [],
        fit: fit?.level ?? "safe",
        fitReasons: fit?.reasons ?? [],
        problem: error?.message ?? null,
      },
    ];
  });
  const proposed = suggestRows(columns, document.rows).flatMap((found): PairProposal[] => {
    const source = sources.get(found.sourceColumnId);
    const target = targets.get(found.targetColumnId);
    if (!source || !target || found.score < leastScore) return [];
    const { level, reasons } = fitOf(source, target);
    const { score } = found;
    const told = { score, isSure: score >= sureScore, reasons: found.reasons };
    return [
      { ...pairOf(source, target, null), ...told, mappingId: null, fit: level, fitReasons: reasons, problem: null },
    ];
  });
  const place = ({ sourceColumnId }: PairProposal) =>
    (sourceColumnId !== null && sources.get(sourceColumnId)?.ordinal) || Number.MAX_SAFE_INTEGER;
  const title = columns.targets.find(({ name, isReadOnly }) => name === "Title" && !isReadOnly);
  const byName = [...mapped, ...proposed];
  const isOurs = stored.targetList.isProvisioned;
  const pairs = (title ? withTitle(byName, columns.sources, title, isOurs) : byName).toSorted(
    (a, b) => place(a) - place(b),
  );
  const taken = new Set(pairs.map(({ sourceColumnId }) => sourceColumnId));
  const given = new Set(pairs.map(({ targetColumnId }) => targetColumnId));
  return {
    definitionId: stored.id,
    pairs,
    leftBehind: columns.sources
      .filter(({ id, isVanished }) => !taken.has(id) && !isVanished)
      .map(({ id, name, isKey }) => ({ id, name, isNeeded: isKey && columns.needsKeyMapped })),
    missingRequired: problems.flatMap(({ code, targetColumnId }) => {
      const target = code === "required-unmapped" && targetColumnId ? targets.get(targetColumnId) : undefined;
      return target && !given.has(target.id) ? [target.displayName] : [];
    }),
    problems: problems.flatMap(({ rowId, severity, code, message }) =>
      rowId === null && severity === "error" && code !== "required-unmapped" ? [message] : [],
    ),
  };
}
