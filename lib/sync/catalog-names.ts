import type {
  IntrospectedConstraint,
  IntrospectedTable,
  IntrospectOptions,
  SourceConnection,
  TableRef,
} from "@/lib/connectors/connector";

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

/** The server may keep names in lower case whatever one types. */
const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Further databases of the server that an instance includes keep their names. */
export function withCatalogNames(connection: SourceConnection, { catalog, actual }: CatalogNames): SourceConnection {
  const there = <Request extends { readonly table: TableRef }>(request: Request): Request => ({
    ...request,
    table: onServer(request.table),
  });
  const onServer = (table: TableRef): TableRef => (table.schema === catalog ? { ...table, schema: actual } : table);
  const { changedKeys } = connection;
  return {
    introspect: (options) => inCatalog(connection, { catalog, actual }, options),
    sample: (request, signal) => connection.sample(there(request), signal),
    measure: (request, signal) => connection.measure(there(request), signal),
    read: (request, signal) => connection.read(there(request), signal),
    lookUp: (request, signal) => connection.lookUp(there(request), signal),
    write: (request, signal) => connection.write(there(request), signal),
    ...(changedKeys
      ? {
          changedKeys: (table: TableRef, position: string | null, signal: AbortSignal) =>
            changedKeys.call(connection, onServer(table), position, signal),
        }
      : {}),
    close: () => connection.close(),
  };
}

async function* inCatalog(
  connection: SourceConnection,
  { catalog, actual }: CatalogNames,
  options?: IntrospectOptions,
): AsyncGenerator<IntrospectedTable> {
  let isTold = false;
  for await (const table of connection.introspect(options)) {
    if (isSame(table.schema, actual)) {
      const constraints = table.constraints.map((constraint) => withParent(constraint, table.schema, catalog));
      yield { ...table, schema: catalog, constraints };
    } else if (table.schema !== catalog) yield table;
    else if (!isTold) {
      isTold = true;
      options?.onHidden?.({
        id: "hidden-schemas",
        level: "warning",
        title: `The database ${catalog} of this server is not cataloged: ${actual} goes by its name.`,
        remedy: `Exclude ${catalog}, or give the database in the catalog another name.`,
      });
    }
  }
}

/** A parent in another database of the server keeps its name. */
function withParent(constraint: IntrospectedConstraint, schema: string, catalog: string): IntrospectedConstraint {
  const { referencedTable } = constraint;
  if (!referencedTable?.startsWith(`${schema}.`)) return constraint;
  return { ...constraint, referencedTable: `${catalog}${referencedTable.slice(schema.length)}` };
}
