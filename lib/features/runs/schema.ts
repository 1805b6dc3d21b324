import { z } from "zod";

export const startRunInput = z.object({ definitionId: z.uuid() });
export type StartRunInput = z.output<typeof startRunInput>;

export const runRef = z.object({ runId: z.uuid() });
export type RunRef = z.output<typeof runRef>;

export const runFilter = z.object({
  definitionId: z.uuid().optional(),
  outcome: z.enum(["RUNNING", "SUCCEEDED", "PARTIAL", "FAILED", "HALTED", "CANCELLED", "INTERRUPTED"]).optional(),
  purpose: z.enum(["SYNC", "PLAN", "REPAIR", "UNDO", "RECONCILE", "TEST"]).optional(),
  startedBy: z.enum(["person", "worker", "command-line"]).optional(),
  /** From this moment on. */
  from: z.date().optional(),
  /** Before this moment. */
  to: z.date().optional(),
  /** How a run's id begins, or a part of its sync's name. */
  search: z.string().max(200).optional(),
  oldestFirst: z.boolean().optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type RunFilter = z.output<typeof runFilter>;

/** Runs on one page of a list, as an address names them: ids with commas between. */
export const openRunsInput = z.object({
  runIds: z.string().transform((text, context) => {
    const ids = z.array(z.uuid()).min(1).max(200).safeParse(text.split(","));
    if (ids.success) return ids.data;
    context.addIssue({ code: "custom", message: "Name 1 to 200 runs by their ids." });
    return z.NEVER;
  }),
});
export type OpenRunsInput = z.output<typeof openRunsInput>;

export const operationFilter = runRef.extend({
  kind: z.enum(["CREATE", "UPDATE", "DELETE", "MARK", "RECORD", "ADOPT"]).optional(),
  state: z.enum(["PENDING", "SENT", "DONE", "REJECTED", "HELD", "DROPPED"]).optional(),
  /** Why a row left. */
  cause: z.enum(["source-delete", "left-filter"]).optional(),
  /** How it ended, or the code of what stood in its way. */
  outcome: z.string().min(1).max(100).optional(),
  /** Beginning of an identity (`cca3=FR`), of a key value (`FR`), or an item's number. */
  search: z.string().trim().max(500).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type OperationFilter = z.output<typeof operationFilter>;
