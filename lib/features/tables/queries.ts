import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { byId, byMoment, orderedBy, type Placed, toPlacedPage } from "@/lib/db/ordering";
import { decodeCursor, type Page, toPage } from "@/lib/db/page";
import { AppError } from "@/lib/errors/app-error";
import { describeDifferences } from "@/lib/sync/drift/describe-differences";
import { parseStructure } from "@/lib/sync/drift/structure";
import { tablePolicies } from "./policy";
import {
  columnNames,
  enumValues,
  type MeasurementFilter,
  type MetricsFilter,
  type SnapshotFilter,
  type SnapshotPair,
  type TableFilter,
  type TableRef,
} from "./schema";
import type {
  ColumnRow,
  ConstraintRow,
  IndexRow,
  MeasurementRow,
  SnapshotComparison,
  SnapshotRow,
  TableDetails,
  TableMetric,
  TableRow,
  TableUse,
} from "./types";

const namePosition = z.tuple([z.string(), z.string(), z.uuid()]);
const figurePosition = z.tuple([z.number(), z.uuid()]);

// Estimates are below 2^53 by far, and a plain number travels to the browser where a bigint does not.
const selectTables = Prisma.sql`
  SELECT t.id, t.database_id AS "databaseId", d.name AS "databaseName", t.schema_name AS "schemaName", t.table_name AS "tableName",
    t.table_type::text AS "tableType", t.variety, t.primary_key AS "primaryKey", t.row_estimate::float8 AS "rowEstimate",
    t.size_bytes::float8 AS "sizeBytes", t.comment, t.last_introspected_at AS "lastIntrospectedAt", t.vanished_at AS "vanishedAt",
    (SELECT count(*)::int FROM table_columns c WHERE c.table_id = t.id AND c.vanished_at IS NULL) AS "columnCount",
    (SELECT count(*)::int FROM sync_definitions s WHERE s.source_table_id = t.id) AS "definitionCount",
    (SELECT count(*)::int FROM drift_findings f WHERE f.table_id = t.id AND f.status = 'OPEN') AS "openDriftCount"
  FROM database_tables t JOIN databases d ON d.id = t.database_id`;

const byName = Prisma.sql`t.schema_name, t.table_name, t.id`;
/** Tables without a figure stand below empty ones, so that they have a place in either direction. */
const byFigure = { rows: Prisma.sql`coalesce(t.row_estimate, -1)`, size: Prisma.sql`coalesce(t.size_bytes, -1)` };

function afterCursor(filter: TableFilter, cursor: string): Prisma.Sql {
  const beyond = filter.direction === "asc" ? Prisma.sql`>` : Prisma.sql`<`;
  if (filter.sort !== "name") {
    const [figure, id] = decodeCursor(figurePosition, cursor);
    return Prisma.sql`(${byFigure[filter.sort]}, t.id) ${beyond} (${figure}::bigint, ${id}::uuid)`;
  }
  const [schema, name, id] = decodeCursor(namePosition, cursor);
  return Prisma.sql`(${byName}) ${beyond} (${schema}, ${name}, ${id}::uuid)`;
}

function whereOf(filter: TableFilter): Prisma.Sql {
  const where = [Prisma.sql`true`];
  if (filter.databaseId) where.push(Prisma.sql`t.database_id = ${filter.databaseId}::uuid`);
  if (filter.schemaName) where.push(Prisma.sql`t.schema_name = ${filter.schemaName}`);
  if (filter.tableType) where.push(Prisma.sql`t.table_type::text = ${filter.tableType}`);
  if (filter.variety) where.push(Prisma.sql`t.variety = ${filter.variety}`);
  if (filter.drift) {
    const isOpen = Prisma.sql`EXISTS (SELECT FROM drift_findings f WHERE f.table_id = t.id AND f.status = 'OPEN')`;
    where.push(filter.drift === "open" ? isOpen : Prisma.sql`NOT ${isOpen}`);
  }
  if (filter.use) {
    const isUsed = Prisma.sql`EXISTS (SELECT FROM sync_definitions s WHERE s.source_table_id = t.id)`;
    where.push(filter.use === "used" ? isUsed : Prisma.sql`NOT ${isUsed}`);
  }
  if (filter.presence === "present") where.push(Prisma.sql`t.vanished_at IS NULL`);
  if (filter.presence === "vanished") where.push(Prisma.sql`t.vanished_at IS NOT NULL`);
  if (filter.search) {
    const wanted = filter.search.toLowerCase();
    where.push(Prisma.sql`position(${wanted} in lower(t.schema_name || '.' || t.table_name)) > 0`);
  }
  if (filter.cursor) where.push(afterCursor(filter, filter.cursor));
  return Prisma.join(where, " AND ");
}

