import type { Policy } from "@/lib/context";

export const sourcePolicies = {
  choose: { name: "sources.choose", role: "Steward" },
} as const satisfies Record<string, Policy>;
