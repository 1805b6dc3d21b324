import type { CompiledExpression } from "@/lib/engine/expression/compile";
import type { CheckedExpression } from "./types";

/** What a check found, as the browser shows it. */
export function toChecked(compiled: CompiledExpression): CheckedExpression {
  if (!compiled.ok) return { problems: compiled.problems, warnings: [], result: null, columnsUsed: [] };
  const { warnings, resultWord, columnsUsed } = compiled;
  return {
    problems: [],
    warnings: warnings.map((warning) => ({ ...warning, remedy: null })),
    result: resultWord,
    columnsUsed,
  };
}
