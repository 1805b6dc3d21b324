import type { IntrospectedTable } from "@/lib/connectors/connector";
import type { Tx } from "@/lib/db/client";

/** What one batch changed. Tables include views. */
export interface IntrospectionCounts {
  tablesRead: number;
  columnsRead: number;
  tablesAdded: number;
  tablesChanged: number;
  tablesVanished: number;
  tablesReturned: number;
  columnsAdded: number;
  columnsChanged: number;
  columnsVanished: number;
}

interface Batch {
  readonly databaseId: string;
  readonly instanceId: string;
  /** The database's clock when this introspection began, as its own text: what was not touched since is gone. */
  readonly mark: string;
  readonly tables: readonly IntrospectedTable[];
}

interface StoredTable {
  readonly id: string;
  readonly schema_name: string;
  readonly table_name: string;
  readonly added: boolean;
  readonly returned: boolean;
}

function primaryKeyOf(table: IntrospectedTable): string | null {
  const key = table.constraints.find((constraint) => constraint.type === "PRIMARY_KEY");
  return key === undefined ? null : key.columns.join(", ");
}

async function storeTables(tx: Tx, batch: Batch): Promise<readonly StoredTable[]> {
  const input = batch.tables.map((table) => ({
    schema_name: table.schema,
    table_name: table.name,
    table_type: table.type,
    primary_key: primaryKeyOf(table),
    row_estimate: table.rowEstimate,
    size_bytes: table.sizeBytes,
    comment: table.comment,
  }));
  return tx.$queryRaw<StoredTable[]>`
    INSERT INTO database_tables AS stored
      (database_id, schema_name, table_name, table_type, primary_key, row_estimate, size_bytes, comment, last_introspected_at)
    SELECT ${batch.databaseId}::uuid, schema_name, table_name, table_type::"TableType", primary_key, row_estimate, size_bytes, comment,
      ${batch.mark}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(input)}::jsonb) AS input(schema_name text, table_name text, table_type text,
      primary_key text, row_estimate bigint, size_bytes bigint, comment text)
    ORDER BY schema_name, table_name
    ON CONFLICT (database_id, schema_name, table_name) DO UPDATE SET
      table_type = excluded.table_type, primary_key = excluded.primary_key, row_estimate = excluded.row_estimate,
      size_bytes = excluded.size_bytes, comment = excluded.comment, vanished_at = NULL,
      last_introspected_at = greatest(stored.last_introspected_at, excluded.last_introspected_at)
    RETURNING id, schema_name, table_name, xmax = 0 AS added,
      coalesce((SELECT earlier.vanished_at IS NOT NULL FROM database_tables earlier WHERE earlier.id = stored.id), false) AS returned`;
}

