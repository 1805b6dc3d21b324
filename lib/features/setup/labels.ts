import type { SetupStepId, SetupStepState } from "./types";

export const setupSteps = ["key", "mapping", "schedule", "match", "plan", "enable"] as const;

export const stepLabels: Record<SetupStepId, string> = {
  key: "Key",
  mapping: "Mapping",
  schedule: "Schedule",
  match: "First match",
  plan: "Dry run",
  enable: "Enable",
};

export const stepStateLabels: Record<SetupStepState, string> = {
  done: "done",
  open: "to do",
  attention: "needs attention",
  spared: "nothing to do",
};