/** Tables and views, by name, by estimated rows or by size. */
export async function listTables(context: Context, filter: TableFilter): Promise<Page<TableRow>> {
  requireAllowed(context, tablePolicies.read);
  const way = filter.direction === "desc" ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const order =
    filter.sort === "name"
      ? Prisma.sql`t.schema_name ${way}, t.table_name ${way}, t.id ${way}`
      : Prisma.sql`${byFigure[filter.sort]} ${way}, t.id ${way}`;
  const rows = await db().$queryRaw<TableRow[]>`
    ${selectTables} WHERE ${whereOf(filter)} ORDER BY ${order} LIMIT ${filter.limit + 1}`;
  const position = (row: TableRow) =>
    filter.sort === "name"
      ? [row.schemaName, row.tableName, row.id]
      : [(filter.sort === "rows" ? row.rowEstimate : row.sizeBytes) ?? -1, row.id];
  return toPage(rows, filter.limit, position, (row) => row);
}

/** Schemas that have a table or view in the inventory of a database, by name. */
export async function listSchemas(
  context: Context,
  input: { readonly databaseId: string },
): Promise<readonly string[]> {
  requireAllowed(context, tablePolicies.read);
  const rows = await db().databaseTable.groupBy({
    by: ["schemaName"],
    where: { databaseId: input.databaseId },
    orderBy: { schemaName: "asc" },
  });
  return rows.map((row) => row.schemaName);
}

/** One table with all that introspection knows of it. Throws `not-found`. */
export async function getTable(context: Context, input: TableRef): Promise<TableDetails> {
  requireAllowed(context, tablePolicies.read);
  const [table] = await db().$queryRaw<TableRow[]>`${selectTables} WHERE t.id = ${input.tableId}::uuid`;
  if (table === undefined) throw new AppError("not-found", { message: "This table does not exist." });
  const [columns, constraints, indexes, uses, snapshots, metrics] = await Promise.all([
    columnsOf(table.id),
    constraintsOf(table.id),
    indexesOf(table.id),
    usesOf(table.id),
    snapshotsOf(table.id),
    metricsOf(table.id),
  ]);
  return { ...table, columns, constraints, indexes, uses, snapshots, metrics };
}

async function columnsOf(tableId: string): Promise<readonly ColumnRow[]> {
  const rows = await db().tableColumn.findMany({
    where: { tableId },
    omit: { tableId: true },
    orderBy: [{ ordinalPosition: "asc" }, { columnName: "asc" }],
  });
  return rows.map((row) => ({ ...row, enumValues: enumValues.parse(row.enumValues) }));
}

async function constraintsOf(tableId: string): Promise<readonly ConstraintRow[]> {
  const rows = await db().tableConstraint.findMany({
    where: { tableId },
    omit: { tableId: true },
    orderBy: [{ constraintType: "asc" }, { constraintName: "asc" }],
  });
  return rows.map((row) => ({
    ...row,
    columns: columnNames.parse(row.columns),
    referencedColumns: row.referencedColumns === null ? null : columnNames.parse(row.referencedColumns),
  }));
}

async function indexesOf(tableId: string): Promise<readonly IndexRow[]> {
  const rows = await db().tableIndex.findMany({
    where: { tableId },
    omit: { tableId: true },
    orderBy: { indexName: "asc" },
  });
  return rows.map((row) => ({
    ...row,
    columns: columnNames.parse(row.columns),
    descendingColumns: columnNames.parse(row.descendingColumns),
    includedColumns: columnNames.parse(row.includedColumns),
  }));
}

