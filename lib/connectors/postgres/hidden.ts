import { z } from "zod";
import type { Finding } from "@/lib/connectors/connector";
import type { SchemaPatterns } from "@/lib/connectors/sql/config";
import type { Session } from "./session";
import { admittedTables, isVisible } from "./visible-tables";

/** What there is in the schemas that the patterns admit, and what of it the role may not see. */
export interface Census {
  readonly tables: number;
  readonly columns: number;
  /** Of the visible tables, those in which something may be written. */
  readonly writableTables: number;
  readonly schemas: number;
  readonly closedSchemas: number;
  readonly closedTables: number;
  readonly closedColumns: number;
  /** Of the visible tables, those whose rows a policy keeps from the role in part. */
  readonly filteredTables: number;
}

const count = z.coerce.number();
const censusSchema = z.tuple([count, count, count, count, count, count, count, count]);

/** One statement, whatever the number of tables. */
export async function takeCensus(session: Session, config: SchemaPatterns): Promise<Census> {
  const { text, values } = admittedTables(config);
  const rows = await session.query(
    `WITH found AS (
       SELECT c.oid, n.nspname, ${isVisible} AS seen,
         pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS is_open ${text}
     ), attributes AS (
       SELECT pg_catalog.has_table_privilege(f.oid, 'SELECT')
         OR pg_catalog.has_column_privilege(f.oid, a.attnum, 'SELECT') AS seen
       FROM found AS f JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE f.seen
     )
     SELECT count(*) FILTER (WHERE f.seen), (SELECT count(*) FILTER (WHERE a.seen) FROM attributes AS a),
       count(*) FILTER (WHERE f.seen AND pg_catalog.has_table_privilege(f.oid, 'INSERT')
         AND pg_catalog.has_table_privilege(f.oid, 'UPDATE') AND pg_catalog.has_table_privilege(f.oid, 'DELETE')),
       count(DISTINCT f.nspname) FILTER (WHERE f.seen),
       (SELECT count(*) FROM pg_catalog.pg_namespace AS n WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
          AND ($1::text[] IS NULL OR n.nspname LIKE ANY ($1::text[])) AND ($2::text[] IS NULL OR NOT n.nspname LIKE ANY ($2::text[]))
          AND NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE')),
       count(*) FILTER (WHERE f.is_open AND NOT f.seen),
       (SELECT count(*) FILTER (WHERE NOT a.seen) FROM attributes AS a),
       count(*) FILTER (WHERE f.seen AND pg_catalog.row_security_active(f.oid))
     FROM found AS f`,
    values,
  );
  const [tables, columns, writableTables, schemas, closedSchemas, closedTables, closedColumns, filteredTables] =
    censusSchema.parse(rows[0]);
  return {
    tables,
    columns,
    writableTables,
    schemas,
    closedSchemas,
    closedTables,
    closedColumns,
    filteredTables,
  };
}

/** What exists and will not be cataloged, and what to do if it is wanted. */
export function hiddenFindings(census: Census, user: string): readonly Finding[] {
  const { closedSchemas, closedTables, closedColumns } = census;
  const findings: Finding[] = [];
  if (closedSchemas > 0) {
    findings.push({
      id: "hidden-schemas",
      level: "info",
      title: `${closedSchemas} ${closedSchemas === 1 ? "schema is" : "schemas are"} closed to the user and will not be cataloged.`,
      remedy: `GRANT USAGE ON SCHEMA … TO ${user}, if its tables are wanted.`,
    });
  }
  if (closedTables > 0) {
    findings.push({
      id: "hidden-tables",
      level: "info",
      title: `${closedTables} ${closedTables === 1 ? "table or view" : "tables and views"} may not be read by the user and will not be cataloged.`,
      remedy: `GRANT SELECT ON … TO ${user}, if they are wanted.`,
    });
  }
  if (closedColumns > 0) {
    findings.push({
      id: "hidden-columns",
      level: "info",
      title: `${closedColumns} ${closedColumns === 1 ? "column" : "columns"} of tables that can be read only in part will not be cataloged.`,
      remedy: `GRANT SELECT on the whole table to ${user}, if they are wanted.`,
    });
  }
  return findings;
}
