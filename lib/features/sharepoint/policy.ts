import type { Policy } from "@/lib/context";

export const sharepointPolicies = {
  read: { name: "sharepoint.read", role: "Viewer" },
  /** Verifies a stored connection, adds sites by their address, discovers and provisions lists. */
  discover: { name: "sharepoint.discover", role: "Steward" },
  /** Choices proposed from a table are row values, and only who provisions a list needs them. */
  readValues: { name: "sharepoint.read-values", role: "Steward" },
  manage: { name: "sharepoint.manage", role: "Admin" },
} as const satisfies Record<string, Policy>;
