import type { Policy } from "@/lib/context";

export const tablePolicies = {
  read: { name: "tables.read", role: "Viewer" },
  /** Samples and profiles are row values: not for viewers (sync-semantics 15). */
  readValues: { name: "tables.read-values", role: "Steward" },
  /** Counting costs the database a scan. */
  measure: { name: "tables.measure", role: "Steward" },
} as const satisfies Record<string, Policy>;
