import type { Policy } from "@/lib/context";

export const monitoringPolicies = {
  read: { name: "monitoring.read", role: "Viewer" },
} as const satisfies Record<string, Policy>;
