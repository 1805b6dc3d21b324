import type { Policy } from "@/lib/context";

export const sourcePolicies = {
  read: { name: "sources.read", role: "Viewer" },
  choose: { name: "sources.choose", role: "Steward" },
} as const satisfies Record<string, Policy>;
