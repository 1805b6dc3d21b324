import type { IntrospectedTable } from "@/lib/connectors/connector";
import type { Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";

/** A table as it was read, with its id in the catalog. */
export type CatalogedTable = IntrospectedTable & {
  readonly id: string;
  /** It was not cataloged before. */
  readonly isNew: boolean;
};

/** What the stored structures changed. */
export interface StructureCounts {
  readonly columnsAdded: number;
  readonly columnsChanged: number;
  readonly columnsVanished: number;
  /** Tables that had an earlier snapshot, and a different one. */
  readonly tablesChanged: number;
}

/** A member of a column, constraint or index as connectors tell it, the catalog's column for it, and its type there. */
type Field = readonly [member: string, column: string, type: string];

const columnFields: readonly Field[] = [
  ["ordinal", "ordinal_position", "int"],
  ["dataType", "data_type", "text"],
  ["nativeType", "native_type", "text"],
  ["kind", "value_kind", "text"],
  ["maxLength", "max_length", "int"],
  ["precision", "numeric_precision", "int"],
  ["scale", "numeric_scale", "int"],
  ["isNullable", "is_nullable", "boolean"],
  ["defaultValue", "default_value", "text"],
  ["isIdentity", "is_identity", "boolean"],
  ["isGenerated", "is_generated", "boolean"],
  ["isPrimaryKey", "is_primary_key", "boolean"],
  ["isUnique", "is_unique", "boolean"],
  ["collation", "collation", "text"],
  ["comment", "comment", "text"],
  ["enumValues", "enum_values", "jsonb"],
  ["isRowVersion", "is_row_version", "boolean"],
];

const constraintFields: readonly Field[] = [
  ["name", "constraint_name", "text"],
  ["type", "constraint_type", `"ConstraintType"`],
  ["columns", "columns", "jsonb"],
  ["referencedTable", "referenced_table", "text"],
  ["referencedColumns", "referenced_columns", "jsonb"],
  ["definition", "definition", "text"],
];

const indexFields: readonly Field[] = [
  ["name", "index_name", "text"],
  ["isUnique", "is_unique", "boolean"],
  ["method", "index_method", "text"],
  ["columns", "columns", "jsonb"],
  ["descendingColumns", "descending_columns", "jsonb"],
  ["includedColumns", "included_columns", "jsonb"],
  ["predicate", "predicate", "text"],
  ["isWhole", "is_whole", "boolean"],
  ["definition", "definition", "text"],
];

const listed = (fields: readonly Field[], line: (field: Field) => string) => fields.map(line).join(", ");
const membersOf = (fields: readonly Field[], prefix = "") => listed(fields, ([member]) => `${prefix}"${member}"`);
const columnsOf = (fields: readonly Field[], prefix = "") => listed(fields, ([, column]) => `${prefix}"${column}"`);
const shapeOf = (fields: readonly Field[]) => listed(fields, ([member, , type]) => `"${member}" ${type}`);

/** Columns are matched by their names: ids stay, what is gone is marked. */
const columnParts = `
  column_input AS MATERIALIZED (
    SELECT input.table_id, part.* FROM input
    CROSS JOIN LATERAL jsonb_to_recordset(input.columns) AS part(name text, ${shapeOf(columnFields)})
  ), stored_columns AS (
    INSERT INTO table_columns AS stored (table_id, column_name, ${columnsOf(columnFields)})
    SELECT table_id, name, ${membersOf(columnFields)} FROM column_input ORDER BY table_id, name
    ON CONFLICT (table_id, column_name) DO UPDATE
      SET ${listed(columnFields, ([, column]) => `"${column}" = excluded."${column}"`)}, vanished_at = NULL
    WHERE (${columnsOf(columnFields, "stored.")}) IS DISTINCT FROM (${columnsOf(columnFields, "excluded.")})
      OR stored.vanished_at IS NOT NULL
    RETURNING xmax = 0 AS added
  ), gone_columns AS (
    UPDATE table_columns gone SET vanished_at = now() FROM input
    WHERE NOT input.is_new AND gone.table_id = input.table_id AND gone.vanished_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM column_input seen WHERE seen.table_id = gone.table_id AND seen.name = gone.column_name)
    RETURNING 1
  )`;

/** Nothing refers to a constraint or an index by its id: what differs is replaced, what is equal keeps its row. */
function replacedParts(part: "constraints" | "indexes", fields: readonly Field[]): string {
  const isStored = `stored.table_id = seen.table_id
    AND (${membersOf(fields, "seen.")}) IS NOT DISTINCT FROM (${columnsOf(fields, "stored.")})`;
  return `
  ${part}_input AS MATERIALIZED (
    SELECT input.table_id, part.* FROM input CROSS JOIN LATERAL jsonb_to_recordset(input.${part}) AS part(${shapeOf(fields)})
  ), removed_${part} AS (
    DELETE FROM table_${part} stored USING input WHERE NOT input.is_new AND stored.table_id = input.table_id
      AND NOT EXISTS (SELECT 1 FROM ${part}_input seen WHERE ${isStored})
  ), stored_${part} AS (
    INSERT INTO table_${part} (table_id, ${columnsOf(fields)})
    SELECT table_id, ${membersOf(fields)} FROM ${part}_input seen
    WHERE NOT EXISTS (SELECT 1 FROM table_${part} stored WHERE ${isStored})
  )`;
}

/** One snapshot for each table whose structure differs from its latest one. */
const snapshotParts = `
  different AS MATERIALIZED (
    SELECT input.table_id, input.columns, input.constraints, input.indexes, latest.id IS NOT NULL AS had_one FROM input
    LEFT JOIN LATERAL (
      SELECT id, columns, constraints, indexes FROM schema_snapshots earlier
      WHERE earlier.table_id = input.table_id ORDER BY captured_at DESC LIMIT 1
    ) latest ON true
    WHERE latest.id IS NULL
      OR (latest.columns, latest.constraints, latest.indexes) IS DISTINCT FROM (input.columns, input.constraints, input.indexes)
  )`;

const beforeSnapshots = Prisma.raw(
  [
    columnParts,
    replacedParts("constraints", constraintFields),
    replacedParts("indexes", indexFields),
    snapshotParts,
  ].join(","),
);

/**
 * Brings columns, constraints and indexes of these tables up to date and keeps a snapshot of what changed: one statement, because it must
 * carry every structure to the metastore, and that is the weight of an introspection.
 */
export async function storeStructures(
  tx: Tx,
  instanceId: string,
  tables: readonly CatalogedTable[],
): Promise<StructureCounts> {
  const structures = tables.map(({ id, isNew, columns, constraints, indexes }) => ({
    table_id: id,
    is_new: isNew,
    columns,
    constraints,
    indexes,
  }));
  const [counts] = await tx.$queryRaw<StructureCounts[]>`
    WITH input AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(structures)}::jsonb)
        AS each(table_id uuid, is_new boolean, columns jsonb, constraints jsonb, indexes jsonb)
    ), ${beforeSnapshots}, snapshots AS (
      INSERT INTO schema_snapshots (table_id, database_instance_id, captured_at, columns, constraints, indexes)
      SELECT table_id, ${instanceId}::uuid, clock_timestamp(), columns, constraints, indexes FROM different
    )
    SELECT (SELECT count(*)::int FROM stored_columns WHERE added) AS "columnsAdded",
      (SELECT count(*)::int FROM stored_columns WHERE NOT added) AS "columnsChanged",
      (SELECT count(*)::int FROM gone_columns) AS "columnsVanished",
      (SELECT count(*)::int FROM different WHERE had_one) AS "tablesChanged"`;
  if (!counts) throw new TypeError("Storing the structures gave no counts.");
  return counts;
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
