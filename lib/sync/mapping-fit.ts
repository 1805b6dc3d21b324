import { z } from "zod";
import { type FitSource, fitOf, type TypeFit } from "@/lib/engine/fit";
import { transformOf } from "@/lib/engine/transform";
import type { ValueKind } from "@/lib/engine/types";
import { expressionColumns, mappingProblems, type StoredMapping, targetOf, toFieldMapping } from "./fields";
import type { StoredDefinition } from "./load-definition";

const enumValues = z.array(z.string()).nullable();

/** What is known of a mapping's values: of its column, or of what its expression gives. */
function sourceOf(mapping: StoredMapping, stored: StoredDefinition): FitSource | null {
  const { sourceColumn: column } = mapping;
  const fillsEmpty = mapping.nullPolicy === "DEFAULT";
  if (mapping.transformRule !== null) {
    const { resultKind } = transformOf(toFieldMapping(mapping, null), expressionColumns(stored)) ?? {};
    if (!resultKind) return null;
    const unknown = { maxLength: null, precision: null, scale: null, enumValues: null, isUnique: false };
    return { kind: resultKind, nativeType: "the expression's result", isNullable: !fillsEmpty, ...unknown };
  }
  if (!column) return null;
  const source = fitSourceOf(column, stored);
  return { ...source, isNullable: source.isNullable && !fillsEmpty };
}

/** What is known of a column's values by the catalog alone. */
export function fitSourceOf(
  column: StoredDefinition["sourceTable"]["columns"][number],
  { sourceTable }: Pick<StoredDefinition, "sourceTable">,
): FitSource {
  const [onlyKey, ...moreKeys] = sourceTable.columns.filter(({ isPrimaryKey }) => isPrimaryKey);
  return {
    kind: column.valueKind as ValueKind, // Written by introspection from the connector's own kinds.
    nativeType: column.nativeType,
    maxLength: column.maxLength,
    precision: column.numericPrecision,
    scale: column.numericScale,
    isNullable: column.isNullable,
    isUnique: column.isUnique || (onlyKey?.id === column.id && moreKeys.length === 0),
    enumValues: enumValues.parse(column.enumValues),
  };
}

/** How a mapping fits by its types; what keeps it from running makes it impossible. `loop` is what is to be said of a lookup that leads back. */
export function typeFitOf(mapping: StoredMapping, stored: StoredDefinition, loop?: string): TypeFit {
  const problems = mappingProblems(mapping, stored);
  if (problems.length > 0) return { level: "impossible", reasons: problems };
  const source = sourceOf(mapping, stored);
  if (!source) return { level: "impossible", reasons: ["The mapping has neither a column nor an expression."] };
  const { isRequired, isUnique } = mapping.targetColumn;
  const fit = fitOf(source, { ...targetOf(mapping), isRequired, isUnique, lookupRefusal: null });
  return loop === undefined ? fit : { ...fit, reasons: [...fit.reasons, loop] };
}
