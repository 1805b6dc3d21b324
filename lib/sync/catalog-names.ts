import type { IntrospectedConstraint, IntrospectedTable, SourceConnection, TableRef } from "@/lib/connectors/connector";

/**
 * A store without schemas calls the one schema of a database by the database's own name, which may be another on each instance. The catalog
 * keeps one name, that of the logical database. Whatever goes to the store or comes from it passes here.
 */
interface CatalogNames {
  /** `databases.database_name`: the schema of the catalog's tables. */
  readonly catalog: string;
  /** `database_instances.db_name`: the name on this server. */
  readonly actual: string;
}

export function withCatalogNames(connection: SourceConnection, { catalog, actual }: CatalogNames): SourceConnection {
  const there = <Request extends { readonly table: TableRef }>(request: Request): Request => ({
    ...request,
    table: { ...request.table, schema: actual },
  });
  const { changedKeys } = connection;
  return {
    introspect: (options) => inCatalog(connection.introspect(options), catalog),
    sample: (request, signal) => connection.sample(there(request), signal),
    measure: (request, signal) => connection.measure(there(request), signal),
    read: (request, signal) => connection.read(there(request), signal),
    lookUp: (request, signal) => connection.lookUp(there(request), signal),
    write: (request, signal) => connection.write(there(request), signal),
    ...(changedKeys
      ? {
          changedKeys: (table: TableRef, position: string | null, signal: AbortSignal) =>
            changedKeys.call(connection, { ...table, schema: actual }, position, signal),
        }
      : {}),
    close: () => connection.close(),
  };
}

async function* inCatalog(
  tables: AsyncIterable<IntrospectedTable>,
  catalog: string,
): AsyncGenerator<IntrospectedTable> {
  for await (const table of tables) {
    const constraints = table.constraints.map((constraint) => withParent(constraint, table.schema, catalog));
    yield { ...table, schema: catalog, constraints };
  }
}

/** A parent in another database of the server keeps its name. */
function withParent(constraint: IntrospectedConstraint, schema: string, catalog: string): IntrospectedConstraint {
  const { referencedTable } = constraint;
  if (!referencedTable?.startsWith(`${schema}.`)) return constraint;
  return { ...constraint, referencedTable: `${catalog}${referencedTable.slice(schema.length)}` };
}
