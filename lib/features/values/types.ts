/** Whose rows: a database's, or those of what stands on it. */
export type ValuesOf =
  | { readonly databaseId: string }
  | { readonly tableId: string }
  | { readonly definitionId: string }
  | { readonly runId: string };
