import { likePatterns, type SchemaPatterns } from "@/lib/connectors/sql/config";
import { typeCells, typeJoin } from "./column-type";

/**
 * The statements of introspection, on the catalog views that SQL Server 2016 documents (Transact-SQL reference, "Object catalog views").
 * Each is a plain SELECT; what belongs to a table begins with its object id and comes in the order of object ids.
 */

/** Columns of catalog views that not every server has: `tables.temporal_type`, `columns.generated_always_type` … */
export type Feature =
  | "tables.temporal_type"
  | "tables.is_external"
  | "columns.generated_always_type"
  | "columns.is_hidden";

export const featuresQuery = `
  SELECT o.name + N'.' + c.name FROM sys.all_columns AS c
  JOIN sys.all_objects AS o ON o.object_id = c.object_id
  JOIN sys.schemas AS s ON s.schema_id = o.schema_id
  WHERE s.name = N'sys' AND (o.name = N'tables' AND c.name IN (N'temporal_type', N'is_external')
    OR o.name = N'columns' AND c.name IN (N'generated_always_type', N'is_hidden'))`;

/** User tables and views of the schemas that the patterns of the config admit, with the parameters that it needs. */
export function tablesQuery(
  config: SchemaPatterns,
  features: ReadonlySet<Feature>,
): { text: string; values: string[] } {
  const values: string[] = [];
  const anyOf = (patterns: readonly string[]) =>
    patterns
      .map((pattern) => {
        // In T-SQL a bracket begins a set of characters.
        values.push(pattern.replaceAll("[", "\\["));
        return `s.name LIKE @p${values.length} ESCAPE N'\\'`;
      })
      .join(" OR ");
  const included = likePatterns(config.includeSchemas);
  const excluded = likePatterns(config.excludeSchemas);
  const optional = (feature: Feature, cell: string) => (features.has(feature) ? cell : "NULL");
  return {
    text: `
  SELECT o.object_id, s.name, o.name, RTRIM(o.type), ${optional("tables.temporal_type", "t.temporal_type")},
    ${optional("tables.is_external", "t.is_external")}
  FROM sys.objects AS o
  JOIN sys.schemas AS s ON s.schema_id = o.schema_id
  LEFT JOIN sys.tables AS t ON t.object_id = o.object_id
  WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0${included ? ` AND (${anyOf(included)})` : ""}${
    excluded ? ` AND NOT (${anyOf(excluded)})` : ""
  }
  ORDER BY o.object_id`,
    values,
  };
}

/** Restricts a statement to the objects `@p1` to `@p2` of one batch. */
const within = (objectId: string): string => `${objectId} BETWEEN CAST(@p1 AS int) AND CAST(@p2 AS int)`;

/** Hidden columns that no period owns belong to graph tables and cannot be selected. */
export function columnsQuery(features: ReadonlySet<Feature>): string {
  const generated = features.has("columns.generated_always_type");
  const internal = generated && features.has("columns.is_hidden");
  return `
  SELECT c.object_id, c.column_id, c.name, ${typeCells("c", "bt")}, ty.name, ts.name, ty.is_user_defined, c.is_nullable, c.is_identity,
    c.is_computed, ${generated ? "c.generated_always_type" : "NULL"}
  FROM sys.columns AS c
  JOIN sys.objects AS o ON o.object_id = c.object_id
  ${typeJoin("c", "bt")}
  LEFT JOIN sys.types AS ty ON ty.user_type_id = c.user_type_id
  LEFT JOIN sys.schemas AS ts ON ts.schema_id = ty.schema_id
  WHERE o.type IN ('U', 'V') AND ${within("c.object_id")}${
    internal ? "\n    AND NOT (c.is_hidden = 1 AND c.generated_always_type = 0)" : ""
  }
  ORDER BY c.object_id, c.column_id`;
}

/** Columns whose values the login may not select: denied or never granted (HAS_PERMS_BY_NAME answers NULL where it cannot tell). */
export const unreadableQuery = `
  SELECT c.object_id, c.column_id
  FROM sys.columns AS c
  JOIN sys.objects AS o ON o.object_id = c.object_id
  JOIN sys.schemas AS s ON s.schema_id = o.schema_id
  WHERE o.type IN ('U', 'V') AND ${within("c.object_id")}
    AND HAS_PERMS_BY_NAME(QUOTENAME(s.name) + N'.' + QUOTENAME(o.name), N'OBJECT', N'SELECT', c.name, N'COLUMN') = 0
  ORDER BY c.object_id, c.column_id`;

export const defaultsQuery = `
  SELECT d.parent_object_id, d.parent_column_id, d.definition FROM sys.default_constraints AS d
  WHERE ${within("d.parent_object_id")}
  ORDER BY d.parent_object_id, d.parent_column_id`;

