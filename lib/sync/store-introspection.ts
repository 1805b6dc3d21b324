import { createHash } from "node:crypto";
import type { IntrospectedTable } from "@/lib/connectors/connector";
import type { Tx } from "@/lib/db/client";
import { compareWithSnapshots, storeDrift, storeVanishedTables } from "./drift/store-drift";
import { type StructureCounts, storeEstimates, storeStructures } from "./store-structure";

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
  /** Known before, not shown now and yet not gone. */
  tablesKept: number;
  columnsKept: number;
}

/** A table as it was read, or with the columns besides that are only out of sight. */
export interface SeenTable {
  readonly table: IntrospectedTable;
  /** Hash of what was seen; null where columns are kept that were not, so that the next introspection looks at the table again. */
  readonly structureHash: string | null;
  readonly columnsKept: number;
}

interface Batch {
  readonly databaseId: string;
  readonly instanceId: string;
  /** The database's clock when this introspection began, as its own text: what was not touched since is gone. */
  readonly mark: string;
  readonly tables: readonly SeenTable[];
}

interface StoredTable {
  readonly id: string;
  readonly schema_name: string;
  readonly table_name: string;
  readonly added: boolean;
  readonly returned: boolean;
  readonly hash_before: string | null;
}

/** SHA-256 over all that the catalog keeps of a table besides its size. The order of constraints and indexes does not count. */
export function structureHashOf(table: IntrospectedTable): string {
  const { type, variety, comment, columns, constraints, indexes } = inOrder(table);
  return createHash("sha256")
    .update(JSON.stringify([type, variety, comment, columns, constraints, indexes]))
    .digest("hex");
}

const byName = (a: { readonly name: string }, b: { readonly name: string }) =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

/** Columns by place, the rest by name, so that two readings of one structure are the same text. */
function inOrder(table: IntrospectedTable): IntrospectedTable {
  return {
    ...table,
    columns: table.columns.toSorted((a, b) => a.ordinal - b.ordinal),
    constraints: table.constraints.toSorted(byName),
    indexes: table.indexes.toSorted(byName),
  };
}

function primaryKeyOf(table: IntrospectedTable): string | null {
  const key = table.constraints.find((constraint) => constraint.type === "PRIMARY_KEY");
  return key === undefined ? null : key.columns.join(", ");
}

async function storeTables(tx: Tx, batch: Batch): Promise<readonly StoredTable[]> {
  const input = batch.tables.map(({ table, structureHash }) => ({
    schema_name: table.schema,
    table_name: table.name,
    table_type: table.type,
    variety: table.variety,
    primary_key: primaryKeyOf(table),
    row_estimate: table.rowEstimate,
    size_bytes: table.sizeBytes,
    comment: table.comment,
    structure_hash: structureHash,
  }));
  return tx.$queryRaw<StoredTable[]>`
    INSERT INTO database_tables AS stored
      (database_id, schema_name, table_name, table_type, variety, primary_key, row_estimate, size_bytes, comment, structure_hash,
       last_introspected_at)
    SELECT ${batch.databaseId}::uuid, schema_name, table_name, table_type::"TableType", variety, primary_key, row_estimate, size_bytes,
      comment, structure_hash, ${batch.mark}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(input)}::jsonb) AS input(schema_name text, table_name text, table_type text, variety text,
      primary_key text, row_estimate bigint, size_bytes bigint, comment text, structure_hash text)
    ORDER BY schema_name, table_name
    ON CONFLICT (database_id, schema_name, table_name) DO UPDATE SET
      table_type = excluded.table_type, variety = excluded.variety, primary_key = excluded.primary_key,
      row_estimate = excluded.row_estimate, size_bytes = excluded.size_bytes, comment = excluded.comment, vanished_at = NULL,
      structure_hash = excluded.structure_hash,
      last_introspected_at = greatest(stored.last_introspected_at, excluded.last_introspected_at)
    RETURNING id, schema_name, table_name, xmax = 0 AS added,
      coalesce((SELECT earlier.vanished_at IS NOT NULL FROM database_tables earlier WHERE earlier.id = stored.id), false) AS returned,
      (SELECT earlier.structure_hash FROM database_tables earlier WHERE earlier.id = stored.id) AS hash_before`;
}

const nothingStored: StructureCounts = { columnsAdded: 0, columnsChanged: 0, columnsVanished: 0, tablesChanged: 0 };

