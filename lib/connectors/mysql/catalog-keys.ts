import { z } from "zod";
import type { IntrospectedConstraint, IntrospectedIndex } from "@/lib/connectors/connector";
import { quoteIdentifier, quoteTable } from "./names";
import { isJsonCheck } from "./read-columns";

const text = z.string().nullable();

const partRowSchema = z.tuple([
  z.string(), // table
  z.string(), // index
  z.coerce.number(), // not unique
  text, // column
  z.coerce.number().nullable(), // length of a prefix
  text, // direction
  z.string(), // method
  text, // expression
  z.string(), // used
]);

type Part = z.output<typeof partRowSchema>;

/** Groups rows by their first cell, in order. */
export function byTable<Row extends readonly [string, ...unknown[]]>(rows: readonly Row[]): ReadonlyMap<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row[0]);
    if (group) group.push(row);
    else groups.set(row[0], [row]);
  }
  return groups;
}

const methodsWithoutOrder = new Set(["FULLTEXT", "SPATIAL", "RTREE"]);

/** The indexes of each table. */
export function indexesFromRows(rows: readonly unknown[]): ReadonlyMap<string, readonly IntrospectedIndex[]> {
  const indexes = new Map<string, IntrospectedIndex[]>();
  for (const [table, parts] of byTable(rows.map((row) => partRowSchema.parse(row)))) {
    const byName = new Map<string, Part[]>();
    for (const part of parts) byName.set(part[1], [...(byName.get(part[1]) ?? []), part]);
    indexes.set(
      table,
      [...byName].map(([name, own]) => indexFromParts(name, own)),
    );
  }
  return indexes;
}

function indexFromParts(name: string, parts: readonly Part[]): IntrospectedIndex {
  const isUnique = parts[0]?.[2] === 0;
  const method = parts[0]?.[6] ?? "";
  const isUsed = parts[0]?.[8] === "YES";
  const label = ([, , , column, , , , expression]: Part): string => column ?? `(${expression})`;
  const written = parts.map((part) => {
    const [, , , column, prefix, direction] = part;
    const of = column === null ? label(part) : quoteIdentifier(column);
    return `${of}${prefix === null ? "" : `(${prefix})`}${direction === "D" ? " DESC" : ""}`;
  });
  const words = methodsWithoutOrder.has(method) ? `${method} ` : isUnique && name !== "PRIMARY" ? "UNIQUE " : "";
  const called = name === "PRIMARY" ? "PRIMARY KEY" : `KEY ${quoteIdentifier(name)}`;
  return {
    name,
    isUnique,
    method: method.toLowerCase(),
    columns: parts.map(label),
    descendingColumns: parts.filter(([, , , , , direction]) => direction === "D").map(label),
    includedColumns: [],
    predicate: null,
    isWhole:
      isUsed &&
      !methodsWithoutOrder.has(method) &&
      parts.every(([, , , column, prefix]) => column !== null && prefix === null),
    definition: `${words}${called} (${written.join(", ")})${isUsed ? "" : " INVISIBLE"}`,
  };
}

/** In both servers a unique constraint is its index. */
export function keyConstraints(indexes: readonly IntrospectedIndex[]): readonly IntrospectedConstraint[] {
  return indexes
    .filter(
      ({ isUnique, columns, definition }) => isUnique && definition && !columns.some((part) => part.startsWith("(")),
    )
    .map(({ name, columns, definition }) => ({
      name,
      type: name === "PRIMARY" ? "PRIMARY_KEY" : "UNIQUE",
      columns,
      referencedTable: null,
      referencedColumns: null,
      definition,
    }));
}

const foreignKeyRowSchema = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string()]);
const ruleRowSchema = z.tuple([z.string(), z.string(), z.string(), z.string()]);
const checkRowSchema = z.tuple([z.string(), z.string(), z.string(), z.coerce.number()]);

/** The foreign keys of each table. */
export function foreignKeysFromRows(
  rows: readonly unknown[],
  ruleRows: readonly unknown[],
): ReadonlyMap<string, readonly IntrospectedConstraint[]> {
  const rules = new Map(
    ruleRows.map((row) => {
      const [table, name, onUpdate, onDelete] = ruleRowSchema.parse(row);
      return [JSON.stringify([table, name]), { onUpdate, onDelete }] as const;
    }),
  );
  const keys = new Map<string, IntrospectedConstraint[]>();
  for (const [table, parts] of byTable(rows.map((row) => foreignKeyRowSchema.parse(row)))) {
    const names = [...new Set(parts.map(([, name]) => name))];
    keys.set(
      table,
      names.map((name) =>
        foreignKeyFromParts(
          name,
          parts.filter((part) => part[1] === name),
          rules.get(JSON.stringify([table, name])),
        ),
      ),
    );
  }
  return keys;
}

function foreignKeyFromParts(
  name: string,
  parts: readonly z.output<typeof foreignKeyRowSchema>[],
  rule: { readonly onUpdate: string; readonly onDelete: string } | undefined,
): IntrospectedConstraint {
  const columns = parts.map(([, , column]) => column);
  const referencedColumns = parts.map(([, , , , , column]) => column);
  const [, , , schema = "", table = ""] = parts[0] ?? [];
  const list = (names: readonly string[]) => names.map(quoteIdentifier).join(", ");
  const target = `${quoteTable({ schema, name: table })} (${list(referencedColumns)})`;
  const actions = rule ? ` ON DELETE ${rule.onDelete} ON UPDATE ${rule.onUpdate}` : "";
  return {
    name,
    type: "FOREIGN_KEY",
    columns,
    referencedTable: `${schema}.${table}`,
    referencedColumns,
    definition: `FOREIGN KEY (${list(columns)}) REFERENCES ${target}${actions}`,
  };
}

/** Check constraints of each table, and which columns are JSON by a check (MariaDB). */
export interface CatalogChecks {
  readonly isEmpty: boolean;
  of(table: string, columns: readonly string[]): readonly IntrospectedConstraint[];
  isJson(table: string, column: string): boolean;
}

export function checksFromRows(rows: readonly unknown[]): CatalogChecks {
  const checks = byTable(rows.map((row) => checkRowSchema.parse(row)));
  const isJsonType = ([, name, clause, ofColumn]: z.output<typeof checkRowSchema>): boolean =>
    ofColumn === 1 && isJsonCheck(name, clause);
  return {
    isEmpty: rows.length === 0,
    of(table, columns) {
      return (checks.get(table) ?? [])
        .filter((check) => !isJsonType(check))
        .map(([, name, clause]) => ({
          name,
          type: "CHECK",
          columns: columns.filter((column) => clause.includes(quoteIdentifier(column))),
          referencedTable: null,
          referencedColumns: null,
          // MySQL writes the condition in brackets, MariaDB without.
          definition: clause.startsWith("(") && clause.endsWith(")") ? `CHECK ${clause}` : `CHECK (${clause})`,
        }));
    },
    isJson: (table, column) => (checks.get(table) ?? []).some((check) => check[1] === column && isJsonType(check)),
  };
}
