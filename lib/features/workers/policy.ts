import type { Policy } from "@/lib/context";

export const workerPolicies = {
  read: { name: "workers.read", role: "Viewer" },
} as const satisfies Record<string, Policy>;
