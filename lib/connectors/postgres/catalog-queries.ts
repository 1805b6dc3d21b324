import { z } from "zod";
import { rowEstimateOf } from "./snapshot";

export const usedTypesOf = (tables: string) => `
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
      CASE WHEN con.contype = 'f' THEN ${attributeNames("con.confrelid", "con.confkey")} END,
      pg_get_constraintdef(con.oid)) ORDER BY con.contype, con.conname)
  FROM pg_constraint AS con
  WHERE con.conrelid = c.oid AND con.contype IN ('p', 'f', 'u', 'c', 'x')
    AND (con.contype <> 'f' OR con.conparentid = 0)`;

const indexesOfTable = `
  SELECT json_agg(json_build_array(ic.relname, i.indisunique, i.indisprimary,
      i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL, am.amname,
      (SELECT json_agg(json_build_array(
           coalesce(ka.attname::text, pg_get_indexdef(i.indexrelid, k.ordinal::int, true)),
           k.ordinal > i.indnkeyatts, coalesce(k.flags & 1, 0) = 1) ORDER BY k.ordinal)
       FROM unnest(i.indkey::smallint[], i.indoption::smallint[]) WITH ORDINALITY AS k(attnum, flags, ordinal)
       LEFT JOIN pg_attribute AS ka ON ka.attrelid = i.indrelid AND ka.attnum = k.attnum AND k.attnum <> 0),
      pg_get_expr(i.indpred, i.indrelid, true), pg_get_indexdef(i.indexrelid)) ORDER BY ic.relname)
  FROM pg_index AS i
  JOIN pg_class AS ic ON ic.oid = i.indexrelid
  JOIN pg_am AS am ON am.oid = ic.relam
  WHERE i.indrelid = c.oid AND i.indislive`;

export const tablesQueryOf = (tables: string) => `
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
  text.nullable(), // parent of a foreign key
  z.array(text).nullable(), // its columns
  text.nullable(), // definition
]);
const indexSchema = z.tuple([
  text, // name
  z.boolean(), // unique
  z.boolean(), // of the primary key
  z.boolean(), // valid, whole and over plain columns
  text, // method
  z.array(z.tuple([text, z.boolean(), z.boolean()])), // columns and expressions; carried along; downwards
  text.nullable(), // predicate
  text.nullable(), // definition
]);

const listOf = <Item extends z.ZodType>(item: Item) =>
  text.nullable().transform((json): z.output<Item>[] => (json === null ? [] : z.array(item).parse(JSON.parse(json))));

export const tableSchema = z.tuple([
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

export type ColumnCells = z.output<typeof columnSchema>;
export type IndexCells = z.output<typeof indexSchema>;