async function storeColumns(tx: Tx, ids: readonly string[], columns: readonly object[]) {
  const input = JSON.stringify(columns);
  const stored = await tx.$queryRaw<{ added: boolean }[]>`
    INSERT INTO table_columns AS stored
      (table_id, ordinal_position, column_name, data_type, native_type, value_kind, max_length, numeric_precision, numeric_scale,
       is_nullable, default_value, is_identity, is_generated, is_primary_key, is_unique, "collation", comment)
    SELECT table_id, ordinal_position, column_name, data_type, native_type, value_kind, max_length, numeric_precision, numeric_scale,
       is_nullable, default_value, is_identity, is_generated, is_primary_key, is_unique, "collation", comment
    FROM jsonb_to_recordset(${input}::jsonb) AS input(table_id uuid, ordinal_position int, column_name text, data_type text,
      native_type text, value_kind text, max_length int, numeric_precision int, numeric_scale int, is_nullable boolean,
      default_value text, is_identity boolean, is_generated boolean, is_primary_key boolean, is_unique boolean, "collation" text,
      comment text)
    ORDER BY table_id, column_name
    ON CONFLICT (table_id, column_name) DO UPDATE SET
      ordinal_position = excluded.ordinal_position, data_type = excluded.data_type, native_type = excluded.native_type,
      value_kind = excluded.value_kind, max_length = excluded.max_length, numeric_precision = excluded.numeric_precision,
      numeric_scale = excluded.numeric_scale, is_nullable = excluded.is_nullable, default_value = excluded.default_value,
      is_identity = excluded.is_identity, is_generated = excluded.is_generated, is_primary_key = excluded.is_primary_key,
      is_unique = excluded.is_unique, "collation" = excluded.collation, comment = excluded.comment, vanished_at = NULL
    WHERE (stored.ordinal_position, stored.data_type, stored.native_type, stored.value_kind, stored.max_length, stored.numeric_precision,
        stored.numeric_scale, stored.is_nullable, stored.default_value, stored.is_identity, stored.is_generated, stored.is_primary_key,
        stored.is_unique, stored.collation, stored.comment)
      IS DISTINCT FROM (excluded.ordinal_position, excluded.data_type, excluded.native_type, excluded.value_kind, excluded.max_length,
        excluded.numeric_precision, excluded.numeric_scale, excluded.is_nullable, excluded.default_value, excluded.is_identity,
        excluded.is_generated, excluded.is_primary_key, excluded.is_unique, excluded.collation, excluded.comment)
      OR stored.vanished_at IS NOT NULL
    RETURNING xmax = 0 AS added`;
  const vanished = await tx.$executeRaw`
    UPDATE table_columns gone SET vanished_at = now()
    WHERE gone.table_id = ANY(${ids}::uuid[]) AND gone.vanished_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM jsonb_to_recordset(${input}::jsonb) AS input(table_id uuid, column_name text)
      WHERE input.table_id = gone.table_id AND input.column_name = gone.column_name)`;
  const added = stored.filter((column) => column.added).length;
  return { added, changed: stored.length - added, vanished };
}

/** Nothing refers to a constraint or an index by its id: what differs is replaced, what is equal keeps its row. */
async function storeConstraints(tx: Tx, ids: readonly string[], constraints: readonly object[]): Promise<void> {
  await tx.$executeRaw`
    WITH input AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(constraints)}::jsonb) AS each(table_id uuid, constraint_name text,
        constraint_type text, columns jsonb, referenced_table text, definition text)
    ), removed AS (
      DELETE FROM table_constraints stored WHERE stored.table_id = ANY(${ids}::uuid[]) AND NOT EXISTS (
        SELECT 1 FROM input WHERE input.table_id = stored.table_id
          AND (input.constraint_name, input.constraint_type, input.columns, input.referenced_table, input.definition)
          IS NOT DISTINCT FROM
          (stored.constraint_name, stored.constraint_type::text, stored.columns, stored.referenced_table, stored.definition))
    )
    INSERT INTO table_constraints (table_id, constraint_name, constraint_type, columns, referenced_table, definition)
    SELECT table_id, constraint_name, constraint_type::"ConstraintType", columns, referenced_table, definition FROM input
    WHERE NOT EXISTS (
      SELECT 1 FROM table_constraints stored WHERE stored.table_id = input.table_id
        AND (input.constraint_name, input.constraint_type, input.columns, input.referenced_table, input.definition)
        IS NOT DISTINCT FROM
        (stored.constraint_name, stored.constraint_type::text, stored.columns, stored.referenced_table, stored.definition))`;
}

async function storeIndexes(tx: Tx, ids: readonly string[], indexes: readonly object[]): Promise<void> {
  await tx.$executeRaw`
    WITH input AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(indexes)}::jsonb) AS each(table_id uuid, index_name text, is_unique boolean,
        index_method text, columns jsonb, definition text)
    ), removed AS (
      DELETE FROM table_indexes stored WHERE stored.table_id = ANY(${ids}::uuid[]) AND NOT EXISTS (
        SELECT 1 FROM input WHERE input.table_id = stored.table_id
          AND (input.index_name, input.is_unique, input.index_method, input.columns, input.definition)
          IS NOT DISTINCT FROM (stored.index_name, stored.is_unique, stored.index_method, stored.columns, stored.definition))
    )
    INSERT INTO table_indexes (table_id, index_name, is_unique, index_method, columns, definition)
    SELECT table_id, index_name, is_unique, index_method, columns, definition FROM input
    WHERE NOT EXISTS (
      SELECT 1 FROM table_indexes stored WHERE stored.table_id = input.table_id
        AND (input.index_name, input.is_unique, input.index_method, input.columns, input.definition)
        IS NOT DISTINCT FROM (stored.index_name, stored.is_unique, stored.index_method, stored.columns, stored.definition))`;
}

