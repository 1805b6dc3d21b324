import type { Policy } from "@/lib/context";

export const keyPolicies = {
  read: { name: "keys.read", role: "Viewer" },
  /** Samples show identities and values of rows: not for viewers (sync-semantics 15). */
  readValues: { name: "keys.read-values", role: "Steward" },
  define: { name: "keys.define", role: "Steward" },
} as const satisfies Record<string, Policy>;
