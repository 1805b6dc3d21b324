import type { Policy } from "@/lib/context";

export const secretPolicies = {
  /** Which secrets are stored and under which key, never what they are. */
  read: { name: "secrets.read", role: "Admin" },
  reseal: { name: "secrets.reseal", role: "Admin" },
} as const satisfies Record<string, Policy>;
