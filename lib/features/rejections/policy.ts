import type { Policy } from "@/lib/context";

export const rejectionPolicies = {
  /** Messages quote values: for viewers only where the database lets them (`requireValues`). */
  read: { name: "rejections.read", role: "Viewer" },
  retry: { name: "rejections.retry", role: "Steward" },
} as const satisfies Record<string, Policy>;
