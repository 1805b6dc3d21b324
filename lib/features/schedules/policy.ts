import type { Policy } from "@/lib/context";

export const schedulePolicies = {
  read: { name: "schedules.read", role: "Viewer" },
  manage: { name: "schedules.manage", role: "Admin" },
} as const satisfies Record<string, Policy>;
