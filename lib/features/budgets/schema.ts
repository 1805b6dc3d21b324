import { z } from "zod";

/** One application in one tenant: what Graph counts for. */
export const budgetRef = z.object({
  tenantId: z.string().trim().min(1).max(200),
  clientId: z.string().trim().min(1).max(200),
});
export type BudgetRef = z.output<typeof budgetRef>;

/** Resource units that Graph allows; learned ones follow the headers of its answers. */
export const setBudgetInput = z.discriminatedUnion("limits", [
  budgetRef.extend({ limits: z.literal("learned") }),
  budgetRef.extend({
    limits: z.literal("fixed"),
    minuteLimit: z.coerce
      .number("Enter the units a minute.")
      .int()
      .min(60, "Below 60 units a minute nothing gets on.")
      .max(1_000_000_000),
    dayLimit: z.coerce
      .number("Enter the units a day.")
      .int()
      .min(1_000, "Below 1,000 units a day nothing gets on.")
      .max(1_000_000_000_000),
  }),
]);
export type SetBudgetInput = z.output<typeof setBudgetInput>;
