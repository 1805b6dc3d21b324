import type { Policy } from "@/lib/context";

export const tablePolicies = {
  read: { name: "tables.read", role: "Viewer" },
  /** Samples and profiles are row values: for viewers only where the database lets them (`requireValues`). */
  readValues: { name: "tables.read-values", role: "Viewer" },
  /** Counting costs the database a scan. */
  measure: { name: "tables.measure", role: "Steward" },
} as const satisfies Record<string, Policy>;
