import type { Policy } from "@/lib/context";

export const budgetPolicies = {
  read: { name: "budgets.read", role: "Viewer" },
  manage: { name: "budgets.manage", role: "Admin" },
} as const satisfies Record<string, Policy>;
