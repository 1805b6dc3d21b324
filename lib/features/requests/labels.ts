import type { RequestOutcome } from "./types";

export const requestOutcomeLabels: Record<RequestOutcome, string> = {
  served: "Served",
  refused: "Refused",
  throttled: "Told to wait",
  unanswered: "No answer",
};
