import { z } from "zod";
import { definitionRef } from "@/lib/features/syncs/schema";

/** As the engine bounds it. */
const longestExpression = 5_000;

/** The text of an expression as it was typed; one of blanks is none. */
const expressionText = z
  .string()
  .max(longestExpression, `An expression has ${longestExpression} characters at most.`)
  .transform((text) => (text.trim() === "" ? null : text))
  .nullable();

export const nullPolicy = z.enum(["CLEAR", "KEEP", "DEFAULT"]);
export type NullPolicyChoice = z.output<typeof nullPolicy>;

/** How one field gets its value, beside its column. */
const rule = {
  transform: expressionText,
  /** The way back, for two-way fields. */
  inverse: expressionText,
  nullPolicy,
  /** Text form of the default; there with that policy only. */
  defaultValue: z
    .string()
    .max(1_000)
    .transform((text) => (text.trim() === "" ? null : text.trim()))
    .nullable(),
};

type Rule = { readonly nullPolicy: NullPolicyChoice; readonly defaultValue: string | null };

function checkRule(input: Rule, context: z.core.$RefinementCtx): void {
  if (input.nullPolicy !== "DEFAULT" || input.defaultValue !== null) return;
  context.addIssue({ code: "custom", path: ["defaultValue"], message: "Write the default." });
}

export const saveFieldInput = definitionRef.extend({ mappingId: z.uuid(), ...rule }).superRefine(checkRule);
export type SaveFieldInput = z.output<typeof saveFieldInput>;

/** A field that has no column of its own: a constant, run metadata, several columns in one, a second target of a column. */
export const addFieldInput = definitionRef
  .extend({ targetColumnId: z.uuid("Choose a list column."), ...rule })
  .superRefine(checkRule)
  .refine((input) => input.transform !== null, { path: ["transform"], message: "Write an expression." });
export type AddFieldInput = z.output<typeof addFieldInput>;

export const saveRowFilterInput = definitionRef.extend({ rowFilter: expressionText });
export type SaveRowFilterInput = z.output<typeof saveRowFilterInput>;

/** What an expression is for: which rows take part, or the value of a list column. */
export const expressionUse = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("filter") }),
  z.object({ kind: z.literal("field"), targetColumnId: z.uuid(), sourceColumnId: z.uuid().nullable() }),
]);
export type ExpressionUse = z.output<typeof expressionUse>;

export const checkExpressionInput = definitionRef.extend({
  text: z.string().max(2 * longestExpression),
  use: expressionUse,
});
export type CheckExpressionInput = z.output<typeof checkExpressionInput>;
