// Graph contract 5.1 and 6.2 (calculated columns), table (d) 12 (validation of columns).
import type { Column, Facet, FieldValues, List } from "./entities";
import { invalidRequest } from "./errors";
import { FormulaError, type FormulaValue, parseFormula } from "./formula";

const parsed = new Map<string, ReturnType<typeof parseFormula> | undefined>();

/** A formula that is not understood says nothing: a calculated column stays empty, a validation passes. */
function evaluate(formula: string, columns: Column[], values: FieldValues): FormulaValue | undefined {
  if (!parsed.has(formula)) parsed.set(formula, parse(formula));
  return parsed.get(formula)?.((name) => {
    const column = columns.find((each) => each.name === name || each.displayName === name);
    const value = column && values[column.name];
    return typeof value === "object" ? undefined : value;
  });
}

function parse(formula: string) {
  try {
    return parseFormula(formula);
  } catch (error) {
    if (error instanceof FormulaError) return undefined;
    throw error;
  }
}

/** The value of a calculated column, as its output type wants it. */
export function calculate(
  facet: Extract<Facet, { kind: "calculated" }>,
  columns: Column[],
  values: FieldValues,
): FormulaValue | undefined {
  const result = evaluate(facet.formula, columns, values);
  if (result === undefined) return undefined;
  if (facet.outputType === "text" || facet.outputType === "dateTime") return String(result);
  if (facet.outputType === "boolean") return Boolean(result);
  return Number.isFinite(Number(result)) ? Number(result) : undefined;
}

/** Formulas on columns are enforced by SharePoint's own interface; whether Graph does is open. */
export function checkValidation(list: List, values: FieldValues): void {
  for (const { name, validation } of list.columns) {
    if (!validation || values[name] === undefined) continue;
    if (evaluate(validation.formula, list.columns, values) === false)
      throw invalidRequest("List data validation failed");
  }
}
