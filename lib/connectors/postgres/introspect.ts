import { z } from "zod";
import type {
  IntrospectedColumn,
  IntrospectedConstraint,
  IntrospectedIndex,
  IntrospectedTable,
} from "@/lib/connectors/connector";
import type { PostgresPool } from "./client";
import type { PostgresConfig } from "./config";
import { conversionOf } from "./convert";
import { type NativeType, resolveDomain, typesFromRows, typesQuery } from "./native-type";
import { rowEstimateOf } from "./snapshot";
import { visibleTables } from "./visible-tables";

/** Tables fetched at a time: what is held in memory, whatever the number of tables. */
const batchSize = 100;

/**
 * All tables and views the role may read, in order of schema and name, in one snapshot of the catalog: four statements whatever their
 * number, the tables streamed. Ordinary and foreign tables and partitioned parents are BASE, views and materialized views are VIEW;
 * partitions belong to their parent and are left out. Schemas without USAGE, tables and columns without SELECT are absent.
 * @throws SyncError by driver code, or the signal's reason
 */
export async function* introspectDatabase(
  pool: PostgresPool,
  config: PostgresConfig,
  signal?: AbortSignal,
): AsyncGenerator<IntrospectedTable> {
  const session = await pool.open(signal);
  try {
    // The stream's time limit is its signal: a portal's would count to its last row. Names outside the path are written with their schema.
    await session.begin({ statementTimeoutMs: 0, also: ["SET LOCAL search_path = ''"] });
    const tables = visibleTables(config);
    const types = typesFromRows(await session.query(typesQuery(usedTypesOf(tables.text)), tables.values));
    for await (const rows of session.stream(tablesQueryOf(tables.text), tables.values, batchSize)) {
      for (const row of rows) yield tableFromRow(row, types);
    }
  } finally {
    await session.end();
  }
}

const usedTypesOf = (tables: string) => `
  SELECT DISTINCT a.atttypid FROM pg_attribute AS a
  WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid IN (SELECT c.oid ${tables})`;

/** Names of the attributes of `relation` whose numbers are in `numbers`, in that order, as JSON. */
const attributeNames = (relation: string, numbers: string) => `
  (SELECT json_agg(ka.attname ORDER BY k.ordinal) FROM unnest(${numbers}) WITH ORDINALITY AS k(attnum, ordinal)
   JOIN pg_attribute AS ka ON ka.attrelid = ${relation} AND ka.attnum = k.attnum)`;

const columnsOfTable = `
  SELECT json_agg(json_build_array(a.attnum, a.attname, a.atttypid::bigint, a.atttypmod, format_type(a.atttypid, a.atttypmod),
      a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity <> '', a.attgenerated <> '',
      CASE WHEN a.attcollation <> t.typcollation OR coll.collname <> 'default' THEN coll.collname END,
      col_description(c.oid, a.attnum)) ORDER BY a.attnum)
  FROM pg_attribute AS a
  JOIN pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_collation AS coll ON coll.oid = a.attcollation
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    AND (has_table_privilege(c.oid, 'SELECT') OR has_column_privilege(c.oid, a.attnum, 'SELECT'))`;

const constraintsOfTable = `
  SELECT json_agg(json_build_array(con.conname, con.contype, ${attributeNames("con.conrelid", "con.conkey")},
      CASE WHEN con.contype = 'f' THEN (
        SELECT fn.nspname || '.' || fc.relname FROM pg_class AS fc JOIN pg_namespace AS fn ON fn.oid = fc.relnamespace
        WHERE fc.oid = con.confrelid) END,
      pg_get_constraintdef(con.oid)) ORDER BY con.contype, con.conname)
  FROM pg_constraint AS con
  WHERE con.conrelid = c.oid AND con.contype IN ('p', 'f', 'u', 'c', 'x')
    AND (con.contype <> 'f' OR con.conparentid = 0)`;

const indexesOfTable = `
  SELECT json_agg(json_build_array(ic.relname, i.indisunique, i.indisprimary,
      i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL, am.amname,
      (SELECT json_agg(coalesce(ka.attname::text, pg_get_indexdef(i.indexrelid, k.ordinal::int, true)) ORDER BY k.ordinal)
       FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(attnum, ordinal)
       LEFT JOIN pg_attribute AS ka ON ka.attrelid = i.indrelid AND ka.attnum = k.attnum AND k.attnum <> 0
       WHERE k.ordinal <= i.indnkeyatts),
      pg_get_indexdef(i.indexrelid)) ORDER BY ic.relname)
  FROM pg_index AS i
  JOIN pg_class AS ic ON ic.oid = i.indexrelid
  JOIN pg_am AS am ON am.oid = ic.relam
  WHERE i.indrelid = c.oid AND i.indislive`;

const tablesQueryOf = (tables: string) => `
  SELECT n.nspname, c.relname, c.relkind, ${rowEstimateOf("c")},
    CASE c.relkind
      WHEN 'p' THEN (SELECT sum(pg_total_relation_size(part.relid))::bigint FROM pg_partition_tree(c.oid) AS part WHERE part.isleaf)
      WHEN 'r' THEN pg_total_relation_size(c.oid)
      WHEN 'm' THEN pg_total_relation_size(c.oid) END,
    obj_description(c.oid, 'pg_class'),
    (${columnsOfTable}), (${constraintsOfTable}), (${indexesOfTable})
  ${tables}
  ORDER BY n.nspname, c.relname`;

