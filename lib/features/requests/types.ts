import type { z } from "zod";
import type { requestOutcome } from "./schema";

export type RequestOutcome = z.output<typeof requestOutcome>;

/** One request to Graph, or a refused entry of a batch. Headers are never kept, and with them no token. */
export interface RequestRow {
  readonly seq: number;
  readonly at: string;
  readonly outcome: RequestOutcome;
  readonly method: string;
  /** Without host and query. */
  readonly path: string;
  /** Null where no answer came. */
  readonly status: number | null;
  /** Null for entries of a batch. */
  readonly durationMs: number | null;
  readonly units: number;
  readonly attempt: number;
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
  readonly clientRequestId: string | null;
  readonly batchSize: number | null;
  readonly isEntry: boolean;
  /** Why no answer came. */
  readonly reason: string | null;
  /** Bodies of what was refused; null for those who may not see values. */
  readonly sent: string | null;
  readonly answered: string | null;
}
