import type { Policy } from "@/lib/context";

export const installationPolicies = {
  read: { name: "installation.read", role: "Admin" },
  /** Versions and the mark: nothing that anybody could use. */
  readAbout: { name: "installation.read-about", role: "Viewer" },
  decide: { name: "installation.decide", role: "Admin" },
} as const satisfies Record<string, Policy>;
