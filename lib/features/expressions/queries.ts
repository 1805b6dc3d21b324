import { type Context, requireAllowed } from "@/lib/context";
import { functionTexts } from "@/lib/engine/expression/functions/table";
import { kindOfColumn, sayKind } from "@/lib/engine/expression/kind";
import { writtenName } from "@/lib/engine/expression/scope";
import { syncPolicies } from "@/lib/features/syncs/policy";
import type { DefinitionRef } from "@/lib/features/syncs/schema";
import { checkFor } from "@/lib/sync/check-expression";
import { definitionFor } from "@/lib/sync/definition-of-page";
import { expressionColumns } from "@/lib/sync/fields";
import { loadDefinition } from "@/lib/sync/load-definition";
import { toChecked } from "./checked";
import type { CheckExpressionInput } from "./schema";
import type { CheckedExpression, MappingRules } from "./types";

/** The expressions, null rules and row filter of a definition, and what an expression may name. Throws `not-found`. */
export async function getMappingRules(context: Context, input: DefinitionRef): Promise<MappingRules> {
  requireAllowed(context, syncPolicies.read);
  const stored = await definitionFor(context, input.definitionId);
  return {
    definitionId: stored.id,
    rowFilter: stored.rowFilter,
    rules: stored.fieldMappings.map((mapping) => ({
      mappingId: mapping.id,
      sourceColumnId: mapping.sourceColumnId,
      sourceColumn: mapping.sourceColumnName,
      targetColumnId: mapping.targetColumnId,
      targetColumn: mapping.targetColumnName,
      direction: mapping.syncDirection,
      transform: mapping.transformRule,
      inverse: mapping.inverseRule,
      nullPolicy: mapping.nullPolicy,
      defaultValue: mapping.defaultValue,
    })),
    names: expressionColumns(stored).flatMap((column) => {
      const kind = kindOfColumn(column);
      if (!kind) return [];
      return [{ written: writtenName(column.name), kind: sayKind(kind), isNullable: column.isNullable ?? true }];
    }),
    functions: functionTexts,
  };
}

/** Checks an expression against the table as it is being written; reads no row. Throws `not-found`. */
export async function checkExpression(context: Context, input: CheckExpressionInput): Promise<CheckedExpression> {
  requireAllowed(context, syncPolicies.define);
  const stored = await loadDefinition(input.definitionId);
  return toChecked(checkFor(stored, input.text, input.use));
}
