import type { Policy } from "@/lib/context";

export const retentionPolicies = {
  read: { name: "retention.read", role: "Viewer" },
  change: { name: "retention.change", role: "Admin" },
} as const satisfies Record<string, Policy>;
