/** `[schema]`: quotes a name for SQL text (Transact-SQL, delimited identifiers). Values never go this way, they are parameters. */
export function quoteIdentifier(name: string): string {
  return `[${name.replaceAll("]", "]]")}]`;
}

/** `[schema].[name]`, quoted. */
export function quoteTable(table: { schema: string; name: string }): string {
  return `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
}
