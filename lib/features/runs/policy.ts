import type { Policy } from "@/lib/context";

export const runPolicies = {
  read: { name: "runs.read", role: "Viewer" },
  /** Operations and rejected values are row values: not for viewers (sync-semantics 15). */
  readValues: { name: "runs.read-values", role: "Steward" },
  /** Lets a halted plan be carried out. */
  approve: { name: "runs.approve", role: "Steward" },
  approveMassDelete: { name: "runs.approve-mass-delete", role: "Admin" },
  start: { name: "runs.start", role: "Steward" },
} as const satisfies Record<string, Policy>;
