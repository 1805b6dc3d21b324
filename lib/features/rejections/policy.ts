import type { Policy } from "@/lib/context";

/** Messages quote values: not for viewers (sync-semantics 15). */
export const rejectionPolicies = {
  read: { name: "rejections.read", role: "Steward" },
  retry: { name: "rejections.retry", role: "Steward" },
} as const satisfies Record<string, Policy>;
