import type { Policy } from "@/lib/context";

export const databasePolicies = {
  read: { name: "databases.read", role: "Viewer" },
  introspect: { name: "databases.introspect", role: "Steward" },
  /** Tests a stored instance; an address of one's own choice may be tested only by those who may store it. */
  test: { name: "databases.test", role: "Steward" },
  manage: { name: "databases.manage", role: "Admin" },
} as const satisfies Record<string, Policy>;
