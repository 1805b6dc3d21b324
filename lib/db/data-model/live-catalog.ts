import type pg from "pg";

/** What a metastore is in fact, from PostgreSQL's own catalog. */
export interface LiveCatalog {
  readonly tables: readonly LiveTable[];
}

export interface LiveTable {
  readonly name: string;
  readonly columns: readonly LiveColumn[];
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly LiveForeignKey[];
  /** Whole and plain ones: without a condition and without expressions. */
  readonly indexes: readonly LiveIndex[];
}

export interface LiveColumn {
  readonly name: string;
  /** As PostgreSQL names it, without precision; `enum` for an enum type. */
  readonly type: string;
  readonly values: readonly string[];
  readonly isNullable: boolean;
}

export interface LiveForeignKey {
  readonly columns: readonly string[];
  readonly references: string;
}

export interface LiveIndex {
  readonly columns: readonly string[];
  readonly isUnique: boolean;
  readonly nullsNotDistinct: boolean;
}

/** Manual of PostgreSQL, chapter System Catalogs. `conkey` and `indkey` hold column numbers in order. */
const statement = `
SELECT t.relname AS name,
  (SELECT json_agg(json_build_object(
      'name', a.attname,
      'type', CASE WHEN y.typtype = 'e' THEN 'enum' ELSE format_type(a.atttypid, NULL) END,
      'values', ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = a.atttypid ORDER BY e.enumsortorder),
      'isNullable', NOT a.attnotnull) ORDER BY a.attnum)
    FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
    WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
  coalesce((SELECT json_agg(a.attname ORDER BY k.place)
    FROM pg_constraint c, unnest(c.conkey) WITH ORDINALITY k(number, place)
    JOIN pg_attribute a ON a.attnum = k.number
    WHERE c.conrelid = t.oid AND c.contype = 'p' AND a.attrelid = t.oid), '[]') AS "primaryKey",
  coalesce((SELECT json_agg(json_build_object(
      'columns', ARRAY(SELECT a.attname FROM unnest(c.conkey) WITH ORDINALITY k(number, place)
        JOIN pg_attribute a ON a.attnum = k.number AND a.attrelid = t.oid ORDER BY k.place),
      'references', parent.relname))
    FROM pg_constraint c JOIN pg_class parent ON parent.oid = c.confrelid
    WHERE c.conrelid = t.oid AND c.contype = 'f' AND c.convalidated), '[]') AS "foreignKeys",
  coalesce((SELECT json_agg(json_build_object(
      'columns', ARRAY(SELECT a.attname FROM unnest(i.indkey) WITH ORDINALITY k(number, place)
        JOIN pg_attribute a ON a.attnum = k.number AND a.attrelid = t.oid
        WHERE k.place <= i.indnkeyatts ORDER BY k.place),
      'isUnique', i.indisunique,
      'nullsNotDistinct', i.indnullsnotdistinct))
    FROM pg_index i
    WHERE i.indrelid = t.oid AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND NOT i.indisprimary), '[]') AS indexes
FROM pg_class t
WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace
ORDER BY t.relname`;

export async function readLiveCatalog(client: pg.Client): Promise<LiveCatalog> {
  const { rows } = await client.query<LiveTable>(statement);
  return { tables: rows };
}
