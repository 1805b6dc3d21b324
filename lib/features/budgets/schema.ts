import { z } from "zod";
import { seen } from "@/lib/features/seen/schema";

/** One application in one tenant: what Graph counts for. */
export const budgetRef = z.object({
  tenantId: z.string().trim().min(1).max(200),
  clientId: z.string().trim().min(1).max(200),
});
export type BudgetRef = z.output<typeof budgetRef>;

/** Resource units that Graph allows an application by the number of the tenant's licences (Graph contract 14, table a). */
export const licenceTiers = {
  "0-1k": { minute: 1_250, day: 1_200_000 },
  "1-5k": { minute: 2_500, day: 2_400_000 },
  "5-15k": { minute: 3_750, day: 3_600_000 },
  "15-50k": { minute: 5_000, day: 4_800_000 },
  "50k+": { minute: 6_250, day: 6_000_000 },
} as const;

/** `learned` follows the headers of Graph's answers, and begins with the smallest tier. */
export const budgetTier = z.enum(["learned", "0-1k", "1-5k", "5-15k", "15-50k", "50k+", "other"]);
export type BudgetTier = z.output<typeof budgetTier>;

interface Limits {
  readonly minuteLimit: number;
  readonly dayLimit: number;
  readonly isLimitFixed: boolean;
}

/** Which of the choices limits come from. */
export function tierOf({ isLimitFixed, minuteLimit, dayLimit }: Limits): BudgetTier {
  if (!isLimitFixed) return "learned";
  const known = budgetTier.options.find((tier) => {
    const limits = tier === "learned" || tier === "other" ? undefined : licenceTiers[tier];
    return limits?.minute === minuteLimit && limits.day === dayLimit;
  });
  return known ?? "other";
}

export const setBudgetInput = budgetRef
  .extend({
    tier: budgetTier,
    minuteLimit: z.number("Enter a number.").int().min(60, "Nothing gets on below 60.").max(1_000_000_000).optional(),
    dayLimit: z.number("Enter a number.").int().min(1_000, "Nothing gets on below 1,000.").max(1e12).optional(),
    seen,
  })
  .superRefine((input, context) => {
    if (input.tier !== "other") return;
    for (const field of ["minuteLimit", "dayLimit"] as const) {
      if (input[field] === undefined) context.addIssue({ code: "custom", path: [field], message: "Enter a number." });
    }
  });
export type SetBudgetInput = z.output<typeof setBudgetInput>;

/** A table and the site whose list takes its rows. */
export const loadRef = z.object({ tableId: z.uuid(), siteId: z.uuid() });
export type LoadRef = z.output<typeof loadRef>;
