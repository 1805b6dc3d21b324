import type { Policy } from "@/lib/context";

export const searchPolicies = {
  read: { name: "search.read", role: "Viewer" },
} as const satisfies Record<string, Policy>;
