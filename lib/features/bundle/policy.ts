import type { Policy } from "@/lib/context";

export const bundlePolicies = {
  /** A bundle holds no secret and no row's value, but every address. */
  export: { name: "bundle.export", role: "Steward" },
  apply: { name: "bundle.apply", role: "Admin" },
} as const satisfies Record<string, Policy>;
