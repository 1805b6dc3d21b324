import type { Policy } from "@/lib/context";

export const policyPolicies = {
  read: { name: "policies.read", role: "Viewer" },
  change: { name: "policies.change", role: "Steward" },
  /** Guards keep a run from doing great harm: who works with a definition daily does not loosen them alone. */
  changeGuards: { name: "policies.change-guards", role: "Admin" },
} as const satisfies Record<string, Policy>;
