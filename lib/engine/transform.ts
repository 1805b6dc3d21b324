import { SyncError } from "@/lib/errors/app-error";
import { type CompiledExpression, compileExpression } from "./expression/compile";
import type { Definition, FieldMapping, SourceColumn } from "./types";

/** A mapping's expression that can be computed. */
export type Transform = CompiledExpression & { readonly ok: true };

/** A definition that does not fit its table or list any more. */
export function brokenMapping(message: string): SyncError {
  return new SyncError("mapping-broken", { trait: "halt", message });
}

/** Compiles a mapping's expression for columns of its table; null where it has none. Throws `mapping-broken` (halt) when it does not fit them. */
export function transformOf(
  { transform, sourceColumn, target }: Pick<FieldMapping, "transform" | "sourceColumn" | "target">,
  columns: readonly SourceColumn[],
  facts?: Definition["facts"],
): Transform | null {
  if (transform === null) return null;
  const compiled = compileExpression(transform, columns, { expects: "value", own: sourceColumn, facts });
  if (compiled.ok) return compiled;
  throw brokenMapping(`The expression for “${target.name}” cannot be used: ${compiled.problems[0].message}`);
}

/** Why a row's expression gave no value, as a mapping tells it. */
export function expressionFailed({ target }: Pick<FieldMapping, "target">, message: string) {
  const told = `The expression for “${target.name}” failed: ${message}`;
  return { ok: false, code: "expression-failed", message: told } as const;
}

/**
 * Source columns that a mapping reads: its own, those its expression names, and of a lookup the parts of a composite parent's key, which stand in
 * several. Throws `mapping-broken` (halt).
 */
export function columnsOfMapping(mapping: FieldMapping, columns: readonly SourceColumn[]): readonly string[] {
  const transform = transformOf(mapping, columns);
  if (!transform && mapping.lookup) return mapping.lookup.key.map((part) => part.column);
  return [...(mapping.sourceColumn === null ? [] : [mapping.sourceColumn]), ...(transform?.columnsUsed ?? [])];
}
