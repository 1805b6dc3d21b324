import { z } from "zod";

export const startRunInput = z.object({ definitionId: z.uuid() });
export type StartRunInput = z.output<typeof startRunInput>;

export const runRef = z.object({ runId: z.uuid() });
export type RunRef = z.output<typeof runRef>;

export const runFilter = z.object({
  definitionId: z.uuid().optional(),
  outcome: z.enum(["RUNNING", "SUCCEEDED", "PARTIAL", "FAILED", "HALTED", "CANCELLED", "INTERRUPTED"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type RunFilter = z.output<typeof runFilter>;

export const operationFilter = runRef.extend({
  kind: z.enum(["CREATE", "UPDATE", "DELETE", "MARK", "RECORD"]).optional(),
  state: z.enum(["PENDING", "SENT", "DONE", "REJECTED", "HELD", "DROPPED"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type OperationFilter = z.output<typeof operationFilter>;
