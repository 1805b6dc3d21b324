import type { Policy } from "@/lib/context";

export const mappingPolicies = {
  read: { name: "mapping.read", role: "Viewer" },
  /** Measuring reads rows of the table. */
  measure: { name: "mapping.measure", role: "Steward" },
} as const satisfies Record<string, Policy>;
