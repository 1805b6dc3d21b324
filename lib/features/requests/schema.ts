import { z } from "zod";

/** `refused`: 4xx and 5xx but for 429; `throttled`: told to wait; `unanswered`: the network gave no answer. */
export const requestOutcome = z.enum(["served", "refused", "throttled", "unanswered"]);

export const requestFilter = z.object({
  runId: z.uuid(),
  outcome: requestOutcome.optional(),
  method: z.enum(["GET", "POST", "PATCH", "DELETE"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type RequestFilter = z.output<typeof requestFilter>;
