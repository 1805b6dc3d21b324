import type { Policy } from "@/lib/context";

export const cursorPolicies = {
  read: { name: "cursors.read", role: "Viewer" },
  set: { name: "cursors.set", role: "Steward" },
  /** Lets values that may be older overwrite a list. */
  acceptSource: { name: "cursors.accept-source", role: "Admin" },
} as const satisfies Record<string, Policy>;
