import type { Policy } from "@/lib/context";

export const auditPolicies = {
  read: { name: "audit.read", role: "Viewer" },
} as const satisfies Record<string, Policy>;
