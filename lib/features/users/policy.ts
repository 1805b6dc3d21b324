import type { Policy } from "@/lib/context";

export const userPolicies = {
  read: { name: "users.read", role: "Admin" },
} as const satisfies Record<string, Policy>;
