import { type CompiledExpression, compileExpression } from "@/lib/engine/expression/compile";
import { isReference } from "@/lib/engine/references";
import type { RunFacts, SourceRow, TargetColumn, ValueKind } from "@/lib/engine/types";
import { converterFor } from "@/lib/engine/value";
import { AppError } from "@/lib/errors/app-error";
import { askSource } from "./ask-source";
import { expressionColumns, targetOfColumn } from "./fields";
import type { StoredDefinition } from "./load-definition";

/** What an expression is for: which rows take part, or the value of one list column. */
export type ExpressionUse =
  | { readonly kind: "filter" }
  | { readonly kind: "field"; readonly targetColumnId: string; readonly sourceColumnId: string | null };

/** The column that `value` stands for. Throws `not-found` for a column of another table. */
function ownColumn(stored: StoredDefinition, use: ExpressionUse): string | null {
  if (use.kind === "filter" || use.sourceColumnId === null) return null;
  const column = stored.sourceTable.columns.find(({ id }) => id === use.sourceColumnId);
  if (!column) throw new AppError("not-found", { message: "The table has no such column." });
  return column.columnName;
}

/** Checks an expression of a definition for its use, as a run would compile it. */
export function checkFor(stored: StoredDefinition, text: string, use: ExpressionUse): CompiledExpression {
  const expects = use.kind === "filter" ? "boolean" : "value";
  return compileExpression(text, expressionColumns(stored), { expects, own: ownColumn(stored, use) });
}

const kindsBack: Partial<Record<TargetColumn["type"], ValueKind>> = {
  number: "decimal",
  boolean: "boolean",
  date: "date",
  "date-time": "instant",
  "multi-choice": "array",
};

/** Checks the way back of a two-way field: `value` is what the list column holds. */
export function checkInverse(text: string, target: TargetColumn): CompiledExpression {
  const kind = kindsBack[target.type] ?? "text";
  return compileExpression(text, [{ name: "value", kind, nativeType: target.type }], { expects: "value" });
}

/** Rows that a preview shows at most. */
const previewedRows = 20;
/** Longest cell that a preview computes with; longer ones are cut by the server. */
const previewedCell = 10_000;

/** One row of a preview. */
export interface ComputedRow {
  readonly cells: readonly (string | null)[];
  readonly result: string | null;
  readonly value: string | null;
  readonly error: string | null;
}

/**
 * Computes an expression on up to 20 rows as they stand in the table now, and what its list column would get of each. Reads nothing where the
 * text has a problem or names no column. Throws as `askSource`, `not-found` for a column of another list.
 */
export async function computeOnRows(
  stored: StoredDefinition,
  text: string,
  use: ExpressionUse,
  facts: RunFacts,
): Promise<{
  readonly compiled: CompiledExpression;
  readonly rows: readonly ComputedRow[];
  readonly instanceLabel: string | null;
}> {
  const checked = checkFor(stored, text, use);
  if (!checked.ok) return { compiled: checked, rows: [], instanceLabel: null };
  const { sourceTable } = stored;
  const convert = use.kind === "filter" ? shown : converting(stored, use.targetColumnId, checked.resultKind);
  const own = ownColumn(stored, use);
  const named =
    checked.columnsUsed.length > 0 ? checked.columnsUsed : stored.keyColumns.map((key) => key.column.columnName);
  const request = {
    table: { schema: sourceTable.schemaName, name: sourceTable.tableName },
    columns: named.length > 0 ? named : sourceTable.columns.slice(0, 1).map((column) => column.columnName),
    limit: previewedRows,
    from: "spread",
    maxCellLength: previewedCell,
  } as const;
  return askSource(sourceTable, async ({ connection, signal, instanceLabel }) => {
    const sample = await connection.sample(request, signal);
    const expects = use.kind === "filter" ? "boolean" : "value";
    const compiled = compileExpression(text, sample.columns, { expects, own, facts });
    const places = checked.columnsUsed.map((name) => sample.columns.findIndex((column) => column.name === name));
    const rows = compiled.ok ? sample.rows.map((row) => computed(compiled, row, places, convert)) : [];
    return { compiled: compiled.ok ? checked : compiled, rows, instanceLabel };
  });
}

type Shown = { readonly value: string | null } | { readonly error: string };
const shown = (result: string | null): Shown => ({ value: result ?? "false" });

function computed(
  compiled: CompiledExpression & { readonly ok: true },
  row: SourceRow,
  places: readonly number[],
  convert: (result: string | null) => Shown,
): ComputedRow {
  const cells = places.map((place) => row[place] ?? null);
  const evaluated = compiled.evaluate(row);
  if (!evaluated.ok) return { cells, result: null, value: null, error: evaluated.message };
  const made = convert(evaluated.value);
  return "error" in made
    ? { cells, result: evaluated.value, value: null, error: made.error }
    : { cells, result: evaluated.value, value: made.value, error: null };
}

/** What a list column makes of a result; of lookups and people the text they are found by, since their items are known to a run only. */
function converting(
  stored: StoredDefinition,
  targetColumnId: string,
  kind: Parameters<typeof converterFor>[0],
): (result: string | null) => Shown {
  const mapped = stored.fieldMappings.find((mapping) => mapping.targetColumnId === targetColumnId)?.targetColumn;
  const column = mapped ?? stored.targetList.columns.find(({ id }) => id === targetColumnId);
  if (!column) throw new AppError("not-found", { message: "The list has no such column." });
  const target = targetOfColumn(column);
  if (isReference(target)) return (result) => ({ value: result });
  const convert = converterFor(kind, target, stored.timeZone);
  return (result) => {
    const conversion = convert(result);
    if (!conversion.ok) return { error: conversion.message };
    const { value } = conversion;
    return { value: Array.isArray(value) ? value.join("; ") : value === null ? null : String(value) };
  };
}
