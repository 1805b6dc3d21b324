import type { RowValues } from "@/lib/connectors/connector";
import { sourceError } from "@/lib/connectors/sql/source-error";
import { type ColumnType, nativeTypeOf } from "./column-type";
import { quoteIdentifier, quoteTable } from "./names";
import { type ReadColumn, selectList } from "./read-columns";
import type { Target } from "./target";

/** A statement with the texts of its parameters `@p1`, `@p2` … */
export interface Statement {
  readonly text: string;
  readonly values: readonly (string | null)[];
}

/** What all changes of one request share. */
export interface WriteColumns {
  readonly target: Target;
  readonly where: string;
  readonly found: ReadonlyMap<string, ReadColumn>;
  readonly keyColumns: readonly ReadColumn[];
  /** Read under the lock and after the change. */
  readonly columns: readonly ReadColumn[];
}

/**
 * Row counts of triggers are not sent, and whatever fails undoes the whole transaction at once, also when the client stops waiting
 * (Transact-SQL reference, SET NOCOUNT and SET XACT_ABORT). In a batch with parameters both end with it.
 */
const settings = "SET NOCOUNT ON; SET XACT_ABORT ON;";

/**
 * The row of a key, locked against every other writer until the transaction ends; a key without row keeps its place locked too. Two rows are
 * asked for, so that a key which is none is noticed. Cells: the columns, then the key.
 */
export function lockStatement({ target, where, keyColumns, columns }: WriteColumns, key: readonly string[]): Statement {
  const condition = keyCondition(keyColumns, key, where);
  return {
    text: `SELECT TOP (2) ${selectList([...columns, ...keyColumns]).join(", ")}
FROM ${quoteTable(target.table)} AS r WITH (${target.isMemoryOptimized ? "SERIALIZABLE" : "UPDLOCK, HOLDLOCK, ROWLOCK"}) WHERE ${condition.text};`,
    values: condition.values,
  };
}

/**
 * Memory-optimized tables take no locks: the level stands at each table, and who comes second is refused at once or at the commit (SQL Server
 * documentation, "Transactions with memory-optimized tables").
 */
const ownLevel = ({ isMemoryOptimized }: Target): string => (isMemoryOptimized ? " WITH (SNAPSHOT)" : "");

const changed = (target: Target): string => `${quoteTable(target.table)}${ownLevel(target)}`;

/** Cells: 1 when the row can be read back, the columns, then the key. */
export function insertStatement(writing: WriteColumns, values: RowValues): Statement {
  const assigned = assignments(writing, values);
  const names = assigned.map(({ name }) => name).join(", ");
  const body =
    assigned.length === 0 ? "DEFAULT VALUES" : `VALUES (${assigned.map(({ expression }) => expression).join(", ")})`;
  return {
    text: returning(
      writing,
      `INSERT INTO ${changed(writing.target)}${names && ` (${names})`} ${outputInto(writing)} ${body};`,
    ),
    // Without any parameter it would be a plain batch, after which the settings stay on the pooled connection.
    values: assigned.length === 0 ? [null] : assigned.map(({ value }) => value),
  };
}

/** Cells as of an insert. There is at least one value. */
export function updateStatement(writing: WriteColumns, key: readonly string[], values: RowValues): Statement {
  const assigned = assignments(writing, values);
  const condition = keyCondition(writing.keyColumns, key, writing.where, assigned.length);
  const sets = assigned.map(({ name, expression }) => `${name} = ${expression}`).join(", ");
  return {
    text: returning(
      writing,
      `UPDATE ${changed(writing.target)} SET ${sets} ${outputInto(writing)} WHERE ${condition.text};`,
    ),
    values: [...assigned.map(({ value }) => value), ...condition.values],
  };
}

/** Gives a row when a trigger kept what should be deleted. */
export function deleteStatement({ target, where, keyColumns }: WriteColumns, key: readonly string[]): Statement {
  const condition = keyCondition(keyColumns, key, where);
  const table = changed(target);
  return {
    text: `${settings}
DELETE FROM ${table} WHERE ${condition.text};
SELECT TOP (1) 1 AS n FROM ${table} WHERE ${condition.text};`,
    values: condition.values,
  };
}

/**
 * OUTPUT alone fails on tables with triggers, and what it tells is from before they ran (Transact-SQL reference, OUTPUT clause). So the key
 * goes to a table variable, and the row is read again by it.
 */
function returning({ target, keyColumns, columns }: WriteColumns, change: string): string {
  const declared = keyColumns.map((column, index) => `k${index} ${storageTypeOf(column.type)} NULL`);
  const same = keyColumns.map(({ column }, index) => `r.${quoteIdentifier(column.name)} = w.k${index}`);
  const key = keyColumns.map(({ conversion }, index) => conversion.select(`w.k${index}`));
  const [first] = keyColumns;
  const isThere = `CASE WHEN r.${quoteIdentifier(first?.column.name ?? "")} IS NULL THEN 0 ELSE 1 END`;
  return `${settings}
DECLARE @written TABLE (${declared.join(", ")});
${change}
SELECT ${[isThere, ...selectList(columns), ...key].join(", ")}
FROM @written AS w LEFT JOIN ${quoteTable(target.table)} AS r${ownLevel(target)} ON ${same.join(" AND ")};`;
}

function outputInto({ keyColumns }: WriteColumns): string {
  const inserted = keyColumns.map(({ column }) => `inserted.${quoteIdentifier(column.name)}`);
  return `OUTPUT ${inserted.join(", ")} INTO @written`;
}

/** The type of a variable that holds a column's value: a row version is raised by the server and elsewhere plain binary. */
function storageTypeOf(type: ColumnType): string {
  if (type.name === "timestamp") return "binary(8)";
  return `${nativeTypeOf(type)}${type.collation === null ? "" : ` COLLATE ${type.collation}`}`;
}

function assignments({ found }: WriteColumns, values: RowValues) {
  return Object.entries(values).flatMap(([name, value], index) => {
    const conversion = found.get(name)?.conversion;
    if (!conversion?.store) return [];
    return {
      name: quoteIdentifier(name),
      expression: conversion.store(`@p${index + 1}`),
      value: value === null ? null : conversion.bound(value),
    };
  });
}

/** `[a] = … AND [b] = …`, compared as the columns compare. */
function keyCondition(columns: readonly ReadColumn[], key: readonly string[], where: string, after = 0): Statement {
  const parts = columns.map(({ column, conversion }, index) => {
    if (!conversion.compare) {
      const said = `${column.name} is ${column.nativeType}, which cannot be compared`;
      throw sourceError("source-failed", "permanent", { where, said });
    }
    return `${quoteIdentifier(column.name)} = ${conversion.compare(`@p${after + index + 1}`)}`;
  });
  return {
    text: parts.join(" AND "),
    values: columns.map(({ conversion }, index) => conversion.bound(key[index] ?? "")),
  };
}
