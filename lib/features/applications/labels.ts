import type { ApplicationStatus } from "./schema";

export const applicationStatusLabels = {
  ACTIVE: "Active",
  ARCHIVED: "Archived",
} as const satisfies Record<ApplicationStatus, string>;
