import type { Policy } from "@/lib/context";

export const runPolicies = {
  read: { name: "runs.read", role: "Viewer" },
  /** Lets a halted plan be carried out. */
  approve: { name: "runs.approve", role: "Steward" },
  approveMassDelete: { name: "runs.approve-mass-delete", role: "Admin" },
  start: { name: "runs.start", role: "Steward" },
} as const satisfies Record<string, Policy>;
