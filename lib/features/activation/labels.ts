import type { ActivationStatus } from "./schema";

export const activationStatusLabels = {
  ACTIVE: "Active",
  DISABLED: "Disabled",
} as const satisfies Record<ActivationStatus, string>;
