import type { Policy } from "@/lib/context";

export const driftPolicies = {
  /** Findings hold structure, no values of rows. */
  read: { name: "drift.read", role: "Viewer" },
  settle: { name: "drift.settle", role: "Steward" },
} as const satisfies Record<string, Policy>;
