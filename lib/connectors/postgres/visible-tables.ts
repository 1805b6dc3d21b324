import { likePatterns, type SchemaPatterns } from "@/lib/connectors/sql/config";

/** SQL by which the role may read the relation `c` in schema `n`, or a part of it. */
export const isVisible =
  "pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')";

interface TablesQuery {
  readonly text: string;
  readonly values: readonly (readonly string[] | null)[];
}

/**
 * SQL for the relations `c` in schemas `n` that the patterns of the config admit, with the two parameters it needs. Partitions belong to
 * their parent; names beginning with `pg_` are reserved for the system.
 */
export function admittedTables(config: SchemaPatterns): TablesQuery {
  return {
    text: `
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    AND ($1::text[] IS NULL OR n.nspname LIKE ANY ($1::text[]))
    AND ($2::text[] IS NULL OR NOT n.nspname LIKE ANY ($2::text[]))`,
    values: [likePatterns(config.includeSchemas), likePatterns(config.excludeSchemas)],
  };
}

/** Of those, the ones that are cataloged: what the role may read. */
export function visibleTables(config: SchemaPatterns): TablesQuery {
  const { text, values } = admittedTables(config);
  return { text: `${text} AND ${isVisible}`, values };
}
