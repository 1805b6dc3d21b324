import type { Policy } from "@/lib/context";

export const syncPolicies = {
  read: { name: "syncs.read", role: "Viewer" },
  /** What a database or Graph said may quote row values: not for viewers (sync-semantics 15). */
  readValues: { name: "syncs.read-values", role: "Steward" },
  define: { name: "syncs.define", role: "Steward" },
} as const satisfies Record<string, Policy>;
