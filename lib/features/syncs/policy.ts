import type { Policy } from "@/lib/context";

export const syncPolicies = {
  read: { name: "syncs.read", role: "Viewer" },
  define: { name: "syncs.define", role: "Steward" },
} as const satisfies Record<string, Policy>;
