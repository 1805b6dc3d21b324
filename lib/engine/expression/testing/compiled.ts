import type { SourceRow, ValueKind } from "../../types";
import { type CompiledExpression, compileExpression } from "../compile";
import type { ExpressionColumn } from "../scope";

const column = (name: string, kind: ValueKind, isNullable = true): ExpressionColumn => ({
  name,
  kind,
  nativeType: kind,
  isNullable,
});

/** Columns of a table with every kind that expressions know. */
export const columns = [
  column("name", "text"),
  column("qty", "integer"),
  column("price", "decimal"),
  column("weight", "float"),
  column("active", "boolean"),
  column("placed_at", "instant"),
  column("due", "date"),
  column("local", "local-datetime"),
  column("opens", "time"),
  column("tags", "array"),
  column("a b", "text"),
  column("Straße", "text"),
  column("order", "integer"),
  column("row", "text"),
  column("photo", "binary"),
  column("code", "enum", false),
] as const;

export type Cells = Partial<Record<(typeof columns)[number]["name"], string>>;
export const rowOf = (cells: Cells): SourceRow => columns.map(({ name }) => cells[name] ?? null);

export const compile = (text: string, expects: "boolean" | "value" = "value", own: string | null = null) =>
  compileExpression(text, columns, { expects, own });

export function accepted(compiled: CompiledExpression): CompiledExpression & { readonly ok: true } {
  if (compiled.ok) return compiled;
  throw new Error(compiled.problems[0].message);
}

export function refused(compiled: CompiledExpression) {
  if (!compiled.ok) return compiled.problems[0];
  throw new Error("The expression was accepted.");
}

export function value(text: string, cells: Cells = {}, own: string | null = null): string | null {
  const result = accepted(compile(text, "value", own)).evaluate(rowOf(cells));
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

export function fault(text: string, cells: Cells = {}) {
  const result = accepted(compile(text)).evaluate(rowOf(cells));
  if (result.ok) throw new Error(`It gave ${result.value}.`);
  return result;
}
