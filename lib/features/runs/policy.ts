import type { Policy } from "@/lib/context";

export const runPolicies = {
  read: { name: "runs.read", role: "Viewer" },
  /** Operations and rejected values are row values: not for viewers (sync-semantics 15). */
  readValues: { name: "runs.read-values", role: "Steward" },
  start: { name: "runs.start", role: "Steward" },
} as const satisfies Record<string, Policy>;
