import type { Policy } from "@/lib/context";

export const keyPolicies = {
  read: { name: "keys.read", role: "Viewer" },
  define: { name: "keys.define", role: "Steward" },
} as const satisfies Record<string, Policy>;
