import type { Policy } from "@/lib/context";

export const ledgerPolicies = {
  /** Identities and values are row values: for viewers only where the database lets them (`requireValues`). */
  read: { name: "ledger.read", role: "Viewer" },
  /** Decides what becomes of a row whose item was deleted in the list. */
  settle: { name: "ledger.settle", role: "Steward" },
} as const satisfies Record<string, Policy>;
