import type { IntrospectedTable } from "@/lib/connectors/connector";
import type { Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";

/** A table as it was read, with its id in the catalog. */
export type CatalogedTable = IntrospectedTable & { readonly id: string };

interface ColumnCounts {
  readonly added: number;
  readonly changed: number;
  readonly vanished: number;
}

const namesOf = (fields: Readonly<Record<string, string>>, prefix = "") =>
  Prisma.raw(
    Object.keys(fields)
      .map((name) => `${prefix}"${name}"`)
      .join(", "),
  );
const shapeOf = (fields: Readonly<Record<string, string>>) =>
  Prisma.raw(
    Object.entries(fields)
      .map(([name, type]) => `"${name}" ${type}`)
      .join(", "),
  );

/** What introspection tells of a column besides its table and name: names and types in the catalog. */
const columnFields = {
  ordinal_position: "int",
  data_type: "text",
  native_type: "text",
  value_kind: "text",
  max_length: "int",
  numeric_precision: "int",
  numeric_scale: "int",
  is_nullable: "boolean",
  default_value: "text",
  is_identity: "boolean",
  is_generated: "boolean",
  is_primary_key: "boolean",
  is_unique: "boolean",
  collation: "text",
  comment: "text",
  enum_values: "jsonb",
  is_row_version: "boolean",
};
const columnNames = namesOf(columnFields);

function columnRows(tables: readonly CatalogedTable[]) {
  return tables.flatMap((table) =>
    table.columns.map((column) => ({
      table_id: table.id,
      column_name: column.name,
      ordinal_position: column.ordinal,
      data_type: column.dataType,
      native_type: column.nativeType,
      value_kind: column.kind,
      max_length: column.maxLength,
      numeric_precision: column.precision,
      numeric_scale: column.scale,
      is_nullable: column.isNullable,
      default_value: column.defaultValue,
      is_identity: column.isIdentity,
      is_generated: column.isGenerated,
      is_primary_key: column.isPrimaryKey,
      is_unique: column.isUnique,
      collation: column.collation,
      comment: column.comment,
      enum_values: column.enumValues,
      is_row_version: column.isRowVersion,
    })),
  );
}

/** Brings the columns of these tables up to date by their names: ids stay, what is gone is marked. */
export async function storeColumns(tx: Tx, tables: readonly CatalogedTable[]): Promise<ColumnCounts> {
  const input = JSON.stringify(columnRows(tables));
  const updates = Prisma.raw(
    Object.keys(columnFields)
      .map((name) => `"${name}" = excluded."${name}"`)
      .join(", "),
  );
  const stored = await tx.$queryRaw<{ added: boolean; count: number }[]>`
    WITH stored AS (
      INSERT INTO table_columns AS stored (table_id, column_name, ${columnNames})
      SELECT table_id, column_name, ${columnNames}
      FROM jsonb_to_recordset(${input}::jsonb) AS input(table_id uuid, column_name text, ${shapeOf(columnFields)})
      ORDER BY table_id, column_name
      ON CONFLICT (table_id, column_name) DO UPDATE SET ${updates}, vanished_at = NULL
      WHERE (${namesOf(columnFields, "stored.")}) IS DISTINCT FROM (${namesOf(columnFields, "excluded.")})
        OR stored.vanished_at IS NOT NULL
      RETURNING xmax = 0 AS added
    ) SELECT added, count(*)::int AS count FROM stored GROUP BY added`;
  const vanished = await tx.$executeRaw`
    UPDATE table_columns gone SET vanished_at = now()
    WHERE gone.table_id = ANY(${tables.map((table) => table.id)}::uuid[]) AND gone.vanished_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM jsonb_to_recordset(${input}::jsonb) AS input(table_id uuid, column_name text)
      WHERE input.table_id = gone.table_id AND input.column_name = gone.column_name)`;
  const countOf = (added: boolean) => stored.find((each) => each.added === added)?.count ?? 0;
  return { added: countOf(true), changed: countOf(false), vanished };
}

const constraintFields = {
  constraint_name: "text",
  constraint_type: `"ConstraintType"`,
  columns: "jsonb",
  referenced_table: "text",
  referenced_columns: "jsonb",
  definition: "text",
};

const indexFields = {
  index_name: "text",
  is_unique: "boolean",
  index_method: "text",
  columns: "jsonb",
  descending_columns: "jsonb",
  included_columns: "jsonb",
  predicate: "text",
  is_whole: "boolean",
  definition: "text",
};

/** Nothing refers to a constraint or an index by its id: what differs is replaced, what is equal keeps its row. */
async function replaceParts(
  tx: Tx,
  table: "table_constraints" | "table_indexes",
  fields: Readonly<Record<string, string>>,
  ids: readonly string[],
  rows: readonly object[],
): Promise<void> {
  const name = Prisma.raw(table);
  await tx.$executeRaw`
    WITH input AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS each(table_id uuid, ${shapeOf(fields)})
    ), removed AS (
      DELETE FROM ${name} stored WHERE stored.table_id = ANY(${ids}::uuid[]) AND NOT EXISTS (
        SELECT 1 FROM input WHERE input.table_id = stored.table_id
          AND (${namesOf(fields, "input.")}) IS NOT DISTINCT FROM (${namesOf(fields, "stored.")}))
    )
    INSERT INTO ${name} (table_id, ${namesOf(fields)})
    SELECT table_id, ${namesOf(fields)} FROM input
    WHERE NOT EXISTS (
      SELECT 1 FROM ${name} stored WHERE stored.table_id = input.table_id
        AND (${namesOf(fields, "input.")}) IS NOT DISTINCT FROM (${namesOf(fields, "stored.")}))`;
}

export async function storeConstraints(tx: Tx, tables: readonly CatalogedTable[]): Promise<void> {
  const rows = tables.flatMap((table) =>
    table.constraints.map((each) => ({
      table_id: table.id,
      constraint_name: each.name,
      constraint_type: each.type,
      columns: each.columns,
      referenced_table: each.referencedTable,
      referenced_columns: each.referencedColumns,
      definition: each.definition,
    })),
  );
  const ids = tables.map((table) => table.id);
  await replaceParts(tx, "table_constraints", constraintFields, ids, rows);
}

export async function storeIndexes(tx: Tx, tables: readonly CatalogedTable[]): Promise<void> {
  const rows = tables.flatMap((table) =>
    table.indexes.map((each) => ({
      table_id: table.id,
      index_name: each.name,
      is_unique: each.isUnique,
      index_method: each.method,
      columns: each.columns,
      descending_columns: each.descendingColumns,
      included_columns: each.includedColumns,
      predicate: each.predicate,
      is_whole: each.isWhole,
      definition: each.definition,
    })),
  );
  const ids = tables.map((table) => table.id);
  await replaceParts(tx, "table_indexes", indexFields, ids, rows);
}

/** One snapshot for each table whose structure differs from its latest one; gives the number of tables that had an earlier, different one. */
export async function storeSnapshots(tx: Tx, instanceId: string, tables: readonly CatalogedTable[]): Promise<number> {
  const snapshots = tables.map(({ id, columns, constraints, indexes }) => ({
    table_id: id,
    columns,
    constraints,
    indexes,
  }));
  const [counted] = await tx.$queryRaw<{ changed: number }[]>`
    WITH different AS (
      SELECT input.*, latest.id IS NOT NULL AS had_one
      FROM jsonb_to_recordset(${JSON.stringify(snapshots)}::jsonb) AS input(table_id uuid, columns jsonb, constraints jsonb, indexes jsonb)
      LEFT JOIN LATERAL (
        SELECT id, columns, constraints, indexes FROM schema_snapshots earlier
        WHERE earlier.table_id = input.table_id ORDER BY captured_at DESC LIMIT 1
      ) latest ON true
      WHERE latest.id IS NULL
        OR (latest.columns, latest.constraints, latest.indexes) IS DISTINCT FROM (input.columns, input.constraints, input.indexes)
    ), stored AS (
      INSERT INTO schema_snapshots (table_id, database_instance_id, captured_at, columns, constraints, indexes)
      SELECT table_id, ${instanceId}::uuid, clock_timestamp(), columns, constraints, indexes FROM different
    )
    SELECT count(*) FILTER (WHERE had_one)::int AS changed FROM different`;
  return counted?.changed ?? 0;
}

/** An estimate that did not change is noted once a day, so that hourly introspections do not fill the history with equal points. */
export async function storeEstimates(
  tx: Tx,
  instanceId: string,
  estimates: readonly { readonly table_id: string; readonly row_count: number }[],
): Promise<void> {
  if (estimates.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO source_table_metrics (table_id, database_instance_id, row_count, is_estimate)
    SELECT table_id, ${instanceId}::uuid, row_count, true
    FROM jsonb_to_recordset(${JSON.stringify(estimates)}::jsonb) AS input(table_id uuid, row_count bigint)
    WHERE NOT EXISTS (
      SELECT 1 FROM (
        SELECT known.row_count, known.captured_at FROM source_table_metrics known
        WHERE known.table_id = input.table_id AND known.database_instance_id = ${instanceId}::uuid AND known.is_estimate
        ORDER BY known.captured_at DESC LIMIT 1
      ) latest WHERE latest.row_count = input.row_count AND latest.captured_at > now() - interval '1 day')`;
}
