import pg from "pg";

/** Quotes a name for SQL text; values never go this way, they are parameters. */
export const quoteIdentifier = pg.escapeIdentifier;

/** `"schema"."name"`, quoted. */
export function quoteTable(table: { schema: string; name: string }): string {
  return `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
}
