import type { ServerVersion } from "./version";

/** Tables and views of one database: name, type, engine, rows, bytes, options, comment. */
export const tablesQuery = `
  SELECT table_name, table_type, engine, table_rows, data_length + index_length, create_options, table_comment
  FROM information_schema.tables
  WHERE table_schema = ? AND table_type IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')`;

/**
 * Columns of one database, table by table. Names are ordered by their bytes, so that two tables whose names differ in case only are not
 * mixed.
 */
export const columnsQuery = `
  SELECT table_name, column_name, ordinal_position, data_type, column_type, character_maximum_length, numeric_precision, numeric_scale,
    datetime_precision, is_nullable, column_default, extra, generation_expression, collation_name, column_comment, privileges
  FROM information_schema.columns
  WHERE table_schema = ?
  ORDER BY CAST(table_name AS BINARY), ordinal_position`;

/** Parts of all indexes in order. Expressions are MySQL's only (since 8.0.13), and each server has its own word for an unused index. */
export function indexesQuery(version: ServerVersion): string {
  const own = version.isMariaDb ? "NULL, IF(ignored = 'NO', 'YES', 'NO')" : "expression, is_visible";
  return `
    SELECT table_name, index_name, non_unique, column_name, sub_part, collation, index_type, ${own}
    FROM information_schema.statistics
    WHERE table_schema = ?
    ORDER BY CAST(table_name AS BINARY), index_name <> 'PRIMARY', index_name, seq_in_index`;
}

/** Columns of all foreign keys in order. Also visible to a user who may only read. */
export const foreignKeysQuery = `
  SELECT table_name, constraint_name, column_name, referenced_table_schema, referenced_table_name, referenced_column_name
  FROM information_schema.key_column_usage
  WHERE table_schema = ? AND referenced_table_name IS NOT NULL
  ORDER BY table_name, constraint_name, ordinal_position`;

/** What foreign keys do on update and delete. MariaDB shows it to users with more than SELECT only. */
export const foreignKeyRulesQuery = `
  SELECT table_name, constraint_name, update_rule, delete_rule
  FROM information_schema.referential_constraints
  WHERE constraint_schema = ?`;

/** Check constraints: table, name, condition, whether of one column. */
export function checksQuery(version: ServerVersion): string {
  if (version.isMariaDb) {
    return `
      SELECT table_name, constraint_name, check_clause, level = 'Column'
      FROM information_schema.check_constraints WHERE constraint_schema = ? ORDER BY table_name, constraint_name`;
  }
  return `
    SELECT t.table_name, c.constraint_name, c.check_clause, 0
    FROM information_schema.check_constraints AS c
    JOIN information_schema.table_constraints AS t
      ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name AND t.constraint_type = 'CHECK'
    WHERE c.constraint_schema = ? ORDER BY t.table_name, c.constraint_name`;
}

/** Whether a user has a right on a whole database: MariaDB shows check constraints to nobody else. Names there are LIKE patterns. */
export const wholeDatabaseQuery = `
  SELECT 1 FROM information_schema.schema_privileges WHERE ? LIKE table_schema
  UNION SELECT 1 FROM information_schema.user_privileges WHERE privilege_type = 'SELECT' LIMIT 1`;

/** Databases that one may see, without the server's own. */
export const schemasQuery = `
  SELECT schema_name FROM information_schema.schemata
  WHERE schema_name NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')
  ORDER BY schema_name`;
