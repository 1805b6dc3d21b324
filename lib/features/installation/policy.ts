import type { Policy } from "@/lib/context";

export const installationPolicies = {
  read: { name: "installation.read", role: "Admin" },
  decide: { name: "installation.decide", role: "Admin" },
} as const satisfies Record<string, Policy>;
