import { AsyncLocalStorage } from "node:async_hooks";

/** One request as it went over the wire, or one entry of a batch. Headers are never part of it, and with them no token. */
export interface RequestNote {
  readonly method: string;
  /** Without host and query, which may hold values of rows. */
  readonly path: string;
  /** Null where no answer came. */
  readonly status: number | null;
  /** From sending to the last byte; null for entries of a batch, which Graph does not tell. */
  readonly durationMs: number | null;
  /** Resource units; those of a batch are the sum of its entries'. */
  readonly units: number;
  /** Which try of the call it was, from 1 on. */
  readonly attempt: number;
  readonly retryAfterMs: number | null;
  /** Graph's own id of the request. */
  readonly requestId: string | null;
  readonly clientRequestId: string | null;
  /** How many entries a batch held; null for what is no batch. */
  readonly batchSize: number | null;
  /** Whether it is an entry of a batch, which is a note of its own. */
  readonly isEntry: boolean;
  /** Why no answer came: a code of the network. */
  readonly reason: string | null;
  /** What was sent and answered, as text; null for what was served, and for whole batches. */
  readonly sent: string | null;
  readonly answered: string | null;
}

/** Takes notes of the requests that are made within a call, in their order, and must not throw: a Graph client is shared by all runs. */
export const requestNotes = new AsyncLocalStorage<(note: RequestNote) => void>();

/** Longest text that is kept of a body. */
const longestBody = 8_000;

export function bodyText(body: unknown): string | null {
  if (body === undefined || body === null || body === "") return null;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return text.length > longestBody ? `${text.slice(0, longestBody)}…` : text;
}

/** Whether a status is one that Graph refuses with. */
export const isRefused = (status: number | null): boolean => status === null || status >= 400;
