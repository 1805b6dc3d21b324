import type { Policy } from "@/lib/context";

export const tablePolicies = {
  read: { name: "tables.read", role: "Viewer" },
} as const satisfies Record<string, Policy>;
