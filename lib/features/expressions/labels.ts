import type { NullPolicyChoice } from "./schema";

export const nullPolicyLabels: Record<NullPolicyChoice, string> = {
  CLEAR: "Empty the list's column",
  KEEP: "Leave what the list has",
  DEFAULT: "Write a default",
};
