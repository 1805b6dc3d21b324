import type { Policy } from "@/lib/context";

export const setupPolicies = {
  /** Every step of the guided path, its lists of tables and lists included. */
  define: { name: "setup.define", role: "Steward" },
} as const satisfies Record<string, Policy>;
