import type { BudgetTier } from "./schema";

export const budgetTierLabels = {
  learned: "Learned from Graph",
  "0-1k": "Up to 1,000 licences",
  "1-5k": "Up to 5,000 licences",
  "5-15k": "Up to 15,000 licences",
  "15-50k": "Up to 50,000 licences",
  "50k+": "More than 50,000 licences",
  other: "Other limits",
} as const satisfies Record<BudgetTier, string>;
