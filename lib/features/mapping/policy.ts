import type { Policy } from "@/lib/context";

export const mappingPolicies = {
  read: { name: "mapping.read", role: "Viewer" },
  /** Failing rows quote values: not for viewers (sync-semantics 15). */
  readValues: { name: "mapping.read-values", role: "Steward" },
  /** Measuring reads rows of the table. */
  measure: { name: "mapping.measure", role: "Steward" },
} as const satisfies Record<string, Policy>;
