import type {
  IntrospectedColumn,
  IntrospectedConstraint,
  IntrospectedIndex,
  IntrospectedTable,
  IntrospectOptions,
  TableVariety,
} from "@/lib/connectors/connector";
import { type ColumnCells, type IndexCells, tableSchema, tablesQueryOf, usedTypesOf } from "./catalog-queries";
import type { PostgresPool } from "./client";
import type { PostgresConfig } from "./config";
import { conversionOf } from "./convert";
import { hiddenFindings, takeCensus } from "./hidden";
import { measuresOf } from "./measures";
import { type NativeType, resolveDomain, typesFromRows, typesQuery } from "./native-type";
import { visibleTables } from "./visible-tables";

/** Columns fetched at a time, about: what is held in memory, whatever the number of tables and however wide they are. */
const columnsAtATime = 4_000;

/**
 * All tables and views the role may read, in order of schema and name, in one snapshot of the catalog: five statements whatever their
 * number, the tables streamed. Ordinary and foreign tables and partitioned parents are BASE, views and materialized views are VIEW;
 * partitions belong to their parent and are left out. Schemas without USAGE, tables and columns without SELECT are absent; `onHidden`
 * hears how many.
 * @throws SyncError by driver code, or the signal's reason
 */
export async function* introspectDatabase(
  pool: PostgresPool,
  config: PostgresConfig,
  { signal, onHidden }: IntrospectOptions,
): AsyncGenerator<IntrospectedTable> {
  const session = await pool.open(signal);
  try {
    // The stream's time limit is its signal: a portal's would count to its last row. Names outside the path are written with their schema.
    await session.begin({ mode: "snapshot", statementTimeoutMs: 0, also: ["SET LOCAL search_path = ''"] });
    const census = await takeCensus(session, config);
    if (onHidden) for (const found of hiddenFindings(census, config.user)) onHidden(found);
    const tables = visibleTables(config);
    const types = typesFromRows(await session.query(typesQuery(usedTypesOf(tables.text)), tables.values));
    const perTable = census.columns / Math.max(1, census.tables);
    const batchSize = Math.max(5, Math.min(250, Math.floor(columnsAtATime / Math.max(1, perTable))));
    for await (const rows of session.stream(tablesQueryOf(tables.text), tables.values, batchSize)) {
      for (const row of rows) yield tableFromRow(row, types);
    }
  } finally {
    await session.end();
  }
}

const varieties: Readonly<Record<string, TableVariety>> = {
  r: "table",
  p: "partitioned-table",
  f: "foreign-table",
  v: "view",
  m: "materialized-view",
};

const constraintTypes = {
  p: "PRIMARY_KEY",
  f: "FOREIGN_KEY",
  u: "UNIQUE",
  c: "CHECK",
  // An exclusion constraint is a check against the other rows; its definition says so.
  x: "CHECK",
} as const;

function tableFromRow(row: unknown, types: ReadonlyMap<number, NativeType>): IntrospectedTable {
  const [schema, name, relkind, rowEstimate, sizeBytes, comment, columns, constraints, indexes] =
    tableSchema.parse(row);
  return {
    schema,
    name,
    type: relkind === "v" || relkind === "m" ? "VIEW" : "BASE",
    variety: varieties[relkind] ?? "table",
    rowEstimate,
    sizeBytes,
    comment,
    columns: columns.map((column) => columnFromCells(column, indexes, types)),
    constraints: constraints.map(
      ([constraintName, type, names, referencedTable, referencedColumns, definition]): IntrospectedConstraint => ({
        name: constraintName,
        type: constraintTypes[type],
        columns: names ?? [],
        referencedTable,
        referencedColumns,
        definition,
      }),
    ),
    indexes: indexes.map(indexFromCells),
  };
}

function indexFromCells([
  name,
  isUnique,
  ,
  isWhole,
  method,
  parts,
  predicate,
  definition,
]: IndexCells): IntrospectedIndex {
  const keyParts = parts.filter(([, isIncluded]) => !isIncluded);
  const nameOf = ([part]: IndexCells[5][number]): string => part;
  return {
    name,
    isUnique,
    method,
    columns: keyParts.map(nameOf),
    descendingColumns: keyParts.filter(([, , isDescending]) => isDescending).map(nameOf),
    includedColumns: parts.filter(([, isIncluded]) => isIncluded).map(nameOf),
    predicate,
    isWhole,
    definition,
  };
}

/** Whether the column is among the parts that an index orders by. */
function hasPart([, , , , , parts]: IndexCells, column: string): boolean {
  return parts.some(([name, isIncluded]) => name === column && !isIncluded);
}

function columnFromCells(
  cells: ColumnCells,
  indexes: readonly IndexCells[],
  types: ReadonlyMap<number, NativeType>,
): IntrospectedColumn {
  const [
    ordinal,
    name,
    typeOid,
    typmod,
    nativeType,
    isNotNull,
    defaultValue,
    isIdentity,
    isGenerated,
    collation,
    comment,
  ] = cells;
  const declared = types.get(typeOid);
  const base = declared && resolveDomain(declared, typmod);
  return {
    ordinal,
    name,
    dataType: base?.type.label ?? nativeType,
    nativeType,
    kind: declared
      ? conversionOf(
          declared,
          indexes.some((index) => index[1] && hasPart(index, name)),
        ).kind
      : "unknown",
    ...(base ? measuresOf(base.type, base.typmod) : { maxLength: null, precision: null, scale: null }),
    isNullable: !(isNotNull || base?.isNotNull),
    defaultValue,
    isIdentity,
    isGenerated,
    isPrimaryKey: indexes.some((index) => index[2] && hasPart(index, name)),
    isUnique: indexes.some(
      (index) =>
        index[1] && index[3] && hasPart(index, name) && index[5].filter(([, included]) => !included).length === 1,
    ),
    collation,
    comment,
    enumValues: base?.type.enumValues ?? null,
    // A row's own version, xmin, is no column, wraps around and cannot be searched by.
    isRowVersion: false,
  };
}