export const computedQuery = `
  SELECT c.object_id, c.column_id, c.definition FROM sys.computed_columns AS c
  WHERE ${within("c.object_id")}
  ORDER BY c.object_id, c.column_id`;

const indexCells = (typeText: string, disabled: string, filter: string): string =>
  `SELECT i.object_id, i.index_id, i.name, i.type, ${typeText}, i.is_unique, i.is_primary_key, i.is_unique_constraint, ${disabled},
    ${filter}, c.name, ic.key_ordinal, ic.is_descending_key, ic.is_included_column
  FROM sys.indexes AS i
  JOIN sys.index_columns AS ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id
  JOIN sys.columns AS c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
  WHERE i.type <> 0 AND ${within("i.object_id")}`;

const byPlaceInIndex = "ORDER BY i.object_id, i.index_id, ic.key_ordinal, ic.index_column_id";

/** One row for each column of each index; heaps (type 0) and indexes that exist only on paper are left out. */
export const indexesQuery = `
  ${indexCells("i.type_desc", "i.is_disabled", "i.filter_definition")} AND i.is_hypothetical = 0
  ${byPlaceInIndex}`;

/** The same by what every server has: a table without its keys is of little use. */
export const plainIndexesQuery = `
  ${indexCells("NULL", "0", "NULL")}
  ${byPlaceInIndex}`;

export const fullTextQuery = `
  SELECT fc.object_id, c.name FROM sys.fulltext_index_columns AS fc
  JOIN sys.columns AS c ON c.object_id = fc.object_id AND c.column_id = fc.column_id
  WHERE ${within("fc.object_id")}
  ORDER BY fc.object_id, fc.column_id`;

/** The parent is NULL where the login may not see it. */
export const foreignKeysQuery = `
  SELECT f.parent_object_id, f.object_id, f.name, f.is_disabled, f.delete_referential_action, f.update_referential_action, rs.name, ro.name,
    c.name, rc.name
  FROM sys.foreign_keys AS f
  JOIN sys.foreign_key_columns AS fc ON fc.constraint_object_id = f.object_id
  JOIN sys.columns AS c ON c.object_id = fc.parent_object_id AND c.column_id = fc.parent_column_id
  LEFT JOIN sys.objects AS ro ON ro.object_id = fc.referenced_object_id
  LEFT JOIN sys.schemas AS rs ON rs.schema_id = ro.schema_id
  LEFT JOIN sys.columns AS rc ON rc.object_id = fc.referenced_object_id AND rc.column_id = fc.referenced_column_id
  WHERE ${within("f.parent_object_id")}
  ORDER BY f.parent_object_id, f.object_id, fc.constraint_column_id`;

export const checksQuery = `
  SELECT k.parent_object_id, k.name, k.is_disabled, k.definition FROM sys.check_constraints AS k
  WHERE ${within("k.parent_object_id")}
  ORDER BY k.parent_object_id, k.name`;

/** Of the table itself where the column's number is 0. */
export const commentsQuery = `
  SELECT e.major_id, e.minor_id, CONVERT(nvarchar(4000), e.value) FROM sys.extended_properties AS e
  WHERE e.class = 1 AND e.name = N'MS_Description' AND ${within("e.major_id")}
  ORDER BY e.major_id, e.minor_id`;

/** Counted by nobody: the number that the server keeps for each partition of heap or clustered index. */
export const rowsQuery = `
  SELECT p.object_id, SUM(p.rows) FROM sys.partitions AS p
  WHERE p.index_id IN (0, 1) AND ${within("p.object_id")}
  GROUP BY p.object_id
  ORDER BY p.object_id`;

/** Reserved bytes: pages of 8 KiB. A unit belongs to a heap or index (types 1 and 3) or to a partition (2). */
export const sizesQuery = `
  SELECT u.object_id, SUM(u.pages) * 8192 FROM (
    SELECT p.object_id AS object_id, a.total_pages AS pages FROM sys.partitions AS p
    JOIN sys.allocation_units AS a ON a.container_id = p.hobt_id WHERE a.type IN (1, 3) AND ${within("p.object_id")}
    UNION ALL
    SELECT p.object_id AS object_id, a.total_pages AS pages FROM sys.partitions AS p
    JOIN sys.allocation_units AS a ON a.container_id = p.partition_id WHERE a.type = 2 AND ${within("p.object_id")}
  ) AS u
  GROUP BY u.object_id
  ORDER BY u.object_id`;

/** Tables whose rows lie in the partitions of a scheme. */
export const partitionedQuery = `
  SELECT i.object_id FROM sys.indexes AS i
  JOIN sys.partition_schemes AS ps ON ps.data_space_id = i.data_space_id
  WHERE i.index_id IN (0, 1) AND ${within("i.object_id")}
  ORDER BY i.object_id`;
