import { type Context, requireAllowed } from "@/lib/context";
import { functionTexts } from "@/lib/engine/expression/functions/table";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { checkFor } from "@/lib/sync/check-expression";
import { loadDefinition } from "@/lib/sync/load-definition";
import { toChecked } from "./checked";
import type { CheckExpressionInput } from "./schema";
import type { CheckedExpression, FunctionEntryText } from "./types";

/** The functions that expressions may call. */
export async function listFunctions(context: Context): Promise<readonly FunctionEntryText[]> {
  requireAllowed(context, syncPolicies.read);
  return functionTexts;
}

/** Checks an expression against the table as it is being written; reads no row. Throws `not-found`. */
export async function checkExpression(context: Context, input: CheckExpressionInput): Promise<CheckedExpression> {
  requireAllowed(context, syncPolicies.define);
  const stored = await loadDefinition(input.definitionId);
  return toChecked(checkFor(stored, input.text, input.use));
}