const nameOf = (schema: string, name: string) => JSON.stringify([schema, name]);

/**
 * Brings the inventory of these tables up to date in a fixed number of statements, however many they are; those whose hash is the one of the
 * last introspection cost no more than their own row. Ids stay what they were. Gives new drift findings by kind besides.
 */
export async function storeIntrospection(
  tx: Tx,
  batch: Batch,
): Promise<{ readonly counts: IntrospectionCounts; readonly differences: Readonly<Record<string, number>> }> {
  const stored = await storeTables(tx, batch);
  const rowOf = new Map(stored.map((row) => [nameOf(row.schema_name, row.table_name), row]));
  const tables = batch.tables.map(({ table, structureHash }) => {
    const row = rowOf.get(nameOf(table.schema, table.name));
    if (row === undefined) throw new TypeError(`Storing ${table.schema}.${table.name} gave no row.`);
    const isUnchanged = structureHash !== null && row.hash_before === structureHash;
    return { ...inOrder(table), id: row.id, isNew: row.added, isReturned: row.returned, isUnchanged };
  });
  const changed = tables.filter((table) => !table.isUnchanged);
  const { instanceId } = batch;
  const drift = await compareWithSnapshots(
    tx,
    tables.filter((table) => !table.isNew),
  );
  const structures = changed.length === 0 ? nothingStored : await storeStructures(tx, instanceId, changed);
  const differences = await storeDrift(tx, instanceId, drift);
  const estimates = tables.flatMap(({ id, rowEstimate }) =>
    rowEstimate === null ? [] : [{ table_id: id, row_count: rowEstimate }],
  );
  await storeEstimates(tx, instanceId, estimates);
  return {
    differences,
    counts: {
      tablesRead: tables.length,
      columnsRead: tables.reduce((sum, table) => sum + table.columns.length, 0),
      tablesAdded: stored.filter((row) => row.added).length,
      tablesVanished: 0,
      tablesReturned: stored.filter((row) => row.returned).length,
      ...structures,
      tablesKept: 0,
      columnsKept: batch.tables.reduce((sum, seen) => sum + seen.columnsKept, 0),
    },
  };
}

/** Tables that no introspection has touched since `mark`, besides those that are known to be out of sight only. */
export interface Untouched {
  readonly id: string;
  readonly schemaName: string;
  readonly tableName: string;
  readonly columnName: string | null;
  /** A definition reads it. */
  readonly isUsed: boolean;
}

export async function untouchedTables(tx: Tx, databaseId: string, mark: string): Promise<readonly Untouched[]> {
  return tx.$queryRaw<Untouched[]>`
    SELECT t.id, t.schema_name AS "schemaName", t.table_name AS "tableName",
      (SELECT c.column_name FROM table_columns c WHERE c.table_id = t.id AND c.vanished_at IS NULL
        ORDER BY c.ordinal_position LIMIT 1) AS "columnName",
      EXISTS (SELECT 1 FROM sync_definitions d WHERE d.source_table_id = t.id) AS "isUsed"
    FROM database_tables t
    WHERE t.database_id = ${databaseId}::uuid AND t.vanished_at IS NULL AND t.last_introspected_at < ${mark}::timestamptz
    ORDER BY t.schema_name, t.table_name`;
}

/**
 * Marks tables as gone, unless another introspection has seen them meanwhile; rows stay for what refers to them. Those that were dropped
 * (`dropped`) become drift findings, those that the chosen schemas leave out do not.
 */
export async function markVanishedTables(
  tx: Tx,
  input: {
    readonly instanceId: string;
    readonly mark: string;
    readonly dropped: readonly string[];
    readonly leftOut: readonly string[];
  },
): Promise<{ readonly vanished: number; readonly differences: Readonly<Record<string, number>> }> {
  const marked = await tx.$queryRaw<{ id: string }[]>`
    UPDATE database_tables SET vanished_at = now()
    WHERE id = ANY(${[...input.dropped, ...input.leftOut]}::uuid[]) AND vanished_at IS NULL
      AND last_introspected_at < ${input.mark}::timestamptz
    RETURNING id`;
  const dropped = new Set(input.dropped);
  const found = marked.filter(({ id }) => dropped.has(id)).map(({ id }) => id);
  await storeVanishedTables(tx, input.instanceId, found);
  return {
    vanished: marked.length,
    differences: found.length === 0 ? {} : { TABLE_VANISHED: found.length },
  };
}
