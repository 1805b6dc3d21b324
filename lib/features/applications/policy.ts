import type { Policy } from "@/lib/context";

export const applicationPolicies = {
  read: { name: "applications.read", role: "Viewer" },
  manage: { name: "applications.manage", role: "Admin" },
} as const satisfies Record<string, Policy>;