const text = z.string();
const columnSchema = z.tuple([
  z.number(), // ordinal
  text, // name
  z.number(), // type oid
  z.number(), // typmod
  text, // exact type
  z.boolean(), // NOT NULL
  text.nullable(), // default or generating expression
  z.boolean(), // identity
  z.boolean(), // generated
  text.nullable(), // collation other than the type's own
  text.nullable(), // comment
]);
const constraintSchema = z.tuple([
  text,
  z.enum(["p", "f", "u", "c", "x"]),
  z.array(text).nullable(),
  text.nullable(),
  text.nullable(),
]);
const indexSchema = z.tuple([
  text, // name
  z.boolean(), // unique
  z.boolean(), // of the primary key
  z.boolean(), // valid, whole and over plain columns
  text, // method
  z.array(text), // columns and expressions
  text.nullable(), // definition
]);

const listOf = <Item extends z.ZodType>(item: Item) =>
  text.nullable().transform((json): z.output<Item>[] => (json === null ? [] : z.array(item).parse(JSON.parse(json))));

const tableSchema = z.tuple([
  text, // schema
  text, // name
  text, // relkind
  z.coerce.number().nullable(), // row estimate
  z.coerce.number().nullable(), // bytes
  text.nullable(), // comment
  listOf(columnSchema),
  listOf(constraintSchema),
  listOf(indexSchema),
]);

type ColumnCells = z.output<typeof columnSchema>;
type IndexCells = z.output<typeof indexSchema>;

const constraintTypes = {
  p: "PRIMARY_KEY",
  f: "FOREIGN_KEY",
  u: "UNIQUE",
  c: "CHECK",
  // An exclusion constraint is a check against the other rows; its definition says so.
  x: "CHECK",
} as const;

function tableFromRow(row: unknown, types: ReadonlyMap<number, NativeType>): IntrospectedTable {
  const [schema, name, relkind, rowEstimate, sizeBytes, comment, columns, constraints, indexes] =
    tableSchema.parse(row);
  return {
    schema,
    name,
    type: relkind === "v" || relkind === "m" ? "VIEW" : "BASE",
    rowEstimate,
    sizeBytes,
    comment,
    columns: columns.map((column) => columnFromCells(column, indexes, types)),
    constraints: constraints.map(
      ([constraintName, type, names, referencedTable, definition]): IntrospectedConstraint => ({
        name: constraintName,
        type: constraintTypes[type],
        columns: names ?? [],
        referencedTable,
        definition,
      }),
    ),
    indexes: indexes.map(
      ([indexName, isUnique, , , method, names, definition]): IntrospectedIndex => ({
        name: indexName,
        isUnique,
        method,
        columns: names,
        definition,
      }),
    ),
  };
}

function columnFromCells(
  cells: ColumnCells,
  indexes: readonly IndexCells[],
  types: ReadonlyMap<number, NativeType>,
): IntrospectedColumn {
  const [
    ordinal,
    name,
    typeOid,
    typmod,
    nativeType,
    isNotNull,
    defaultValue,
    isIdentity,
    isGenerated,
    collation,
    comment,
  ] = cells;
  const declared = types.get(typeOid);
  const base = declared && resolveDomain(declared, typmod);
  return {
    ordinal,
    name,
    dataType: base?.type.label ?? nativeType,
    nativeType,
    kind: declared ? conversionOf(declared).kind : "unknown",
    ...(base ? measuresOf(base.type, base.typmod) : { maxLength: null, precision: null, scale: null }),
    isNullable: !(isNotNull || base?.isNotNull),
    defaultValue,
    isIdentity,
    isGenerated,
    isPrimaryKey: indexes.some(([, , isPrimary, , , names]) => isPrimary && names.includes(name)),
    isUnique: indexes.some(
      ([, isUnique, , isWhole, , names]) => isUnique && isWhole && names.length === 1 && names[0] === name,
    ),
    collation,
    comment,
    enumValues: base?.type.enumValues ?? null,
  };
}

/** Length, precision and scale out of the type modifier, as each type's typmodout function reads it. */
export function measuresOf(
  type: Pick<NativeType, "name" | "isBuiltIn">,
  typmod: number,
): Pick<IntrospectedColumn, "maxLength" | "precision" | "scale"> {
  const none = { maxLength: null, precision: null, scale: null };
  if (!type.isBuiltIn || typmod < 0) return none;
  switch (type.name) {
    case "varchar":
    case "bpchar":
      return { ...none, maxLength: typmod - 4 };
    case "bit":
    case "varbit":
      return { ...none, maxLength: typmod };
    case "numeric": {
      const packed = typmod - 4;
      // Eleven bits with sign: a scale may be negative since version 15.
      return { ...none, precision: (packed >> 16) & 0xffff, scale: ((packed & 0x7ff) ^ 1024) - 1024 };
    }
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
      return { ...none, precision: typmod };
    case "interval":
      return { ...none, precision: (typmod & 0xffff) === 0xffff ? null : typmod & 0xffff };
    default:
      return none;
  }
}
