import type { Policy } from "@/lib/context";

export const mappingPolicies = {
  read: { name: "mapping.read", role: "Viewer" },
  /** Drafts, publishing, rolling back. */
  define: { name: "mapping.define", role: "Steward" },
  /** Writes to the list for real. */
  test: { name: "mapping.test", role: "Steward" },
  /** Measuring reads rows of the table. */
  measure: { name: "mapping.measure", role: "Steward" },
} as const satisfies Record<string, Policy>;