/** One snapshot for each table whose structure differs from its latest one; gives the number of tables that had an earlier, different one. */
async function storeSnapshots(tx: Tx, instanceId: string, snapshots: readonly object[]): Promise<number> {
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

async function storeEstimates(tx: Tx, instanceId: string, estimates: readonly object[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO source_table_metrics (table_id, database_instance_id, row_count, is_estimate)
    SELECT table_id, ${instanceId}::uuid, row_count, true
    FROM jsonb_to_recordset(${JSON.stringify(estimates)}::jsonb) AS input(table_id uuid, row_count bigint)`;
}

/** Brings the inventory of these tables up to date in a fixed number of statements, however many they are. Ids stay what they were. */
export async function storeIntrospection(tx: Tx, batch: Batch): Promise<IntrospectionCounts> {
  const stored = await storeTables(tx, batch);
  const idOf = new Map(stored.map((table) => [JSON.stringify([table.schema_name, table.table_name]), table.id]));
  const tables = batch.tables.map((table) => {
    const id = idOf.get(JSON.stringify([table.schema, table.name]));
    if (id === undefined) throw new TypeError(`Storing ${table.schema}.${table.name} gave no row.`);
    return { ...table, id };
  });
  const ids = tables.map((table) => table.id);

  const columns = tables.flatMap((table) =>
    table.columns.map((column) => ({
      table_id: table.id,
      ordinal_position: column.ordinal,
      column_name: column.name,
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
    })),
  );
  const changes = await storeColumns(tx, ids, columns);

  const constraints = tables.flatMap((table) =>
    table.constraints.map((each) => ({
      table_id: table.id,
      constraint_name: each.name,
      constraint_type: each.type,
      columns: each.columns,
      referenced_table: each.referencedTable,
      definition: each.definition,
    })),
  );
  await storeConstraints(tx, ids, constraints);

  const indexes = tables.flatMap((table) =>
    table.indexes.map((each) => ({
      table_id: table.id,
      index_name: each.name,
      is_unique: each.isUnique,
      index_method: each.method,
      columns: each.columns,
      definition: each.definition,
    })),
  );
  await storeIndexes(tx, ids, indexes);

  const snapshots = tables.map(({ id, columns, constraints, indexes }) => ({
    table_id: id,
    columns,
    constraints,
    indexes,
  }));
  const tablesChanged = await storeSnapshots(tx, batch.instanceId, snapshots);

  const estimates = tables
    .filter((table) => table.rowEstimate !== null)
    .map((table) => ({ table_id: table.id, row_count: table.rowEstimate }));
  await storeEstimates(tx, batch.instanceId, estimates);

  return {
    tablesRead: tables.length,
    columnsRead: columns.length,
    tablesAdded: stored.filter((table) => table.added).length,
    tablesChanged,
    tablesVanished: 0,
    tablesReturned: stored.filter((table) => table.returned).length,
    columnsAdded: changes.added,
    columnsChanged: changes.changed,
    columnsVanished: changes.vanished,
  };
}

/** Marks what the database no longer shows: tables that no introspection has touched since `mark`. Rows stay for what refers to them. */
export async function markVanishedTables(tx: Tx, databaseId: string, mark: string): Promise<number> {
  return tx.$executeRaw`
    UPDATE database_tables SET vanished_at = now()
    WHERE database_id = ${databaseId}::uuid AND vanished_at IS NULL AND last_introspected_at < ${mark}::timestamptz`;
}
