import type { Policy } from "@/lib/context";

export const overviewPolicies = {
  read: { name: "overview.read", role: "Viewer" },
} as const satisfies Record<string, Policy>;
