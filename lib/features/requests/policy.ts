import type { Policy } from "@/lib/context";

export const requestPolicies = {
  /** Bodies hold values of rows: for viewers only where the database lets them. */
  read: { name: "requests.read", role: "Viewer" },
} as const satisfies Record<string, Policy>;
