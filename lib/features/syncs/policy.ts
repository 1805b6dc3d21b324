import type { Policy } from "@/lib/context";

export const syncPolicies = {
  read: { name: "syncs.read", role: "Viewer" },
  /** Computes expressions on rows of the source. */
  preview: { name: "syncs.preview", role: "Steward" },
  define: { name: "syncs.define", role: "Steward" },
} as const satisfies Record<string, Policy>;
