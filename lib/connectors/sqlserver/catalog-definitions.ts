import type { IntrospectedConstraint, IntrospectedIndex, TableRef } from "@/lib/connectors/connector";
import type { CheckRow, ForeignKeyRow, IndexRow, TableFacts } from "./catalog-facts";
import { quoteIdentifier, quoteTable } from "./names";

/** sys.indexes.type. */
const methods: Readonly<Record<number, string>> = {
  1: "clustered",
  2: "nonclustered",
  3: "xml",
  4: "spatial",
  5: "clustered columnstore",
  6: "nonclustered columnstore",
  7: "nonclustered hash",
};
/** Types whose columns all stand beside one another: their key_ordinal is 0 (sys.index_columns). */
const withoutKeyOrder: ReadonlySet<number> = new Set([3, 4, 5, 6]);
const columnstore: ReadonlySet<number> = new Set([5, 6]);

/** An index with what only constraints need. */
export interface CatalogIndex extends IntrospectedIndex {
  readonly isPrimaryKey: boolean;
  readonly isUniqueConstraint: boolean;
}

/** Groups rows by their second cell, the number of an index or key. */
function byNumber<Row extends readonly [number, number, ...unknown[]]>(rows: readonly Row[]): readonly Row[][] {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row[1]);
    if (group) group.push(row);
    else groups.set(row[1], [row]);
  }
  return [...groups.values()];
}

/** Puts the rows of one table, which come in order of index and place, together to its indexes. */
export function indexesOf(table: TableRef, facts: TableFacts): readonly CatalogIndex[] {
  const indexes = byNumber(facts.indexes).flatMap((rows) => indexFromRows(table, rows) ?? []);
  if (facts.fullText.length === 0) return indexes;
  // A table has one full-text index at most, and it has no name.
  const fullText: CatalogIndex = {
    name: "fulltext",
    isUnique: false,
    method: "fulltext",
    columns: facts.fullText,
    descendingColumns: [],
    includedColumns: [],
    predicate: null,
    isWhole: false,
    definition: `CREATE FULLTEXT INDEX ON ${quoteTable(table)} (${listOf(facts.fullText)})`,
    isPrimaryKey: false,
    isUniqueConstraint: false,
  };
  return [...indexes, fullText];
}

function indexFromRows(table: TableRef, rows: readonly IndexRow[]): CatalogIndex | null {
  const [first] = rows;
  if (!first) return null;
  const [, , name, type, typeText, isUnique, isPrimaryKey, isUniqueConstraint, isDisabled, predicate] = first;
  const method = methods[type] ?? (typeText ?? "unknown").toLowerCase();
  const keyed = rows.filter(([, , , , , , , , , , , ordinal, , isIncluded]) =>
    withoutKeyOrder.has(type) ? columnstore.has(type) || !isIncluded : ordinal > 0 && !isIncluded,
  );
  const included = columnstore.has(type) ? [] : rows.filter((row) => row[13]);
  const nameOf = (row: IndexRow): string => row[10];
  const index: Omit<CatalogIndex, "definition"> = {
    name,
    isUnique,
    method,
    columns: keyed.map(nameOf),
    descendingColumns: keyed.filter((row) => row[12]).map(nameOf),
    includedColumns: included.map(nameOf),
    predicate,
    isWhole: !isDisabled && predicate === null && !withoutKeyOrder.has(type),
    isPrimaryKey,
    isUniqueConstraint,
  };
  return { ...index, definition: definitionOfIndex(table, type, index) };
}

/** XML and spatial indexes carry settings that the plain views do not tell. */
function definitionOfIndex(table: TableRef, type: number, index: Omit<CatalogIndex, "definition">): string | null {
  if (type === 3 || type === 4) return null;
  const unique = index.isUnique ? "UNIQUE " : "";
  const head = `CREATE ${unique}${index.method.toUpperCase()} INDEX ${quoteIdentifier(index.name)} ON ${quoteTable(table)}`;
  const columns = type === 5 ? "" : ` (${keyList(index)})`;
  const included = index.includedColumns.length > 0 ? ` INCLUDE (${listOf(index.includedColumns)})` : "";
  return `${head}${columns}${included}${index.predicate === null ? "" : ` WHERE ${index.predicate}`}`;
}

const listOf = (names: readonly string[]): string => names.map(quoteIdentifier).join(", ");

function keyList({ columns, descendingColumns }: Pick<IntrospectedIndex, "columns" | "descendingColumns">): string {
  return columns.map((name) => `${quoteIdentifier(name)}${descendingColumns.includes(name) ? " DESC" : ""}`).join(", ");
}

/** Primary key, unique, foreign keys and checks. A key constraint and its index carry one name (sys.key_constraints). */
export function constraintsOf(facts: TableFacts, indexes: readonly CatalogIndex[]): readonly IntrospectedConstraint[] {
  const keys = indexes.filter((index) => index.isPrimaryKey || index.isUniqueConstraint).map(keyConstraint);
  const foreignKeys = byNumber(facts.foreignKeys).flatMap((rows) => foreignKey(rows) ?? []);
  return [...keys, ...foreignKeys, ...facts.checks.map(check)];
}

function keyConstraint(index: CatalogIndex): IntrospectedConstraint {
  const type = index.isPrimaryKey ? "PRIMARY_KEY" : "UNIQUE";
  return {
    name: index.name,
    type,
    columns: index.columns,
    referencedTable: null,
    referencedColumns: null,
    definition: `${type.replace("_", " ")} ${index.method.toUpperCase()} (${keyList(index)})`,
  };
}

/** sys.foreign_keys.delete_referential_action; 0 is NO ACTION. */
const actions: Readonly<Record<number, string>> = { 1: "CASCADE", 2: "SET NULL", 3: "SET DEFAULT" };

const disabled = " /* disabled */";

function foreignKey(rows: readonly ForeignKeyRow[]): IntrospectedConstraint | null {
  const [first] = rows;
  if (!first) return null;
  const [, , name, isDisabled, onDelete, onUpdate, schema, parent] = first;
  const columns = rows.map((row) => row[8]);
  const referenced = rows.flatMap((row) => row[9] ?? []);
  const isVisible = schema !== null && parent !== null && referenced.length === columns.length;
  const clause = (event: string, action: number) => (actions[action] ? ` ON ${event} ${actions[action]}` : "");
  return {
    name,
    type: "FOREIGN_KEY",
    columns,
    referencedTable: isVisible ? `${schema}.${parent}` : null,
    referencedColumns: isVisible ? referenced : null,
    definition: isVisible
      ? `FOREIGN KEY (${listOf(columns)}) REFERENCES ${quoteTable({ schema, name: parent })} (${listOf(referenced)})${clause("DELETE", onDelete)}${clause("UPDATE", onUpdate)}${isDisabled ? disabled : ""}`
      : null,
  };
}

function check([, name, isDisabled, definition]: CheckRow): IntrospectedConstraint {
  return {
    name,
    type: "CHECK",
    columns: definition === null ? [] : namesIn(definition),
    referencedTable: null,
    referencedColumns: null,
    definition: definition === null ? null : `CHECK ${definition}${isDisabled ? disabled : ""}`,
  };
}

/** The server writes every name of an expression in brackets, and texts in quotes. */
export function namesIn(definition: string): readonly string[] {
  const names = new Set<string>();
  for (const [token, name] of definition.matchAll(/'(?:[^']|'')*'|\[((?:[^\]]|\]\])*)\]/g)) {
    if (token.startsWith("[") && name !== undefined) names.add(name.replaceAll("]]", "]"));
  }
  return [...names];
}