async function usesOf(tableId: string): Promise<readonly TableUse[]> {
  const rows = await db().syncDefinition.findMany({
    where: { sourceTableId: tableId },
    select: { id: true, name: true, isEnabled: true, targetList: { select: { id: true, displayName: true } } },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return rows.map((row) => ({
    definitionId: row.id,
    definitionName: row.name,
    isEnabled: row.isEnabled,
    listId: row.targetList.id,
    listName: row.targetList.displayName,
  }));
}

function snapshotsOf(tableId: string): Promise<readonly SnapshotRow[]> {
  return db().$queryRaw<SnapshotRow[]>`
    SELECT s.id, s.captured_at AS "capturedAt", i.instance_label AS "instanceLabel", jsonb_array_length(s.columns) AS "columnCount"
    FROM schema_snapshots s JOIN database_instances i ON i.id = s.database_instance_id
    WHERE s.table_id = ${tableId}::uuid ORDER BY s.captured_at DESC LIMIT 50`;
}

async function metricsOf(tableId: string, since?: Date, limit = 200): Promise<readonly TableMetric[]> {
  const newest = await db().sourceTableMetric.findMany({
    where: { tableId, ...(since ? { capturedAt: { gte: since } } : {}) },
    select: { capturedAt: true, rowCount: true, isEstimate: true, maxUpdatedAt: true },
    orderBy: { capturedAt: "desc" },
    take: limit,
  });
  return newest.map((metric) => ({ ...metric, rowCount: Number(metric.rowCount) })).toReversed();
}

/** Row counts over time, oldest first: the newest `limit` of them. */
export async function listTableMetrics(context: Context, filter: MetricsFilter): Promise<readonly TableMetric[]> {
  requireAllowed(context, tablePolicies.read);
  return metricsOf(filter.tableId, filter.since, filter.limit);
}

const byCapture = [byMoment(Prisma.sql`m.captured_at`), byId(Prisma.sql`m.id`)] as const;

/** What was measured of a table, page by page: the newest first unless the filter says otherwise. */
export async function listMeasurements(context: Context, filter: MeasurementFilter): Promise<Page<MeasurementRow>> {
  requireAllowed(context, tablePolicies.read);
  const order = orderedBy(byCapture, filter.direction ?? "desc");
  const where = [Prisma.sql`m.table_id = ${filter.tableId}::uuid`];
  if (filter.since) where.push(Prisma.sql`m.captured_at >= ${filter.since}`);
  if (filter.cursor) where.push(order.after(filter.cursor));
  const rows = await db().$queryRaw<Placed<MeasurementRow>[]>`
    SELECT m.id, m.captured_at AS "capturedAt", m.row_count::float8 AS "rowCount", m.is_estimate AS "isEstimate",
      m.max_updated_at AS "maxUpdatedAt", ${order.position} AS position
    FROM source_table_metrics m WHERE ${Prisma.join(where, " AND ")} ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  return toPlacedPage(rows, filter.limit);
}

const bySnapshot = [byMoment(Prisma.sql`s.captured_at`), byId(Prisma.sql`s.id`)] as const;

/** Snapshots of a table, the newest first, page by page. */
export async function listSnapshots(context: Context, filter: SnapshotFilter): Promise<Page<SnapshotRow>> {
  requireAllowed(context, tablePolicies.read);
  const order = orderedBy(bySnapshot, "desc");
  const where = [Prisma.sql`s.table_id = ${filter.tableId}::uuid`];
  if (filter.cursor) where.push(order.after(filter.cursor));
  const rows = await db().$queryRaw<Placed<SnapshotRow>[]>`
    SELECT s.id, s.captured_at AS "capturedAt", i.instance_label AS "instanceLabel", jsonb_array_length(s.columns) AS "columnCount",
      ${order.position} AS position
    FROM schema_snapshots s JOIN database_instances i ON i.id = s.database_instance_id
    WHERE ${Prisma.join(where, " AND ")} ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  return toPlacedPage(rows, filter.limit);
}

/** What differs between two snapshots of a table, the two newest unless named. Throws `not-found` for a snapshot of another table. */
export async function compareSnapshots(context: Context, input: SnapshotPair): Promise<SnapshotComparison> {
  requireAllowed(context, tablePolicies.read);
  const stored = await db().$queryRaw<(SnapshotRow & { columns: unknown; constraints: unknown; indexes: unknown })[]>`
    SELECT s.id, s.captured_at AS "capturedAt", i.instance_label AS "instanceLabel", jsonb_array_length(s.columns) AS "columnCount",
      s.columns, s.constraints, s.indexes
    FROM schema_snapshots s JOIN database_instances i ON i.id = s.database_instance_id
    WHERE s.table_id = ${input.tableId}::uuid AND (s.id IN (${input.earlierId ?? null}::uuid, ${input.laterId ?? null}::uuid)
      OR s.id IN (SELECT id FROM schema_snapshots WHERE table_id = ${input.tableId}::uuid ORDER BY captured_at DESC, id LIMIT 2))
    ORDER BY s.captured_at DESC, s.id`;
  const named = (id: string) => {
    const found = stored.find((snapshot) => snapshot.id === id);
    if (!found) throw new AppError("not-found", { message: "This snapshot does not exist." });
    return found;
  };
  const later = input.laterId ? named(input.laterId) : stored[0];
  const earlier = input.earlierId ? named(input.earlierId) : stored.find((each) => each.id !== later?.id);
  if (!later || !earlier) return { earlier: null, later: later ? rowOf(later) : null, differences: [] };
  const differences = describeDifferences(parseStructure(earlier), parseStructure(later));
  return { earlier: rowOf(earlier), later: rowOf(later), differences };
}

const rowOf = ({ id, capturedAt, instanceLabel, columnCount }: SnapshotRow): SnapshotRow => ({
  id,
  capturedAt,
  instanceLabel,
  columnCount,
});
