import type { Policy } from "@/lib/context";

/** Identities and values are row values: not for viewers (sync-semantics 15). */
export const ledgerPolicies = {
  read: { name: "ledger.read", role: "Steward" },
  /** Decides what becomes of a row whose item was deleted in the list. */
  settle: { name: "ledger.settle", role: "Steward" },
} as const satisfies Record<string, Policy>;
